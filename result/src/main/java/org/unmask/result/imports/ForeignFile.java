package org.unmask.result.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/// A file of another program, read as a whole.
///
/// @param text  the content
/// @param objects  if the content is JSON, its objects in order: the only one, one per line, or those of a list; empty if
///     it is something else
public record ForeignFile(Path path, String text, List<Fields> objects) {
    /// Programs that keep every token's time write hundreds of megabytes.
    private static final long MAX_BYTES = 1L << 29;

    /// Programs in Python write `NaN` and `Infinity`. That such a number is wrong can then be said with its key.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    public ForeignFile {
        objects = List.copyOf(objects);
    }

    /// Reads a file.
    ///
    /// @throws IOException in one line, naming the file, if it is missing, empty, no text, or JSON that is cut off or
    ///     malformed
    static ForeignFile read(Path path) throws IOException {
        byte[] bytes = InputFile.bytes(path, MAX_BYTES);
        String text = InputFile.text(path.toString(), bytes);
        if (text.isBlank()) {
            throw new IOException(path + ": empty; expected results of " + Importers.known());
        }
        return new ForeignFile(path, text, isJson(text) ? objects(path, bytes) : List.of());
    }

    private static boolean isJson(String text) {
        char first = text.stripLeading().charAt(0);
        return first == '{' || first == '[';
    }

    private static List<Fields> objects(Path path, byte[] bytes) throws IOException {
        List<Fields> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> roots = MAPPER.readerFor(JsonNode.class).readValues(bytes)) {
            while (roots.hasNextValue()) {
                JsonNode root = roots.nextValue();
                for (JsonNode each : root.isArray() ? root : List.of(root)) {
                    objects.add(Fields.of(path + " result " + (objects.size() + 1), each));
                }
            }
        } catch (JacksonException e) {
            throw new IOException(path + ": " + message(e, bytes.length), e);
        }
        return objects;
    }

    private static String message(JacksonException e, int bytes) {
        String message = ParserMessage.plain(e.getOriginalMessage());
        return message.contains("end-of-input")
                ? "cut off after " + bytes + " bytes: its JSON has no end"
                : "byte " + e.getLocation().getByteOffset() + ": malformed JSON: " + message;
    }
}
