package org.unmask.engine.token;

import java.util.List;

/// How families of models were taught to see one question and the beginning of their answer.
///
/// Only texts stand here. The numbers of the markers come from the model's own tokenizer: families share names, not
/// numbers. A marker in the user's text is read as one, as everywhere.
public enum ChatTemplate {
    /// LLaMA 3. The block with dates that 3.1 and later put before the question is left out.
    LLAMA3(Style.HEADERS, "<|begin_of_text|>"),
    /// LLaDA's instruct models; the question is trimmed.
    LLADA(Style.HEADERS, "<|startoftext|>"),
    /// Qwen2.5.
    QWEN2(Style.CHAT_ML, system("You are Qwen, created by Alibaba Cloud. You are a helpful assistant.")),
    /// Qwen3 and SDAR: no system turn; whether to think first is left to the model.
    QWEN3(Style.CHAT_ML, ""),
    /// Dream and Fast-dLLM v2.
    DREAM(Style.CHAT_ML, system("You are a helpful assistant."));

    private final Style style;
    private final String start;

    ChatTemplate(Style style, String start) {
        this.style = style;
        this.start = start;
    }

    private enum Style {
        HEADERS,
        CHAT_ML
    }

    private static String system(String text) {
        return "<|im_start|>system\n" + text + "<|im_end|>\n";
    }

    /// Everything before the answer.
    ///
    /// @param text  of the user
    public String prompt(String text) {
        String question = this == LLADA ? text.strip() : text;
        return start
                + switch (style) {
                    case HEADERS ->
                        "<|start_header_id|>user<|end_header_id|>\n\n" + question
                                + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n";
                    case CHAT_ML -> "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
                };
    }

    /// Texts that must be one token each for the template to mean something.
    public List<String> markers() {
        return switch (style) {
            case HEADERS -> List.of(start, "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");
            case CHAT_ML -> List.of("<|im_start|>", "<|im_end|>");
        };
    }
}
