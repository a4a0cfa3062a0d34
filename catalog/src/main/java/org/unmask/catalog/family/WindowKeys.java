package org.unmask.catalog.family;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.core.model.Window;
import org.unmask.input.Fields;

/// How a `config.json` says a sliding window: as `sliding_window`, of all layers.
///
/// @param unmentioned  keys that a query sees if the file does not mention the key at all; empty is all
record WindowKeys(OptionalInt unmentioned) {
    private static final String KEY = "sliding_window";

    Optional<Window> read(Fields config) throws IOException {
        if (unmentioned.isPresent() && !config.mentions(KEY)) {
            return Optional.of(new Window(unmentioned.getAsInt(), 0));
        }
        return config.has(KEY) ? Optional.of(new Window(config.count(KEY), 0)) : Optional.empty();
    }

    void write(Optional<Window> window, Map<String, Object> config) {
        config.put(KEY, window.map(Window::tokens).orElse(null));
    }
}
