package org.unmask.run.session;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTurn;

/// A prompt to generate from.
///
/// @param prompt  a text; empty if it is a conversation
/// @param turns  a conversation, for the chat template of a model; empty if it is a text
/// @param answer  what a right response must give, if it can be checked
/// @param response  a whole response to compare with
public record Prompt(String prompt, List<ChatTurn> turns, Optional<String> answer, Optional<String> response) {
    public Prompt {
        turns = List.copyOf(turns);
        if (prompt.isEmpty() == turns.isEmpty()) {
            throw new IllegalArgumentException("bad prompt: " + prompt.length() + " characters and " + turns.size()
                    + " turns; expected a text or a conversation");
        }
    }

    /// A text.
    public Prompt(String prompt, Optional<String> answer, Optional<String> response) {
        this(prompt, List.of(), answer, response);
    }

    /// This prompt as a conversation; a text is a conversation of one question.
    public List<ChatTurn> asChat() {
        return turns.isEmpty() ? List.of(new ChatTurn(ChatTurn.Role.USER, prompt)) : turns;
    }
}
