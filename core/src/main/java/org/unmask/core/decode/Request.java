package org.unmask.core.decode;

/// What is asked of a strategy: `batch` sequences of equal length, each with `promptTokens` and room for
/// `generatedTokens`.
public record Request(int batch, int promptTokens, int generatedTokens, LogitRows logits) {
    private static final int LONGEST = 1 << 28;

    public Request {
        if (batch < 1 || promptTokens < 1 || generatedTokens < 1) {
            throw new IllegalArgumentException("bad request: batch=" + batch + " prompt tokens=" + promptTokens
                    + " generated tokens=" + generatedTokens + "; each must be at least 1");
        }
        if (batch > LONGEST || (long) promptTokens + generatedTokens > LONGEST) {
            throw new IllegalArgumentException("bad request: batch=" + batch + " prompt tokens=" + promptTokens
                    + " generated tokens=" + generatedTokens + "; the limit is " + LONGEST);
        }
    }

    /// Prompt and generated tokens of one sequence.
    public int length() {
        return promptTokens + generatedTokens;
    }
}
