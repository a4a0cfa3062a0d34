package org.unmask.result;

import java.util.Optional;

/// What is asked of a model at a time. Every part is empty if it is unknown.
///
/// @param generatedTokens  of one sequence
public record Load(Optional<Arrival> arrival, Optional<Lengths> promptTokens, Optional<Lengths> generatedTokens) {
    /// Nothing is known.
    public static final Load UNKNOWN = new Load(Optional.empty(), Optional.empty(), Optional.empty());

    /// A batch of sequences of one prompt length.
    public static Load batch(int sequences, int promptTokens, int generatedTokens) {
        return batch(sequences, new Lengths.Fixed(promptTokens), generatedTokens);
    }

    /// A batch of sequences.
    public static Load batch(int sequences, Lengths promptTokens, int generatedTokens) {
        return new Load(
                Optional.of(new Arrival.Batch(sequences)),
                Optional.of(promptTokens),
                Optional.of(new Lengths.Fixed(generatedTokens)));
    }
}
