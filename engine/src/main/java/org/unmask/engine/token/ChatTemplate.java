package org.unmask.engine.token;

import java.util.List;

/// How families of models were taught to see a conversation and the beginning of their answer.
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
    DREAM(Style.CHAT_ML, system("You are a helpful assistant.")),
    /// LLaDA2, asked not to think first.
    LLADA2(Style.ROLES, "<role>SYSTEM</role>detailed thinking off<|role_end|>");

    private static final String THOUGHT_END = "</think>";

    private final Style style;
    private final String start;

    ChatTemplate(Style style, String start) {
        this.style = style;
        this.start = start;
    }

    private enum Style {
        HEADERS,
        CHAT_ML,
        ROLES
    }

    private static String system(String text) {
        return "<|im_start|>system\n" + text + "<|im_end|>\n";
    }

    /// Everything before the answer to one question.
    ///
    /// @param text  of the user
    public String prompt(String text) {
        return prompt(List.of(new ChatTurn(ChatTurn.Role.USER, text)));
    }

    /// Everything before the next answer in a conversation. A first system turn replaces the family's own.
    ///
    /// @throws IllegalArgumentException unless there are turns, a system turn comes first if at all, and the user
    ///     speaks last
    public String prompt(List<ChatTurn> turns) {
        check(turns);
        boolean ownSystem = turns.getFirst().role() == ChatTurn.Role.SYSTEM;
        StringBuilder prompt = new StringBuilder(style != Style.HEADERS && ownSystem ? "" : start);
        turns.forEach(turn ->
                prompt.append(opening(turn.role())).append(content(turn)).append(closing()));
        return prompt.append(opening(ChatTurn.Role.ASSISTANT)).toString();
    }

    private static void check(List<ChatTurn> turns) {
        if (turns.isEmpty() || turns.getLast().role() != ChatTurn.Role.USER) {
            throw new IllegalArgumentException("bad conversation: the last of " + turns.size()
                    + " turns must be the user's, for the model to answer");
        }
        for (ChatTurn turn : turns.subList(1, turns.size())) {
            if (turn.role() == ChatTurn.Role.SYSTEM) {
                throw new IllegalArgumentException("bad conversation: a system turn can only be the first");
            }
        }
    }

    private String opening(ChatTurn.Role role) {
        return switch (style) {
            case HEADERS -> "<|start_header_id|>" + role.id() + "<|end_header_id|>\n\n";
            case CHAT_ML -> "<|im_start|>" + role.id() + "\n";
            case ROLES -> "<role>" + name(role) + "</role>";
        };
    }

    private static String name(ChatTurn.Role role) {
        return switch (role) {
            case SYSTEM -> "SYSTEM";
            case USER -> "HUMAN";
            case ASSISTANT -> "ASSISTANT";
        };
    }

    private String closing() {
        return switch (style) {
            case HEADERS -> "<|eot_id|>";
            case CHAT_ML -> "<|im_end|>\n";
            case ROLES -> "<|role_end|>";
        };
    }

    /// LLaDA trims; Qwen3 is not shown what it thought before an earlier answer.
    private String content(ChatTurn turn) {
        if (this == QWEN3 && turn.role() == ChatTurn.Role.ASSISTANT) {
            int thought = turn.text().lastIndexOf(THOUGHT_END);
            return thought < 0
                    ? turn.text()
                    : turn.text().substring(thought + THOUGHT_END.length()).replaceFirst("^\n+", "");
        }
        return this == LLADA ? turn.text().strip() : turn.text();
    }

    /// Texts that must be one token each for the template to mean something.
    public List<String> markers() {
        return switch (style) {
            case HEADERS -> List.of(start, "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");
            case CHAT_ML -> List.of("<|im_start|>", "<|im_end|>");
            case ROLES -> List.of("<|role_end|>");
        };
    }
}
