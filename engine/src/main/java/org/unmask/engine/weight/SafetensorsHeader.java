package org.unmask.engine.weight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads the JSON part of a safetensors file: what is said there, not yet whether it is true of the file.
final class SafetensorsHeader {
    /// A tensor is `{"dtype": .., "shape": [..], "data_offsets": [.., ..]}`; a little more is allowed for.
    private static final int MAX_DEPTH = 8;

    private static final int MAX_RANK = 16;
    private static final String METADATA = "__metadata__";
    /// Of headers and indexes.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(20)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;

    private SafetensorsHeader(JsonParser parser) {
        this.parser = parser;
    }

    /// What the header says of one tensor.
    ///
    /// @param begin  of the data, in bytes after the header
    /// @param at  byte of the header where the entry ends
    record Entry(String dtype, List<Long> shape, long begin, long end, long at) {}

    /// A header that cannot be read, and the byte of it where that was seen.
    static final class BadHeader extends Exception {
        private static final long serialVersionUID = 1;
        private final long at;

        BadHeader(String message, long at) {
            super(message);
            this.at = at;
        }

        /// What the JSON library says, in one line.
        static BadHeader of(JacksonException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            return new BadHeader("malformed JSON: " + ParserMessage.plain(e.getOriginalMessage()), Math.max(0, at));
        }

        long at() {
            return at;
        }
    }

    /// All tensors in the order of the header.
    static Map<String, Entry> parse(byte[] json) throws BadHeader {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return new SafetensorsHeader(parser).tensors();
        } catch (JacksonException e) {
            throw BadHeader.of(e);
        }
    }

    private Map<String, Entry> tensors() throws BadHeader {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "an object of tensors");
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(METADATA)) {
                parser.skipChildren();
            } else {
                expect(value, JsonToken.START_OBJECT, "an object for tensor " + SafetensorsFile.quoted(name));
                entries.put(name, entry(name));
            }
        }
        if (parser.nextToken() != null) {
            throw bad("more JSON after the tensors");
        }
        return entries;
    }

    private Entry entry(String name) throws BadHeader {
        String tensor = "tensor " + SafetensorsFile.quoted(name);
        String dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(value, JsonToken.VALUE_STRING, "a string as dtype of " + tensor);
                    dtype = parser.getString();
                }
                case "shape" -> shape = numbers(value, "shape of " + tensor);
                case "data_offsets" -> offsets = numbers(value, "data_offsets of " + tensor);
                default -> parser.skipChildren();
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw bad(tensor + " lacks dtype, shape or two data_offsets");
        }
        return new Entry(dtype, List.copyOf(shape), offsets.get(0), offsets.get(1), at());
    }

    private List<Long> numbers(JsonToken start, String what) throws BadHeader {
        expect(start, JsonToken.START_ARRAY, "an array as " + what);
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, "whole numbers as " + what);
            long number = parser.getLongValue();
            if (number < 0 || numbers.size() == MAX_RANK) {
                throw bad("expected at most " + MAX_RANK + " numbers from 0 as " + what);
            }
            numbers.add(number);
        }
        return numbers;
    }

    private void expect(JsonToken found, JsonToken wanted, String what) throws BadHeader {
        if (found != wanted) {
            throw bad("expected " + what);
        }
    }

    private BadHeader bad(String message) {
        return new BadHeader(message, at());
    }

    private long at() {
        return Math.max(0, parser.currentLocation().getByteOffset());
    }
}
