package org.unmask.core.decode;

/// What is asked of a strategy: `batch` sequences of equal length, each with `promptTokens` and room for
/// `generatedTokens`.
///
/// @param shifted  whether the logits for a position are those of the row before it, as in models that were
///     autoregressive once: a pass over a slice cannot predict the first position of the slice then
public record Request(int batch, int promptTokens, int generatedTokens, LogitRows logits, boolean shifted) {
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

    /// Logits predict the position of their own row.
    public Request(int batch, int promptTokens, int generatedTokens, LogitRows logits) {
        this(batch, promptTokens, generatedTokens, logits, false);
    }

    /// The same for a model whose logits are shifted, or not.
    public Request shifted(boolean shiftedLogits) {
        return new Request(batch, promptTokens, generatedTokens, logits, shiftedLogits);
    }

    /// The same at another batch.
    public Request ofBatch(int other) {
        return new Request(other, promptTokens, generatedTokens, logits, shifted);
    }

    /// Prompt and generated tokens of one sequence.
    public int length() {
        return promptTokens + generatedTokens;
    }
}
