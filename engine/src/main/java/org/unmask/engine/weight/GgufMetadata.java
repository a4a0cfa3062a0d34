package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keys and values of a GGUF file. Values stay in the file until they are asked for; one of another type or range than
/// asked for is an [IOException] of one line with file, byte, key and expectation.
public final class GgufMetadata {
    private static final long MAX_KEY_BYTES = 65_535;
    private static final long MAX_TEXT_BYTES = 1 << 24;
    /// Far above any published file (some sixty).
    private static final long MAX_VALUES = 65_536;

    private final Path path;
    private final MemorySegment file;
    private final Map<String, Value> values;

    private GgufMetadata(Path path, MemorySegment file, Map<String, Value> values) {
        this.path = path;
        this.file = file;
        this.values = values;
    }

    /// Where a value is.
    ///
    /// @param type  of the value, or of the elements of an array
    /// @param count  of elements, or -1 if it is no array
    /// @param at  byte of the file where the value, or the first element, begins
    private record Value(GgufType type, long count, long at) {
        boolean isArray() {
            return count >= 0;
        }
    }

    /// The number of values a file says it has.
    static long count(GgufCursor cursor) throws IOException {
        return cursor.count("metadata values", Long.BYTES + Integer.BYTES + 1, MAX_VALUES);
    }

    /// Reads past all values and notes where they are.
    static GgufMetadata read(Path path, MemorySegment file, GgufCursor cursor, long count) throws IOException {
        Map<String, Value> values = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            long at = cursor.at();
            String key = cursor.text("a key", MAX_KEY_BYTES);
            if (values.put(key, value(cursor, key)) != null) {
                throw cursor.bad(at, "key " + SafetensorsFile.quoted(key) + " is there twice");
            }
        }
        return new GgufMetadata(path, file, values);
    }

    private static Value value(GgufCursor cursor, String key) throws IOException {
        String what = "the value of " + SafetensorsFile.quoted(key);
        GgufType type = type(cursor, what);
        if (type != GgufType.ARRAY) {
            Value value = new Value(type, -1, cursor.at());
            skip(cursor, type, 1, what);
            return value;
        }
        long at = cursor.at();
        GgufType elements = type(cursor, what);
        if (elements == GgufType.ARRAY) {
            throw cursor.bad(at, what + " is an array of arrays; expected numbers, truths or texts");
        }
        long count = cursor.count("elements of " + what, elements.leastBytes(), Integer.MAX_VALUE);
        Value value = new Value(elements, count, cursor.at());
        skip(cursor, elements, count, what);
        return value;
    }

    private static GgufType type(GgufCursor cursor, String what) throws IOException {
        long at = cursor.at();
        int number = cursor.int32();
        return GgufType.of(number)
                .orElseThrow(() ->
                        cursor.bad(at, what + " has type " + Integer.toUnsignedString(number) + "; expected 0 to 12"));
    }

    private static void skip(GgufCursor cursor, GgufType type, long count, String what) throws IOException {
        if (type != GgufType.STRING) {
            cursor.skip(count * type.leastBytes());
            return;
        }
        for (long i = 0; i < count; i++) {
            cursor.skipText(what);
        }
    }

    /// All keys in the order of the file.
    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /// Whether the value of a key is an array.
    public boolean isArray(String key) {
        Value value = values.get(key);
        return value != null && value.isArray();
    }

    /// A text that is not blank.
    public String text(String key) throws IOException {
        Value value = value(key, "a text");
        String text = value.type() == GgufType.STRING && !value.isArray()
                ? cursor(value).text("the value of " + SafetensorsFile.quoted(key), MAX_TEXT_BYTES)
                : "";
        if (text.isBlank()) {
            throw bad(key, value, "a text");
        }
        return text;
    }

    /// A whole number in a range.
    public long whole(String key, long least, long most) throws IOException {
        String expected = "a whole number from " + least + " to " + most;
        Value value = value(key, expected);
        if (!value.type().isWhole() || value.isArray()) {
            throw bad(key, value, expected);
        }
        long number = whole(cursor(value), value.type());
        if (number < least || number > most) {
            throw bad(key, value, expected + ", not " + number);
        }
        return number;
    }

    /// A whole number from 1.
    public int count(String key) throws IOException {
        return (int) whole(key, 1, Integer.MAX_VALUE);
    }

    /// A whole number from 1; another if the file has none.
    public int count(String key, int otherwise) throws IOException {
        return has(key) ? count(key) : otherwise;
    }

    /// A finite number above zero. A float32 is taken for the shortest decimal number it stands for: 1e-5, not
    /// 9.99999974e-6.
    public double positive(String key) throws IOException {
        String expected = "a number above 0";
        Value value = value(key, expected);
        if (!value.type().isReal() || value.isArray()) {
            throw bad(key, value, expected);
        }
        GgufCursor cursor = cursor(value);
        double number = value.type() == GgufType.FLOAT32
                ? Double.parseDouble(Float.toString(Float.intBitsToFloat(cursor.int32())))
                : Double.longBitsToDouble(cursor.int64());
        if (!(number > 0) || Double.isInfinite(number)) {
            throw bad(key, value, expected + ", not " + number);
        }
        return number;
    }

    /// A number above 0, or another number if the file has none.
    public double positive(String key, double otherwise) throws IOException {
        return has(key) ? positive(key) : otherwise;
    }

    /// True or false, if the file has it.
    public Optional<Boolean> flag(String key) throws IOException {
        if (!has(key)) {
            return Optional.empty();
        }
        Value value = value(key, "true or false");
        if (value.type() == GgufType.BOOL && !value.isArray()) {
            byte found = cursor(value).int8();
            if (found == 0 || found == 1) {
                return Optional.of(found == 1);
            }
        }
        throw bad(key, value, "true or false");
    }

    /// All texts of an array; they may be empty.
    public List<String> texts(String key) throws IOException {
        Value value = value(key, "an array of texts");
        if (value.type() != GgufType.STRING || !value.isArray()) {
            throw bad(key, value, "an array of texts");
        }
        GgufCursor cursor = cursor(value);
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < value.count(); i++) {
            texts.add(cursor.text("the value of " + SafetensorsFile.quoted(key), MAX_TEXT_BYTES));
        }
        return texts;
    }

    /// All numbers of an array.
    public List<Long> wholes(String key) throws IOException {
        Value value = value(key, "an array of whole numbers");
        if (!value.type().isWhole() || !value.isArray()) {
            throw bad(key, value, "an array of whole numbers");
        }
        GgufCursor cursor = cursor(value);
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < value.count(); i++) {
            numbers.add(whole(cursor, value.type()));
        }
        return numbers;
    }

    /// All truths of an array.
    public List<Boolean> flags(String key) throws IOException {
        Value value = value(key, "an array of truths");
        if (value.type() != GgufType.BOOL || !value.isArray()) {
            throw bad(key, value, "an array of truths");
        }
        GgufCursor cursor = cursor(value);
        List<Boolean> flags = new ArrayList<>();
        for (long i = 0; i < value.count(); i++) {
            flags.add(cursor.int8() != 0);
        }
        return flags;
    }

    /// All numbers of an array of float32.
    public List<Float> reals(String key) throws IOException {
        Value value = value(key, "an array of numbers");
        if (value.type() != GgufType.FLOAT32 || !value.isArray()) {
            throw bad(key, value, "an array of numbers");
        }
        GgufCursor cursor = cursor(value);
        List<Float> numbers = new ArrayList<>();
        for (long i = 0; i < value.count(); i++) {
            numbers.add(Float.intBitsToFloat(cursor.int32()));
        }
        return numbers;
    }

    /// An error about the value of a key.
    ///
    /// @param expected  what the value should have been
    public IOException bad(String key, String expected) {
        Value value = values.get(key);
        return value == null
                ? new IOException(path + ": " + SafetensorsFile.quoted(key) + " is missing; expected " + expected)
                : bad(key, value, expected);
    }

    private IOException bad(String key, Value value, String expected) {
        String found = (value.isArray() ? "an array of " + value.count() + " " : "a ") + value.type();
        return new IOException(path + ": byte " + value.at() + ": " + SafetensorsFile.quoted(key) + " is " + found
                + "; expected " + expected);
    }

    private Value value(String key, String expected) throws IOException {
        Value value = values.get(key);
        if (value == null) {
            throw bad(key, expected);
        }
        return value;
    }

    private GgufCursor cursor(Value value) {
        return new GgufCursor(path, file, value.at());
    }

    private static long whole(GgufCursor cursor, GgufType type) throws IOException {
        return switch (type) {
            case UINT8 -> Byte.toUnsignedLong(cursor.int8());
            case INT8 -> cursor.int8();
            case UINT16 -> Byte.toUnsignedLong(cursor.int8()) | Byte.toUnsignedLong(cursor.int8()) << 8;
            case INT16 -> (short) (Byte.toUnsignedInt(cursor.int8()) | cursor.int8() << 8);
            case UINT32 -> Integer.toUnsignedLong(cursor.int32());
            case INT32 -> cursor.int32();
            case UINT64, INT64 -> cursor.int64();
            case FLOAT32, BOOL, STRING, ARRAY, FLOAT64 -> throw new IllegalStateException(type + " is not whole");
        };
    }
}
