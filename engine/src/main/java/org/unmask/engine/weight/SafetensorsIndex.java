package org.unmask.engine.weight;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.unmask.input.InputFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads `model.safetensors.index.json`: which file of the same folder holds which tensor.
final class SafetensorsIndex {
    /// As much as a header may have.
    private static final long MAX_BYTES = SafetensorsFile.MAX_HEADER_BYTES;

    private static final String MAP = "weight_map";
    /// No file has such a name, and messages are one line.
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

    private final Path path;
    private final JsonParser parser;

    private SafetensorsIndex(Path path, JsonParser parser) {
        this.path = path;
        this.parser = parser;
    }

    /// Where the index says a tensor is.
    ///
    /// @param file  below the folder of the index
    /// @param at  byte of the index that says so
    record Place(Path file, long at) {}

    /// All tensors in the order of the index.
    static Map<String, Place> read(Path path) throws IOException {
        byte[] json = InputFile.bytes(path, MAX_BYTES);
        try (JsonParser parser = SafetensorsHeader.FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return new SafetensorsIndex(path, parser).places();
        } catch (JacksonException e) {
            SafetensorsHeader.BadHeader bad = SafetensorsHeader.BadHeader.of(e);
            throw new IOException(path + ": byte " + bad.at() + ": " + bad.getMessage(), e);
        }
    }

    private Map<String, Place> places() throws IOException {
        Map<String, Place> places = new LinkedHashMap<>();
        expect(parser.nextToken() == JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean map = parser.currentName().equals(MAP);
            JsonToken value = parser.nextToken();
            if (map) {
                expect(value == JsonToken.START_OBJECT, "an object as " + MAP);
                addAll(places);
            } else {
                parser.skipChildren();
            }
        }
        expect(parser.nextToken() == null, "nothing after the object");
        expect(!places.isEmpty(), "a " + MAP + " of tensors and files");
        return places;
    }

    private void addAll(Map<String, Place> places) throws IOException {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String tensor = parser.currentName();
            String what = "the file of tensor " + SafetensorsFile.quoted(tensor);
            expect(parser.nextToken() == JsonToken.VALUE_STRING, what);
            places.put(tensor, new Place(file(what, parser.getString()), at()));
        }
    }

    private Path file(String what, String name) throws IOException {
        String found = SafetensorsFile.quoted(name) + "; expected " + what + " below the folder of the index";
        try {
            Path folder = path.toAbsolutePath().resolve("..").normalize();
            Path file = folder.resolve(name).normalize();
            if (UNPRINTABLE.matcher(name).find()
                    || Path.of(name).isAbsolute()
                    || file.equals(folder)
                    || !file.startsWith(folder)) {
                throw bad(found);
            }
            return path.resolveSibling(folder.relativize(file));
        } catch (InvalidPathException e) {
            throw bad(found);
        }
    }

    private void expect(boolean found, String what) throws IOException {
        if (!found) {
            throw bad("expected " + what);
        }
    }

    private IOException bad(String message) {
        return new IOException(path + ": byte " + at() + ": " + message);
    }

    private long at() {
        return Math.max(0, parser.currentLocation().getByteOffset());
    }
}
