package org.unmask.app.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.unmask.core.text.Names;
import tools.jackson.databind.JsonNode;

/// The keys of one object, each read once; keys that nobody reads are errors.
final class Keys {
    private final String prefix;
    private final JsonNode node;
    private final List<String> known = new ArrayList<>();

    Keys(String prefix, JsonNode node) {
        this.prefix = prefix;
        this.node = node;
        if (!node.isObject()) {
            throw new IllegalArgumentException((prefix.isEmpty() ? "" : prefix + ": ") + "expected keys with values");
        }
    }

    /// What stands before each key in messages.
    String prefix() {
        return prefix;
    }

    private JsonNode take(String key) {
        known.add(key);
        return node.path(key);
    }

    IllegalArgumentException bad(String key, String expected) {
        JsonNode value = node.path(key);
        return new IllegalArgumentException(
                prefix + key + (value.isMissingNode() ? ": missing" : ": " + value) + "; expected " + expected);
    }

    String text(String key) {
        JsonNode value = take(key);
        if (!value.isString() || value.asString().isBlank()) {
            throw bad(key, "text");
        }
        return value.asString();
    }

    String text(String key, String initial) {
        return take(key).isMissingNode() ? initial : text(key);
    }

    int number(String key) {
        JsonNode value = take(key);
        if (!value.isInt() || value.asInt() < 0) {
            throw bad(key, "a whole number");
        }
        return value.asInt();
    }

    int positive(String key) {
        if (number(key) == 0) {
            throw bad(key, "a whole number from 1");
        }
        return number(key);
    }

    int number(String key, int initial) {
        return take(key).isMissingNode() ? initial : number(key);
    }

    /// A number that need not be whole.
    double decimal(String key, double initial) {
        JsonNode value = take(key);
        if (!value.isMissingNode() && !value.isNumber()) {
            throw bad(key, "a number");
        }
        return value.asDouble(initial);
    }

    List<Integer> numbers(String key) {
        JsonNode value = take(key);
        if (value.isString()) {
            return IntRange.parse(prefix + key, value.asString());
        }
        if (value.isInt()) {
            return IntRange.parse(prefix + key, "" + value.asInt());
        }
        if (!value.isArray() || value.isEmpty()) {
            throw bad(key, "a list of whole numbers, or a range such as 1-64*2");
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode element : value) {
            numbers.addAll(IntRange.parse(prefix + key, element.asString()));
        }
        return List.copyOf(numbers);
    }

    List<String> texts(String key) {
        JsonNode value = take(key);
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isString()) {
                throw bad(key, "a list of names (write names with a colon in quotes)");
            }
            texts.add(element.asString());
        }
        if (!value.isArray()) {
            throw bad(key, "a list of names");
        }
        return List.copyOf(texts);
    }

    <T> Optional<T> part(String key, Function<Keys, T> reader) {
        JsonNode value = take(key);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        Keys keys = new Keys(prefix + key + ".", value);
        T part = reader.apply(keys);
        keys.end();
        return Optional.of(part);
    }

    /// A list of objects; empty if the key is missing.
    <T> List<T> parts(String key, Function<Keys, T> reader) {
        JsonNode value = take(key);
        List<T> parts = new ArrayList<>();
        if (!value.isMissingNode() && (!value.isArray() || value.isEmpty())) {
            throw bad(key, "a list of entries with keys");
        }
        for (int i = 0; i < value.size(); i++) {
            Keys keys = new Keys(prefix + key + "[" + i + "].", value.get(i));
            parts.add(reader.apply(keys));
            keys.end();
        }
        return List.copyOf(parts);
    }

    /// Numbers of a key that may be missing.
    List<Integer> numbers(String key, List<Integer> initial) {
        return take(key).isMissingNode() ? initial : numbers(key);
    }

    /// A text that stands for something; an error of what reads it names the key.
    <T> T value(String key, Function<String, T> reader) {
        String text = text(key);
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(prefix + key + ": " + e.getMessage(), e);
        }
    }

    <T> T value(String key, String initial, Function<String, T> reader) {
        return take(key).isMissingNode() ? reader.apply(initial) : value(key, reader);
    }

    boolean has(String key) {
        return !take(key).isMissingNode();
    }

    void end() {
        for (String key : node.propertyNames()) {
            if (!known.contains(key)) {
                throw Names.unknown(
                        "key",
                        prefix + key,
                        known.stream().map(name -> prefix + name).toList());
            }
        }
    }
}
