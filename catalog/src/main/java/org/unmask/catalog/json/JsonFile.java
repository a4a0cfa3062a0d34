package org.unmask.catalog.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.unmask.core.text.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads small JSON files that hold one object.
public final class JsonFile {
    /// Far above any configuration.
    private static final long MAX_BYTES = 1_000_000;

    private static final int MAX_DEPTH = 32;
    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private JsonFile() {}

    /// Reads a file that holds one JSON object.
    ///
    /// @throws IOException in one line, naming file and byte, if it is missing, too big or not a JSON object
    public static JsonObject read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + ": " + (Files.exists(path) ? "not a regular file" : "no such file"));
        }
        if (Files.size(path) > MAX_BYTES) {
            throw new IOException(path + ": " + Files.size(path) + " bytes; expected at most " + MAX_BYTES);
        }
        return parse(path.toString(), Files.readAllBytes(path));
    }

    /// Reads the content of a file that holds one JSON object.
    ///
    /// @param file  named in errors
    public static JsonObject parse(String file, byte[] content) throws IOException {
        JsonNode root;
        try {
            root = MAPPER.readTree(content);
        } catch (JacksonException e) {
            String message = ParserMessage.plain(e.getOriginalMessage());
            throw new IOException(file + ": byte " + at(e) + ": malformed JSON: " + message, e);
        }
        if (!root.isObject()) {
            throw new IOException(file + ": byte 0: expected a JSON object");
        }
        return new JsonObject(file, "", root);
    }

    /// The byte an error is at; errors about limits do not say.
    private static long at(JacksonException e) {
        return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
    }
}
