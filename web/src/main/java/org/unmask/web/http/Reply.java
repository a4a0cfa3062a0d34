package org.unmask.web.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a request is answered with.
///
/// @param type  the media type of the body
/// @param body  empty if a stream takes its place
/// @param headers  beside those that every reply has
/// @param stream  writes a body that is not known yet when it begins
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
public record Reply(int status, String type, byte[] body, Map<String, String> headers, Optional<Stream> stream) {
    private static final String JSON = "application/json; charset=utf-8";

    /// Writes a body piece by piece.
    @FunctionalInterface
    public interface Stream {
        /// Writes all of it. A piece is sent when it is flushed.
        ///
        /// @throws IOException if the client is gone
        void write(OutputStream out) throws IOException;
    }

    public Reply {
        headers = Map.copyOf(headers);
    }

    private Reply(int status, String type, byte[] body, Map<String, String> headers) {
        this(status, type, body, headers, Optional.empty());
    }

    /// A body that is written piece by piece.
    public static Reply stream(String type, Stream stream) {
        return new Reply(200, type, new byte[0], Map.of(), Optional.of(stream));
    }

    /// A body of some media type.
    public static Reply of(String type, byte[] body) {
        return new Reply(200, type, body, Map.of());
    }

    /// A JSON document.
    public static Reply json(JsonNode body) {
        return json(200, body);
    }

    /// A JSON document with a status.
    public static Reply json(int status, JsonNode body) {
        return new Reply(status, JSON, body.toString().getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /// A refusal: `{"error": "..."}`.
    ///
    /// @param reason  one line that says what to do
    public static Reply refusal(int status, String reason) {
        return json(status, problem(reason));
    }

    /// The body of a refusal, to which more can be said.
    public static ObjectNode problem(String reason) {
        return JsonNodeFactory.instance.objectNode().put("error", reason);
    }

    /// This reply with one more header.
    public Reply with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Reply(status, type, body, more, stream);
    }
}
