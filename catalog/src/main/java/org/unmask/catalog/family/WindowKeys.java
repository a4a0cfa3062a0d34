package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Window;
import org.unmask.input.Fields;

/// How a `config.json` says sliding windows: the layers in `layer_types`, or in `use_sliding_window` and
/// `max_window_layers`, or all of them; the keys in `sliding_window`.
///
/// @param always  whether `sliding_window` alone means a window in all layers
/// @param unmentioned  keys that a query sees if the file does not mention the key at all; empty is all
/// @param fullEvery  every n-th layer sees all keys if the file does not say which do; 0 for none
/// @param types  whether `layer_types` is read; a family with layers of other kinds reads it itself
record WindowKeys(boolean always, OptionalInt unmentioned, int fullEvery, boolean types) {
    /// No windows, unless `layer_types` or `use_sliding_window` says so.
    static final WindowKeys NAMED = new WindowKeys(false, OptionalInt.empty(), 0, true);

    /// No windows, whatever `layer_types` says.
    static final WindowKeys OTHERS = new WindowKeys(false, OptionalInt.empty(), 0, false);

    private static final String KEY = "sliding_window";
    private static final String TYPES = "layer_types";
    private static final String FULL = "full_attention";
    private static final String SLIDING = "sliding_attention";
    private static final String USE = "use_sliding_window";
    /// Of `Qwen2Config` and `Qwen3Config`.
    private static final int FIRST_WITH_WINDOW = 28;

    /// A window of all layers.
    static WindowKeys always(OptionalInt unmentioned) {
        return new WindowKeys(true, unmentioned, 0, true);
    }

    /// A window of all layers but every n-th.
    static WindowKeys butEvery(int layers) {
        return new WindowKeys(true, OptionalInt.empty(), layers, true);
    }

    /// The window, if there is one.
    ///
    /// @param layers  of the model
    /// @throws IOException if a layer has another kind of attention
    Optional<Window> read(Fields config, int layers) throws IOException {
        if (layers > Architecture.MOST_LAYERS && (config.has(TYPES) || config.has(USE))) {
            throw new IOException(config.file() + ": " + config.prefix() + layers + " layers; expected at most "
                    + Architecture.MOST_LAYERS + " where some have windows");
        }
        if (types && config.has(TYPES)) {
            return ofTypes(config, layers);
        }
        if (config.has(USE)) {
            return config.flag(USE) ? ofLastLayers(config, layers) : Optional.empty();
        }
        if (!always) {
            return Optional.empty();
        }
        if (unmentioned.isPresent() && !config.mentions(KEY)) {
            return Optional.of(new Window(unmentioned.getAsInt(), 0));
        }
        return config.has(KEY) ? Optional.of(new Window(config.count(KEY), every(config))) : Optional.empty();
    }

    private int every(Fields config) throws IOException {
        // EXAONE writes the pattern of four layers as LLLG.
        boolean named = config.has("sliding_window_pattern") && config.says("sliding_window_pattern", "LLLG");
        return (fullEvery == 0 || named) ? fullEvery : config.count("sliding_window_pattern", fullEvery);
    }

    private static Optional<Window> ofTypes(Fields config, int layers) throws IOException {
        List<String> types = config.texts(TYPES);
        Optional<String> other = types.stream()
                .filter(type -> !type.equals(FULL) && !type.equals(SLIDING))
                .findFirst();
        if (other.isPresent()) {
            throw new IOException(config.file() + ": " + config.prefix() + TYPES + ": has '" + other.get()
                    + "'; expected '" + FULL + "' or '" + SLIDING + "' in models of this type");
        }
        if (types.size() < layers) {
            throw new IOException(config.file() + ": " + config.prefix() + TYPES + ": names " + types.size() + " of "
                    + layers + " layers");
        }
        List<String> used = types.subList(0, layers);
        if (!used.contains(SLIDING)) {
            return Optional.empty();
        }
        if (config.says(USE, false)) {
            throw config.bad(USE, "true, as " + TYPES + " has '" + SLIDING + "'");
        }
        Set<Integer> full = IntStream.range(0, layers)
                .filter(layer -> used.get(layer).equals(FULL))
                .boxed()
                .collect(Collectors.toSet());
        return Optional.of(window(config.count(KEY), full, layers));
    }

    /// The layers that see all keys as every n-th, if they are.
    private static Window window(int tokens, Set<Integer> full, int layers) {
        int first = full.stream().mapToInt(layer -> layer + 1).min().orElse(0);
        Window regular = new Window(tokens, first);
        boolean alike = IntStream.range(0, layers).allMatch(layer -> (regular.of(layer) == 0) == full.contains(layer));
        return alike ? regular : new Window(tokens, 0, full);
    }

    private static Optional<Window> ofLastLayers(Fields config, int layers) throws IOException {
        int first = config.whole("max_window_layers", FIRST_WITH_WINDOW);
        if (first >= layers || !config.has(KEY)) {
            return Optional.empty();
        }
        Set<Integer> full = IntStream.range(0, first).boxed().collect(Collectors.toSet());
        return Optional.of(new Window(config.count(KEY), 0, full));
    }

    /// Writes what [#read] reads.
    void write(Optional<Window> window, int layers, Map<String, Object> config) {
        if (window.isPresent() && (!always || hasFull(window.get(), layers))) {
            config.put(
                    TYPES,
                    IntStream.range(0, layers)
                            .mapToObj(layer -> window.get().of(layer) == 0 ? FULL : SLIDING)
                            .toList());
        }
        if (always || window.isPresent()) {
            config.put(KEY, window.map(Window::tokens).orElse(null));
        }
    }

    private static boolean hasFull(Window window, int layers) {
        return IntStream.range(0, layers).anyMatch(layer -> window.of(layer) == 0);
    }
}
