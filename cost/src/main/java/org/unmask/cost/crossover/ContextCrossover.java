package org.unmask.cost.crossover;

import java.util.List;
import java.util.Optional;

/// Up to which prompt the diffusion model wins.
///
/// @param reason  why the question does not apply; empty otherwise
/// @param at  at the longest prompt at which the diffusion model wins; of [Answer#NEVER] at the shortest
/// @param otherSide  one token more
/// @param ranges  every prompt up to the limit
/// @param limitTokens  the longest prompt that was looked at
public record ContextCrossover(
        Answer answer,
        String reason,
        Optional<Sample> at,
        Optional<Sample> otherSide,
        List<Range> ranges,
        int limitTokens) {
    public ContextCrossover {
        ranges = List.copyOf(ranges);
    }
}
