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

    /// A function from its description.
    public static final Task CODING = new Task("coding", List.of(128, 256, 512), 512);

    /// An answer about a text; contexts of 1K, 2K, 4K and 8K.
    public static final Task DOCUMENT = new Task("document", List.of(768, 1792, 3840, 7936), 256);

    /// Both.
    public static final List<Task> ALL = List.of(CODING, DOCUMENT);

    /// The workload that a prompt of some length counts for.
    static Task of(int promptTokens) {
        return promptTokens < LONG_PROMPT ? CODING : DOCUMENT;
    }
}
