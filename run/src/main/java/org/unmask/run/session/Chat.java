package org.unmask.run.session;

import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.engine.token.ChatTemplate;
import org.unmask.engine.token.ChatTurn;
import org.unmask.engine.token.Tokenizer;

/// Puts a question into the form a model was taught.
public final class Chat {
    private Chat() {}

    /// The tokens of the model's template with a question in it.
    ///
    /// @throws IllegalArgumentException if the tokenizer lacks a marker of the template
    public static int[] prompt(LoadedModel model, String question) {
        return prompt(model, List.of(new ChatTurn(ChatTurn.Role.USER, question)));
    }

    /// The tokens of the model's template with a conversation in it.
    ///
    /// @throws IllegalArgumentException if the tokenizer lacks a marker of the template
    public static int[] prompt(LoadedModel model, List<ChatTurn> turns) {
        ChatTemplate template = template(model.engine().model());
        Tokenizer tokenizer = model.tokenizer();
        for (String marker : template.markers()) {
            if (tokenizer.encode(marker).length != 1) {
                throw new IllegalArgumentException(
                        "model " + model.engine().model().id() + " has no token " + marker
                                + ", which the chat template of its family needs; give plain prompts without --chat");
            }
        }
        return model.encode(template.prompt(turns));
    }

    /// Families are told apart by what their architectures have.
    static ChatTemplate template(Model model) {
        Architecture a = model.architecture();
        return switch (model.paradigm()) {
            case AUTOREGRESSIVE ->
                a.queryKeyNorm()
                        ? ChatTemplate.QWEN3
                        : a.queryKeyValueBias() ? ChatTemplate.QWEN2 : ChatTemplate.LLAMA3;
            case DIFFUSION -> model.shiftedLogits() ? ChatTemplate.DREAM : ChatTemplate.LLADA;
            case BLOCK_DIFFUSION ->
                a.experts().isPresent()
                        ? ChatTemplate.LLADA2
                        : model.shiftedLogits() ? ChatTemplate.DREAM : ChatTemplate.QWEN3;
        };
    }
}
