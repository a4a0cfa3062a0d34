package org.unmask.app.claim;

import java.util.List;

/// A named workload.
///
/// @param name  for people
/// @param promptTokens  what is predicted: prompts from short to long
/// @param generatedTokens  what is predicted
public record Task(String name, List<Integer> promptTokens, int generatedTokens) {
    /// Prompts of this length or longer are documents.
    public static final int LONG_PROMPT = 768;

    /// Prompts shorter than this are chat.
    public static final int SHORT_PROMPT = 128;

    /// Answers of this length or longer, to prompts that are no documents, are reasoning.
    public static final int LONG_ANSWER = 1024;

    /// A short answer to a question.
    public static final Task CHAT = new Task("chat", List.of(32, 64), 128);

    /// A function from its description.
    public static final Task CODING = new Task("coding", List.of(128, 256, 512), 512);

    /// A long chain of thought about a problem.
    public static final Task REASONING = new Task("reasoning", List.of(128, 512), 2048);

    /// An answer about a text; contexts of 1K, 2K, 4K and 8K.
    public static final Task DOCUMENT = new Task("document", List.of(768, 1792, 3840, 7936), 256);

    /// From the shortest to the longest prompt.
    public static final List<Task> ALL = List.of(CHAT, CODING, REASONING, DOCUMENT);

    /// The workload that a generation counts for.
    static Task of(int promptTokens, int generatedTokens) {
        if (promptTokens >= LONG_PROMPT) {
            return DOCUMENT;
        }
        if (generatedTokens >= LONG_ANSWER) {
            return REASONING;
        }
        return promptTokens < SHORT_PROMPT ? CHAT : CODING;
    }
}
