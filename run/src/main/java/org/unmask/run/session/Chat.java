package org.unmask.run.session;

import java.util.List;
import java.util.Optional;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.ChatTurn;
import org.unmask.core.model.Model;
import org.unmask.engine.token.Tokenizer;

/// Puts a question into the form a model was taught.
public final class Chat {
    private Chat() {}

    /// The tokens of the model's template with a question in it.
    ///
    /// @throws IllegalArgumentException if there is no template, or it gives no prompt
    public static int[] prompt(LoadedModel model, String question) {
        return prompt(model, List.of(new ChatTurn(ChatTurn.Role.USER, question)));
    }

    /// The tokens of the model's template with a conversation in it: the template of its files, or else that of its family.
    /// The first says all tokens, also the one that begins a text, as `transformers` has it.
    ///
    /// @throws IllegalArgumentException if there is no template, it gives no prompt, or the tokenizer lacks a marker of the
    ///     family's
    public static int[] prompt(LoadedModel model, List<ChatTurn> turns) {
        return model.chat().template().isPresent()
                ? model.encodeAlone(model.chat().prompt(turns))
                : familys(model, turns);
    }

    /// What is assumed of the form of conversations, if the model's files do not say it.
    public static Optional<String> assumption(LoadedModel model) {
        return model.chat().template().isPresent()
                ? Optional.empty()
                : Optional.of("model " + model.engine().model().id()
                        + " has no chat template in its files; that of the family "
                        + model.engine().model().family().id() + " is taken");
    }

    private static int[] familys(LoadedModel model, List<ChatTurn> turns) {
        Model known = model.engine().model();
        ChatTemplate template = known.family()
                .chatTemplate()
                .orElseThrow(() -> new IllegalArgumentException("model " + known.id()
                        + " has no chat template in its files, and models of the family "
                        + known.family().id()
                        + " have none in common; put the text of the model's own around a plain prompt"));
        Tokenizer tokenizer = model.tokenizer();
        for (String marker : template.markers()) {
            if (tokenizer.encode(marker).length != 1) {
                throw new IllegalArgumentException("model " + known.id() + " has no token " + marker
                        + ", which the chat template of its family needs; give plain prompts, not as a conversation");
            }
        }
        return model.encode(template.prompt(turns));
    }
}
