package org.unmask.web.openai;

import java.util.List;
import java.util.OptionalDouble;

/// A token of a text, and how probable it is after those before it.
///
/// @param text  that it adds to what is before it
/// @param logProbability  natural logarithm at temperature 1; empty for the first token, which has nothing before it
/// @param likeliest  the most probable texts at its place, with their logarithms
public record Scored(String text, OptionalDouble logProbability, List<Likely> likeliest) {
    public Scored {
        likeliest = List.copyOf(likeliest);
    }

    /// A text that could stand there.
    public record Likely(String text, double logProbability) {}
}
