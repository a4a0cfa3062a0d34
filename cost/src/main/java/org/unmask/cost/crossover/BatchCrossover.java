package org.unmask.cost.crossover;

import java.util.List;
import java.util.Optional;

/// From which batch on the autoregressive model has the higher throughput.
///
/// @param answer  about batches at which both models fit
/// @param at  at the smallest batch at which the autoregressive model is faster; of [Answer#NEVER] at the largest at
///     which both fit
/// @param otherSide  one batch before
/// @param ranges  every batch up to the largest that fits either model
/// @param limit  the largest batch that was looked at; a model whose largest batch it is may hold more
public record BatchCrossover(
        Answer answer,
        Optional<Sample> at,
        Optional<Sample> otherSide,
        List<Range> ranges,
        Capacity autoregressive,
        Capacity diffusion,
        int limit) {
    public BatchCrossover {
        ranges = List.copyOf(ranges);
    }

    /// What memory allows a model.
    ///
    /// @param largestBatch  0 if not even one sequence fits
    /// @param atLargest  throughput at the largest batch, tokens per second; empty if nothing fits
    /// @param best  the highest throughput at any batch
    public record Capacity(int largestBatch, Optional<Rate> atLargest, Optional<Rate> best) {}

    /// Throughput at a batch.
    ///
    /// @param tokensPerSecond  of all sequences together
    public record Rate(int batch, double tokensPerSecond) {}
}
