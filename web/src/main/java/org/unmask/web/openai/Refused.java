package org.unmask.web.openai;

import org.unmask.core.text.Reason;
import org.unmask.web.http.Reply;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A request that is not answered: the status, and the error object that clients of OpenAI read.
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SECONDS_TO_RETRY = 1;

    private final int status;
    /// Empty if there is none.
    private final String code;

    private Refused(int status, String code, String reason) {
        super(reason);
        this.status = status;
        this.code = code;
    }

    /// A bad request, with the reason that an error gives.
    static Refused bad(Exception cause) {
        Refused refused = new Refused(400, "", Reason.of(cause));
        refused.initCause(cause);
        return refused;
    }

    static Refused bad(String reason) {
        return new Refused(400, "", reason);
    }

    static Refused tooLong(String reason) {
        return new Refused(400, "context_length_exceeded", reason);
    }

    static Refused unknownModel(String asked, String served) {
        return new Refused(
                404,
                "model_not_found",
                "the model " + Reason.oneLine(shown(asked)) + " is not served here; served are " + served);
    }

    private static String shown(String name) {
        return "'" + (name.length() > 60 ? name.substring(0, 60) + "..." : name) + "'";
    }

    static Refused noModel(String served) {
        return new Refused(400, "model_not_found", "the key model is missing; served here are " + served);
    }

    static Refused full(int waiting) {
        return new Refused(
                429, "rate_limit_exceeded", waiting + " requests are waiting, and no more may; send it again later");
    }

    static Refused late(int seconds) {
        return new Refused(
                503,
                "timeout",
                "the request took longer than " + seconds + " s; ask for fewer tokens, or again when fewer wait");
    }

    static Refused closing() {
        return new Refused(503, "shutting_down", "the server is shutting down");
    }

    /// For an error of the model: the request is to blame for those about its arguments.
    static Refused of(Throwable cause) {
        return cause instanceof IllegalArgumentException argument ? bad(argument) : failed(cause);
    }

    static Refused failed(Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return outOfMemory();
        }
        Refused refused = new Refused(500, "", "the model failed: " + Reason.of(cause));
        refused.initCause(cause);
        return refused;
    }

    static Refused outOfMemory() {
        return new Refused(503, "out_of_memory", "no memory is left for the request; ask for fewer tokens");
    }

    int status() {
        return status;
    }

    /// The whole reply.
    Reply reply() {
        Reply reply = Reply.json(status, body());
        return status == 429 || status == 503 ? reply.with("Retry-After", "" + SECONDS_TO_RETRY) : reply;
    }

    /// `{"error": {...}}`, in a reply or in the middle of a stream.
    ObjectNode body() {
        return body(status, code, String.valueOf(getMessage()));
    }

    /// The reply to a request that did not get as far as a model.
    static Reply reply(int status, String reason) {
        return Reply.json(status, body(status, status == 401 ? "invalid_api_key" : "", reason));
    }

    private static ObjectNode body(int status, String code, String reason) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode error = body.putObject("error");
        error.put("message", reason).put("type", type(status)).putNull("param");
        if (code.isEmpty()) {
            error.putNull("code");
        } else {
            error.put("code", code);
        }
        return body;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            case 500, 503 -> "server_error";
            default -> "invalid_request_error";
        };
    }
}
