package org.unmask.web.openai;

import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The two forms that an answer comes in.
enum Form {
    /// That of `/v1/completions`.
    COMPLETION("cmpl-", "text_completion", "text_completion"),
    /// That of `/v1/chat/completions`.
    CONVERSATION("chatcmpl-", "chat.completion", "chat.completion.chunk");

    private final String prefix;
    private final String whole;
    private final String piece;

    Form(String prefix, String whole, String piece) {
        this.prefix = prefix;
        this.whole = whole;
        this.piece = piece;
    }

    /// Why an answer ended.
    enum Finish {
        /// Its end token or a stop text came.
        STOP,
        /// It has as many tokens as it may.
        LENGTH;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Everything before the choices of an answer, or of an event.
    ObjectNode head(String id, long created, String model, boolean stream) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", prefix + id)
                .put("object", stream ? piece : whole)
                .put("created", created)
                .put("model", model);
    }

    /// A whole answer.
    ///
    /// @param logprobs  how probable its tokens are, if that was asked for
    ObjectNode whole(int answer, String text, Finish finish, Optional<ObjectNode> logprobs) {
        ObjectNode choice = choice(answer);
        switch (this) {
            case COMPLETION -> choice.put("text", text);
            case CONVERSATION ->
                choice.putObject("message").put("role", "assistant").put("content", text);
        }
        logprobs.ifPresentOrElse(scores -> choice.set("logprobs", scores), () -> choice.putNull("logprobs"));
        return choice.put("finish_reason", finish.id());
    }

    /// The first event of an answer in a conversation: it says who speaks.
    ObjectNode opening(int answer) {
        ObjectNode choice = choice(answer);
        choice.putObject("delta").put("role", "assistant").put("content", "");
        return open(choice);
    }

    /// Some text of an answer.
    ObjectNode piece(int answer, String text) {
        ObjectNode choice = choice(answer);
        switch (this) {
            case COMPLETION -> choice.put("text", text);
            case CONVERSATION -> choice.putObject("delta").put("content", text);
        }
        return open(choice);
    }

    /// The last event of an answer.
    ObjectNode closing(int answer, Finish finish) {
        ObjectNode choice = choice(answer);
        switch (this) {
            case COMPLETION -> choice.put("text", "");
            case CONVERSATION -> choice.putObject("delta");
        }
        return choice.putNull("logprobs").put("finish_reason", finish.id());
    }

    private static ObjectNode choice(int answer) {
        return JsonNodeFactory.instance.objectNode().put("index", answer);
    }

    private static ObjectNode open(ObjectNode choice) {
        return choice.putNull("logprobs").putNull("finish_reason");
    }
}
