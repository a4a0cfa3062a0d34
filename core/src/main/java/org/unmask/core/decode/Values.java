package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import org.unmask.core.text.Names;

/// The values the keys of a specification have for a generated length.
public record Values(StrategySpec spec, int generatedTokens) {
    /// The value that is given, or the default.
    ///
    /// @throws IllegalArgumentException if the value is bad, or there is none
    <T> T get(Key<T> key) {
        return find(key)
                .or(() -> key.initial().map(initial -> initial.value().apply(this)))
                .orElseThrow(() -> new IllegalArgumentException("strategy '" + spec + "' needs " + key.name()
                        + "; give " + key.domain().expected()));
    }

    /// The value that is given; empty if none is.
    ///
    /// @throws IllegalArgumentException if the value is bad
    <T> Optional<T> find(Key<T> key) {
        String text = spec.keys().get(key.name());
        if (text == null) {
            return Optional.empty();
        }
        Optional<T> value = key.domain().parse().apply(text);
        if (value.isEmpty()) {
            List<String> near = Names.nearest(text, key.domain().choices());
            throw new IllegalArgumentException("bad value in strategy '" + spec + "': " + key.name() + "=" + text + "; "
                    + (near.isEmpty() ? "" : "did you mean " + String.join(", ", near) + "? ")
                    + "expected " + key.domain().expected());
        }
        return value;
    }

    boolean has(Key<?> key) {
        return key.isGiven(spec);
    }
}
