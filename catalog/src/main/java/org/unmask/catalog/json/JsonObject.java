package org.unmask.catalog.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// An object of a JSON file, read key by key. What is not as expected is an [IOException] of one line with file,
/// key, value and expectation: `config.json: num_attention_heads: 0; expected a whole number from 1`. A key that
/// holds `null` is as if it were missing.
///
/// @param file  named in errors
/// @param prefix  keys that lead to this object, each with a dot behind; empty at the root
public record JsonObject(String file, String prefix, JsonNode node) {
    private static final int MAX_SHOWN = 60;
    /// Whole numbers up to here are exact as float64.
    private static final double MAX_EXACT = 0x1p53;

    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    public List<String> keys() {
        return List.copyOf(node.propertyNames());
    }

    public String text(String key) throws IOException {
        JsonNode value = node.path(key);
        if (!value.isString() || value.stringValue().isBlank()) {
            throw bad(key, "a text");
        }
        return value.stringValue();
    }

    public Optional<String> optionalText(String key) throws IOException {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /// A whole number from 1.
    public int count(String key) throws IOException {
        return whole(key, node.path(key), 1, Integer.MAX_VALUE);
    }

    public int count(String key, int otherwise) throws IOException {
        return has(key) ? count(key) : otherwise;
    }

    /// A whole number from 0.
    public int whole(String key, int otherwise) throws IOException {
        return has(key) ? whole(key, node.path(key), 0, Integer.MAX_VALUE) : otherwise;
    }

    /// A list of whole numbers from 0 to `most`; none if it is missing.
    public List<Integer> numbers(String key, int most) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        if (has(key)) {
            if (!node.path(key).isArray()) {
                throw bad(key, "a list of whole numbers");
            }
            for (JsonNode each : node.path(key)) {
                numbers.add(whole(key, each, 0, most));
            }
        }
        return numbers;
    }

    /// Whether a key is there at all, be it as `null`.
    public boolean mentions(String key) {
        return node.has(key);
    }

    /// Whether a key holds exactly this.
    public boolean says(String key, boolean value) {
        return node.path(key).isBoolean() && node.path(key).booleanValue() == value;
    }

    /// Whether a key holds exactly this whole number.
    public boolean says(String key, int value) {
        return node.path(key).isInt() && node.path(key).intValue() == value;
    }

    public OptionalInt optionalCount(String key) throws IOException {
        return has(key) ? OptionalInt.of(count(key)) : OptionalInt.empty();
    }

    /// A token: a whole number from 0, below the vocabulary.
    public OptionalInt optionalToken(String key, int vocabulary) throws IOException {
        return has(key) ? OptionalInt.of(whole(key, node.path(key), 0, vocabulary - 1)) : OptionalInt.empty();
    }

    /// One token, a list of tokens, or none.
    public List<Integer> tokens(String key, int vocabulary) throws IOException {
        JsonNode value = node.path(key);
        List<Integer> tokens = new ArrayList<>();
        if (value.isArray()) {
            for (JsonNode each : value) {
                tokens.add(whole(key, each, 0, vocabulary - 1));
            }
        } else if (has(key)) {
            tokens.add(whole(key, value, 0, vocabulary - 1));
        }
        return tokens;
    }

    private int whole(String key, JsonNode value, int least, int most) throws IOException {
        if (!value.isIntegralNumber() || (value.canConvertToInt() && value.intValue() < least)) {
            throw bad(key, value, "a whole number from " + least);
        }
        if (!value.canConvertToInt() || value.intValue() > most) {
            throw bad(key, value, "a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    /// A finite number above zero.
    public double positive(String key) throws IOException {
        JsonNode value = node.path(key);
        if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            throw bad(key, "a number above 0");
        }
        return value.doubleValue();
    }

    /// A text, or a number as it is written.
    public String textOrNumber(String key) throws IOException {
        return node.path(key).isNumber() ? node.path(key).asString() : text(key);
    }

    /// The objects of a list.
    public List<JsonObject> objects(String key) throws IOException {
        JsonNode value = node.path(key);
        List<JsonObject> objects = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isObject()) {
                throw bad(key, "a list of objects");
            }
            objects.add(new JsonObject(file, prefix + key + "[" + objects.size() + "].", each));
        }
        if (!value.isArray()) {
            throw bad(key, "a list of objects");
        }
        return objects;
    }

    /// A finite number from zero.
    public double number(String key) throws IOException {
        JsonNode value = node.path(key);
        if (!value.isNumber() || !(value.doubleValue() >= 0) || Double.isInfinite(value.doubleValue())) {
            throw bad(key, "a number from 0");
        }
        return value.doubleValue();
    }

    public double positive(String key, double otherwise) throws IOException {
        return has(key) ? positive(key) : otherwise;
    }

    /// A whole number from 1 that may be written as `48e9`.
    public long large(String key) throws IOException {
        JsonNode value = node.path(key);
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() > 0) {
            return value.longValue();
        }
        double number = positive(key);
        if (number != Math.rint(number) || number > MAX_EXACT) {
            throw bad(key, "a whole number from 1");
        }
        return (long) number;
    }

    public boolean flag(String key) throws IOException {
        JsonNode value = node.path(key);
        if (!value.isBoolean()) {
            throw bad(key, "true or false");
        }
        return value.booleanValue();
    }

    public boolean flag(String key, boolean otherwise) throws IOException {
        return has(key) ? flag(key) : otherwise;
    }

    public JsonObject object(String key) throws IOException {
        JsonNode value = node.path(key);
        if (!value.isObject()) {
            throw bad(key, "an object");
        }
        return new JsonObject(file, prefix + key + ".", value);
    }

    public boolean isObject(String key) {
        return node.path(key).isObject();
    }

    /// A key that is itself a token.
    public int keyAsToken(String key, int vocabulary) throws IOException {
        try {
            int token = Integer.parseInt(key);
            if (token >= 0 && token < vocabulary) {
                return token;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IOException(file + ": " + prefix + (key.length() > MAX_SHOWN ? key.substring(0, MAX_SHOWN) : key)
                + ": expected a key from 0 to " + (vocabulary - 1));
    }

    /// An error about the value of a key.
    public IOException bad(String key, String expected) {
        return bad(key, node.path(key), expected);
    }

    private IOException bad(String key, JsonNode value, String expected) {
        String found = value.isMissingNode() ? "missing" : value.toString();
        if (found.length() > MAX_SHOWN) {
            found = found.substring(0, MAX_SHOWN) + "...";
        }
        return new IOException(file + ": " + prefix + key + ": " + found + "; expected " + expected);
    }
}
