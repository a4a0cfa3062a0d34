package org.unmask.result;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole lines of a file of JSON lines, which may end in a torn one.
///
/// @param bytes  that the whole lines take
/// @param torn  what is said of a torn end; empty if there is none
record Lines(List<JsonNode> nodes, int bytes, String torn) {

    /// @throws IOException if a line before the last is no JSON object, naming file, line and byte
    static Lines of(Path path, byte[] bytes) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        int good = 0;
        while (good < bytes.length) {
            int end = good;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            Optional<JsonNode> line = end < bytes.length ? parse(bytes, good, end) : Optional.empty();
            if (line.isPresent()) {
                lines.add(line.get());
                good = end + 1;
            } else if (end >= bytes.length - 1) {
                String torn = path + " line " + (lines.size() + 1) + ": torn after " + (end - good) + " bytes";
                return new Lines(lines, good, torn);
            } else {
                throw new IOException(path + " line " + (lines.size() + 1) + ", byte " + good
                        + ": not a JSON object; move the file away to start anew");
            }
        }
        return new Lines(lines, good, "");
    }

    private static Optional<JsonNode> parse(byte[] bytes, int from, int to) {
        try {
            JsonNode line = JsonMapper.shared().readTree(bytes, from, to - from);
            return Optional.of(line).filter(JsonNode::isObject);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}
