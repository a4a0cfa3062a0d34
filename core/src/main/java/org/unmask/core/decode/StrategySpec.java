package org.unmask.core.decode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A strategy as written on the command line and in studies: `name:key=value,...`.
///
/// @param keys  in the order they were written
public record StrategySpec(String id, Map<String, String> keys) {
    public StrategySpec {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /// Reads a specification from text.
    ///
    /// @throws IllegalArgumentException if the text is not of the form `name:key=value,...`
    public static StrategySpec parse(String text) {
        int colon = text.indexOf(':');
        String id = (colon < 0 ? text : text.substring(0, colon)).strip();
        if (id.isEmpty()) {
            throw new IllegalArgumentException("bad strategy '" + text + "'; expected name:key=value,...");
        }
        Map<String, String> keys = new LinkedHashMap<>();
        if (colon >= 0) {
            for (String part : text.substring(colon + 1).split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals < 1 || equals == part.length() - 1) {
                    throw new IllegalArgumentException(
                            "bad strategy '" + text + "'; expected key=value, found '" + part + "'");
                }
                if (keys.put(
                                part.substring(0, equals).strip(),
                                part.substring(equals + 1).strip())
                        != null) {
                    throw new IllegalArgumentException(
                            "bad strategy '" + text + "'; " + part.substring(0, equals) + " is given twice");
                }
            }
        }
        return new StrategySpec(id, keys);
    }

    /// This strategy with one more key; an existing value of that key is replaced.
    public StrategySpec with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(keys);
        more.put(key, value);
        return new StrategySpec(id, more);
    }

    /// This strategy without a key.
    public StrategySpec without(String key) {
        Map<String, String> fewer = new LinkedHashMap<>(keys);
        fewer.remove(key);
        return new StrategySpec(id, fewer);
    }

    /// The text that [#parse] reads.
    @Override
    public String toString() {
        return keys.isEmpty()
                ? id
                : keys.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(",", id + ":", ""));
    }
}
