package org.unmask.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An object of a JSON or YAML file, read key by key.
///
/// What is not as expected is an [IOException] of one line with file, key, value and expectation:
/// `config.json: num_attention_heads: 0; expected a whole number from 1`. A key that holds `null` is as if it were
/// missing. [#end] refuses the keys that no reader asked for.
public final class Fields {
    /// Whole numbers up to here are exact as float64.
    private static final double MAX_EXACT = 0x1p53;

    private final Place place;
    private final JsonNode node;
    private final Set<String> read = new LinkedHashSet<>();

    private Fields(Place place, JsonNode node) {
        this.place = place;
        this.node = node;
    }

    /// The object at the root of a file.
    ///
    /// @param file  named in errors
    /// @throws IOException if the root is something else
    public static Fields of(String file, JsonNode root) throws IOException {
        if (!root.isObject()) {
            throw new IOException(file + ": expected keys with values");
        }
        return new Fields(new Place(file, ""), root);
    }

    /// Reads a part of a file.
    ///
    /// @param <T>  what it becomes
    @FunctionalInterface
    public interface Reader<T> {
        /// Reads the keys of an object.
        T read(Fields fields) throws IOException;
    }

    /// This object with some keys of another where it does not mention them itself.
    public Fields withThose(Fields other, List<String> keys) {
        ObjectNode all = ((ObjectNode) node).deepCopy();
        for (String key : keys) {
            if (!all.has(key) && other.node.has(key)) {
                all.set(key, other.node.get(key));
            }
        }
        return new Fields(place, all);
    }

    /// This object with whole numbers where it does not mention their keys itself.
    public Fields withThose(Map<String, Integer> numbers) {
        ObjectNode all = ((ObjectNode) node).deepCopy();
        numbers.forEach((key, number) -> {
            if (!all.has(key)) {
                all.put(key, number);
            }
        });
        return new Fields(place, all);
    }

    /// The name of the file, for messages.
    public String file() {
        return place.file();
    }

    /// The keys that lead to this object, each with a dot behind; empty at the root.
    public String prefix() {
        return place.prefix();
    }

    /// The keys that are there, in the order of the file.
    public List<String> keys() {
        return List.copyOf(node.propertyNames());
    }

    /// Tells whether a key holds something.
    public boolean has(String key) {
        return !take(key).isMissingNode() && !node.path(key).isNull();
    }

    /// Tells whether a key is there at all, be it as `null`.
    public boolean mentions(String key) {
        return !take(key).isMissingNode();
    }

    /// Tells whether a key holds exactly this.
    public boolean says(String key, boolean value) {
        return take(key).isBoolean() && node.path(key).booleanValue() == value;
    }

    /// Tells whether a key holds exactly this whole number.
    public boolean says(String key, int value) {
        return take(key).isInt() && node.path(key).intValue() == value;
    }

    /// Tells whether a key holds exactly this text.
    public boolean says(String key, String value) {
        return take(key).isString() && node.path(key).stringValue().equals(value);
    }

    /// Tells whether a key holds an object.
    public boolean isObject(String key) {
        return take(key).isObject();
    }

    /// Whether the value is a list.
    public boolean isList(String key) {
        return take(key).isArray();
    }

    private JsonNode take(String key) {
        read.add(key);
        return node.path(key);
    }

    /// Refuses a file whose key `schema` does not say this format and version.
    public void requireSchema(String schema) throws IOException {
        if (!text("schema").equals(schema)) {
            throw bad("schema", "'" + schema + "'");
        }
    }

    /// A text that is not blank.
    public String text(String key) throws IOException {
        JsonNode value = take(key);
        if (!value.isString() || value.stringValue().isBlank()) {
            throw bad(key, "a text");
        }
        return value.stringValue();
    }

    /// A text that is not blank; the given one if the key is missing.
    public String text(String key, String otherwise) throws IOException {
        return has(key) ? text(key) : otherwise;
    }

    /// A text that is not blank; none if the key is missing.
    public Optional<String> optionalText(String key) throws IOException {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /// A text as it stands, be it blank or empty; none if the key is missing.
    public Optional<String> verbatim(String key) throws IOException {
        if (!has(key)) {
            return Optional.empty();
        }
        if (!node.path(key).isString()) {
            throw bad(key, "a text");
        }
        return Optional.of(node.path(key).stringValue());
    }

    /// A text as it stands, or a number or truth as it is written; none if the key is missing.
    public Optional<String> verbatimOrNumber(String key) throws IOException {
        boolean plain = has(key) && (node.path(key).isNumber() || node.path(key).isBoolean());
        return plain ? Optional.of(node.path(key).asString()) : verbatim(key);
    }

    /// A text, or a number as it is written.
    public String textOrNumber(String key) throws IOException {
        return take(key).isNumber() ? node.path(key).asString() : text(key);
    }

    /// A list of texts.
    public List<String> texts(String key) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(key, "a list of names")) {
            if (!element.isString()) {
                throw bad(key, "a list of names (write names with a colon in quotes)");
            }
            texts.add(element.stringValue());
        }
        return List.copyOf(texts);
    }

    /// A text that stands for something. An error of what reads it names the key.
    public <T> T value(String key, Function<String, T> reader) throws IOException {
        return place.parsed(key, text(key), reader);
    }

    /// A text that stands for something; the given text if the key is missing.
    public <T> T value(String key, String otherwise, Function<String, T> reader) throws IOException {
        return place.parsed(key, text(key, otherwise), reader);
    }

    /// True or false.
    public boolean flag(String key) throws IOException {
        JsonNode value = take(key);
        if (!value.isBoolean()) {
            throw bad(key, "true or false");
        }
        return value.booleanValue();
    }

    /// True or false; the given one if the key is missing.
    public boolean flag(String key, boolean otherwise) throws IOException {
        return has(key) ? flag(key) : otherwise;
    }

    /// A whole number from 1.
    public int count(String key) throws IOException {
        return place.whole(key, take(key), 1, Integer.MAX_VALUE);
    }

    /// A whole number from 1; the given one if the key is missing.
    public int count(String key, int otherwise) throws IOException {
        return has(key) ? count(key) : otherwise;
    }

    /// A whole number from 1; none if the key is missing.
    public OptionalInt optionalCount(String key) throws IOException {
        return has(key) ? OptionalInt.of(count(key)) : OptionalInt.empty();
    }

    /// A whole number from 0.
    public int whole(String key) throws IOException {
        return place.whole(key, take(key), 0, Integer.MAX_VALUE);
    }

    /// A whole number from 0; the given one if the key is missing.
    public int whole(String key, int otherwise) throws IOException {
        return has(key) ? whole(key) : otherwise;
    }

    /// A list of whole numbers from 0 to `most`; none if the key is missing.
    public List<Integer> numbers(String key, int most) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        if (has(key)) {
            for (JsonNode each : array(key, "a list of whole numbers")) {
                numbers.add(place.whole(key, each, 0, most));
            }
        }
        return numbers;
    }

    /// A list of lists of whole numbers from 0; none if the key is missing.
    public List<List<Integer>> numberLists(String key) throws IOException {
        List<List<Integer>> lists = new ArrayList<>();
        if (has(key)) {
            for (JsonNode list : array(key, "a list of lists of whole numbers")) {
                if (!list.isArray()) {
                    throw place.bad(key, list, "a list of whole numbers");
                }
                List<Integer> numbers = new ArrayList<>();
                for (JsonNode each : list) {
                    numbers.add(place.whole(key, each, 0, Integer.MAX_VALUE));
                }
                lists.add(numbers);
            }
        }
        return lists;
    }

    /// Whole numbers from 1, as people write them: one, a list, or a range in the notation of [IntRange].
    public List<Integer> ranges(String key) throws IOException {
        JsonNode value = take(key);
        if (value.isString() || value.isInt()) {
            return place.range(key, value.asString());
        }
        if (!value.isArray() || value.isEmpty()) {
            throw bad(key, "a list of whole numbers, or a range such as 1-64*2");
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode element : value) {
            numbers.addAll(place.range(key, element.asString()));
        }
        return List.copyOf(numbers);
    }

    /// Whole numbers from 1; the given ones if the key is missing.
    public List<Integer> ranges(String key, List<Integer> otherwise) throws IOException {
        return has(key) ? ranges(key) : otherwise;
    }

    /// A token: a whole number from 0, below the vocabulary; none if the key is missing.
    public OptionalInt optionalToken(String key, int vocabulary) throws IOException {
        return has(key) ? OptionalInt.of(place.whole(key, node.path(key), 0, vocabulary - 1)) : OptionalInt.empty();
    }

    /// One token, a list of tokens, or none.
    public List<Integer> tokens(String key, int vocabulary) throws IOException {
        JsonNode value = take(key);
        List<Integer> tokens = new ArrayList<>();
        if (value.isArray()) {
            for (JsonNode each : value) {
                tokens.add(place.whole(key, each, 0, vocabulary - 1));
            }
        } else if (has(key)) {
            tokens.add(place.whole(key, value, 0, vocabulary - 1));
        }
        return tokens;
    }

    /// The number of a token that is itself a key.
    public int keyAsToken(String key, int vocabulary) throws IOException {
        return place.keyAsToken(key, vocabulary);
    }

    /// A whole number from 1 that may be written as `48e9`.
    public long large(String key) throws IOException {
        JsonNode value = take(key);
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() > 0) {
            return value.longValue();
        }
        double number = positive(key);
        if (number != Math.rint(number) || number > MAX_EXACT) {
            throw bad(key, "a whole number from 1");
        }
        return (long) number;
    }

    /// A finite number above zero.
    public double positive(String key) throws IOException {
        JsonNode value = take(key);
        if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            throw bad(key, "a number above 0");
        }
        return value.doubleValue();
    }

    /// A finite number above zero; the given one if the key is missing.
    public double positive(String key, double otherwise) throws IOException {
        return has(key) ? positive(key) : otherwise;
    }

    /// A finite number from zero.
    public double number(String key) throws IOException {
        JsonNode value = take(key);
        if (!value.isNumber() || !(value.doubleValue() >= 0) || Double.isInfinite(value.doubleValue())) {
            throw bad(key, "a number from 0");
        }
        return value.doubleValue();
    }

    /// Any number, for whoever checks it further; the given one if the key is missing.
    public double decimal(String key, double otherwise) throws IOException {
        if (!has(key)) {
            return otherwise;
        }
        if (!node.path(key).isNumber()) {
            throw bad(key, "a number");
        }
        return node.path(key).doubleValue();
    }

    /// A list of numbers, for whoever checks them further.
    public List<Double> decimals(String key) throws IOException {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode each : array(key, "a list of numbers")) {
            if (!each.isNumber()) {
                throw bad(key, "a list of numbers");
            }
            numbers.add(each.doubleValue());
        }
        return numbers;
    }

    /// An object.
    public Fields object(String key) throws IOException {
        JsonNode value = take(key);
        if (!value.isObject()) {
            throw bad(key, "an object");
        }
        return new Fields(place.below(key), value);
    }

    /// The objects of a list.
    public List<Fields> objects(String key) throws IOException {
        List<Fields> objects = new ArrayList<>();
        for (JsonNode each : array(key, "a list of objects")) {
            if (!each.isObject()) {
                throw bad(key, "a list of objects");
            }
            objects.add(new Fields(place.below(key + "[" + objects.size() + "]"), each));
        }
        return objects;
    }

    private JsonNode array(String key, String expected) throws IOException {
        JsonNode value = take(key);
        if (!value.isArray()) {
            throw bad(key, expected);
        }
        return value;
    }

    /// An object all of whose keys the reader reads; none if the key is missing.
    public <T> Optional<T> part(String key, Reader<T> reader) throws IOException {
        return has(key) ? Optional.of(complete(object(key), reader)) : Optional.empty();
    }

    /// A list of such objects, at least one; none if the key is missing.
    public <T> List<T> parts(String key, Reader<T> reader) throws IOException {
        List<T> parts = new ArrayList<>();
        if (has(key)) {
            for (Fields each : objects(key)) {
                parts.add(complete(each, reader));
            }
            if (parts.isEmpty()) {
                throw bad(key, "a list of objects");
            }
        }
        return List.copyOf(parts);
    }

    private static <T> T complete(Fields fields, Reader<T> reader) throws IOException {
        T part = reader.read(fields);
        fields.end();
        return part;
    }

    /// What a key holds, for whoever reads it in a way of its own; a missing node if the key is missing.
    public JsonNode node(String key) {
        return take(key);
    }

    /// The keys that no reader has asked for so far, with what they hold.
    public ObjectNode rest() {
        return node.asObject().deepCopy().remove(read);
    }

    /// Refuses a key that no reader asked for, naming the nearest one that was asked for, and a key without a value.
    public void end() throws IOException {
        for (String key : node.propertyNames()) {
            if (!read.contains(key)) {
                throw place.unknown(key, read);
            }
            if (node.path(key).isNull()) {
                throw bad(key, "a value, or nothing with this key");
            }
        }
    }

    /// An error about the value of a key.
    public IOException bad(String key, String expected) {
        return place.bad(key, node.path(key), expected);
    }
}
