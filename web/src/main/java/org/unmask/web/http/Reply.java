package org.unmask.web.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a request is answered with.
///
/// @param type  the media type of the body
/// @param headers  beside those that every reply has
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
public record Reply(int status, String type, byte[] body, Map<String, String> headers) {
    private static final String JSON = "application/json; charset=utf-8";

    public Reply {
        headers = Map.copyOf(headers);
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
    Reply with(String name, String value) {
        return new Reply(status, type, body, Map.of(name, value));
    }
}
