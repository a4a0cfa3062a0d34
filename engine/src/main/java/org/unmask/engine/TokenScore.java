package org.unmask.engine;

import java.util.List;

/// How probable a token of a text is after those before it.
///
/// @param logProbability  natural logarithm of its probability at temperature 1
/// @param likeliest  the most probable tokens at its place, the first the most; of equal ones the lower number first
public record TokenScore(int token, double logProbability, List<Likely> likeliest) {
    public TokenScore {
        likeliest = List.copyOf(likeliest);
    }

    /// A token that could stand there.
    public record Likely(int token, double logProbability) {}
}
