package org.unmask.core.model;

import java.util.List;
import java.util.Optional;

/// The text around the turns of a conversation, as a family of models was taught to read it.
///
/// Only texts stand here. The numbers of the markers come from the model's own tokenizer: families share names, not
/// numbers. A marker in the user's text is read as one, as everywhere.
///
/// @param begin  stands before everything
/// @param system  text of the family's own system turn, for conversations without one; empty is no such turn
/// @param openings  stand before the turns, by who speaks
/// @param closing  stands after every turn
/// @param content  what is shown of a turn's own text
/// @param markers  texts that must be one token each for the template to mean something
public record ChatTemplate(
        String begin,
        Optional<String> system,
        Openings openings,
        String closing,
        Content content,
        List<String> markers) {
    private static final String THOUGHT_END = "</think>";

    public ChatTemplate {
        markers = List.copyOf(markers);
    }

    /// Texts before the turns of each role.
    public record Openings(String system, String user, String assistant) {
        private String of(ChatTurn.Role role) {
            return switch (role) {
                case SYSTEM -> system;
                case USER -> user;
                case ASSISTANT -> assistant;
            };
        }
    }

    /// What is shown of the text of a turn.
    public enum Content {
        WHOLE,
        /// Without blanks at both ends.
        TRIMMED,
        /// An answer is shown without what the model thought before it (Qwen3).
        WITHOUT_THOUGHTS
    }

    /// ChatML, without a system turn of its own.
    public static ChatTemplate chatMl() {
        Openings openings = new Openings("<|im_start|>system\n", "<|im_start|>user\n", "<|im_start|>assistant\n");
        return new ChatTemplate(
                "", Optional.empty(), openings, "<|im_end|>\n", Content.WHOLE, List.of("<|im_start|>", "<|im_end|>"));
    }

    /// ChatML with a system turn of its own.
    public static ChatTemplate chatMl(String system) {
        ChatTemplate plain = chatMl();
        return new ChatTemplate(
                plain.begin, Optional.of(system), plain.openings, plain.closing, plain.content, plain.markers);
    }

    /// Headers as of LLaMA 3: turns are trimmed.
    ///
    /// @param begin  token before everything
    public static ChatTemplate headers(String begin) {
        String open = "<|start_header_id|>";
        String close = "<|end_header_id|>";
        Openings openings = new Openings(
                open + "system" + close + "\n\n", open + "user" + close + "\n\n", open + "assistant" + close + "\n\n");
        String end = "<|eot_id|>";
        return new ChatTemplate(
                begin, Optional.empty(), openings, end, Content.TRIMMED, List.of(begin, open, close, end));
    }

    /// This template with another view of a turn's text.
    public ChatTemplate with(Content other) {
        return new ChatTemplate(begin, system, openings, closing, other, markers);
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
        StringBuilder prompt = new StringBuilder(begin);
        if (turns.getFirst().role() != ChatTurn.Role.SYSTEM) {
            system.ifPresent(
                    text -> prompt.append(openings.system()).append(text).append(closing));
        }
        turns.forEach(turn ->
                prompt.append(openings.of(turn.role())).append(shown(turn)).append(closing));
        return prompt.append(openings.assistant()).toString();
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

    private String shown(ChatTurn turn) {
        return switch (content) {
            case WHOLE -> turn.text();
            case TRIMMED -> turn.text().strip();
            case WITHOUT_THOUGHTS ->
                turn.role() == ChatTurn.Role.ASSISTANT ? withoutThoughts(turn.text()) : turn.text();
        };
    }

    private static String withoutThoughts(String answer) {
        int end = answer.lastIndexOf(THOUGHT_END);
        return end < 0 ? answer : answer.substring(end + THOUGHT_END.length()).replaceFirst("^\n+", "");
    }
}
