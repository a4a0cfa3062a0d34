package org.unmask.cost.crossover;

/// How far the solver looks.
///
/// @param batch  the largest batch, where memory allows more
/// @param contextTokens  the longest prompt
public record Limits(int batch, int contextTokens) {
    /// More than any server batches; a device that holds more says so.
    public static final int LARGEST_BATCH = 1 << 16;
    /// More than any model of the catalogue was trained with.
    public static final int LONGEST_CONTEXT = 1 << 20;

    public Limits {
        if (batch < 1 || batch > LARGEST_BATCH || contextTokens < 1 || contextTokens > LONGEST_CONTEXT) {
            throw new IllegalArgumentException("bad limits: batch=" + batch + " context=" + contextTokens
                    + "; from 1 to " + LARGEST_BATCH + " and " + LONGEST_CONTEXT);
        }
    }
}
