package org.unmask.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON files that hold one object. A key may stand in it only once.
public final class JsonFile {
    /// Far above any configuration.
    public static final long MAX_BYTES = 20_000_000;

    private static final int MAX_DEPTH = 32;
    private static final String POINTER = "version https://git-lfs.github.com/spec/";
    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Python writes NaN and Infinity; keys that hold them are refused by their readers, others do not matter.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build());

    private JsonFile() {}

    /// The object that a file of at most [#MAX_BYTES] holds.
    ///
    /// @throws IOException in one line, naming file and byte, if it is missing, too big or not a JSON object
    public static Fields read(Path path) throws IOException {
        return read(path, MAX_BYTES);
    }

    /// The object that a file of a limited size holds.
    ///
    /// @throws IOException in one line, naming file and byte, if it is missing, too big or not a JSON object
    public static Fields read(Path path, long most) throws IOException {
        return parse(path.toString(), InputFile.bytes(path, most));
    }

    /// The object that bytes from elsewhere hold.
    ///
    /// @param file  named in errors
    /// @throws IOException in one line, naming file and byte, if they are not a JSON object
    public static Fields parse(String file, byte[] content) throws IOException {
        if (isPointer(content)) {
            throw new IOException(file + ": a pointer of Git LFS, not the file itself: run git lfs pull in its folder");
        }
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
        return Fields.of(file, root);
    }

    private static boolean isPointer(byte[] content) {
        byte[] start = POINTER.getBytes(StandardCharsets.US_ASCII);
        return content.length >= start.length && Arrays.equals(content, 0, start.length, start, 0, start.length);
    }

    /// The byte an error is at; errors about limits do not say.
    private static long at(JacksonException e) {
        return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
    }
}
