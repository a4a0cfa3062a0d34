package org.unmask.run.session;

import java.util.List;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.ChatTurn;
import org.unmask.core.model.Model;
import org.unmask.engine.token.Tokenizer;

/// Puts a question into the form a model was taught.
public final class Chat {
    private Chat() {}

    /// The tokens of the model's template with a question in it.
    ///
    /// @throws IllegalArgumentException if its family has no template, or the tokenizer lacks a marker of it
    public static int[] prompt(LoadedModel model, String question) {
        return prompt(model, List.of(new ChatTurn(ChatTurn.Role.USER, question)));
    }

    /// The tokens of the model's template with a conversation in it.
    ///
    /// @throws IllegalArgumentException if its family has no template, or the tokenizer lacks a marker of it
    public static int[] prompt(LoadedModel model, List<ChatTurn> turns) {
        Model known = model.engine().model();
        ChatTemplate template = known.family()
                .chatTemplate()
                .orElseThrow(() -> new IllegalArgumentException("models of the family "
                        + known.family().id()
                        + " have no chat template in common; put the text of the model's own around the prompt, without"
                        + " --chat"));
        Tokenizer tokenizer = model.tokenizer();
        for (String marker : template.markers()) {
            if (tokenizer.encode(marker).length != 1) {
                throw new IllegalArgumentException("model " + known.id() + " has no token " + marker
                        + ", which the chat template of its family needs; give plain prompts without --chat");
            }
        }
        return model.encode(template.prompt(turns));
    }
}
