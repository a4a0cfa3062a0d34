package org.unmask.result;

import java.util.Optional;

/// Tokens of the prompts, or of the answers, of a run.
public sealed interface Lengths {
    /// The distribution of lengths of which only what came out is known.
    String MEASURED = "measured";

    /// Every sequence has as many tokens; of answers it is the room they have.
    record Fixed(int tokens) implements Lengths {}

    /// Lengths are those of the prompts that were given.
    record AsGiven() implements Lengths {}

    /// Lengths were drawn.
    ///
    /// @param distribution  its name, for instance `uniform` or `lognormal`
    /// @param least  empty if unknown; likewise `most`
    record Drawn(
            String distribution,
            double mean,
            Optional<Double> deviation,
            Optional<Integer> least,
            Optional<Integer> most)
            implements Lengths {}
}
