package org.unmask.cost.crossover;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// At which batches the autoregressive model has the higher throughput.
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

    /// Where the autoregressive model overtakes; empty if it is faster nowhere.
    public Optional<Overtaking> overtaking() {
        Optional<Range> first = ranges.stream()
                .filter(range -> range.verdict() == Verdict.AUTOREGRESSIVE)
                .findFirst();
        return first.map(range -> new Overtaking(range.first(), forGood()));
    }

    /// The last range won by speed, unless the diffusion model wins a larger batch, by speed or alone.
    private OptionalInt forGood() {
        for (Range range : ranges.reversed()) {
            if (range.verdict() == Verdict.AUTOREGRESSIVE) {
                return OptionalInt.of(range.first());
            }
            if (range.verdict().isDiffusion()) {
                break;
            }
        }
        return OptionalInt.empty();
    }

    /// Batches at which the autoregressive model overtakes.
    ///
    /// @param first  the smallest at which it is faster
    /// @param forGood  the smallest at which it is faster and from which on it stays ahead, faster or alone in
    ///     fitting; empty if the diffusion model comes back, by speed or by memory
    public record Overtaking(int first, OptionalInt forGood) {
        /// Whether it stays ahead from the first batch on.
        public boolean isLasting() {
            return forGood.isPresent() && forGood.getAsInt() == first;
        }
    }

    /// What memory allows a model.
    ///
    /// @param largestBatch  0 if not even one sequence fits
    /// @param atLargest  throughput at the largest batch, tokens per second; empty if nothing fits
    /// @param best  the highest throughput at any batch
    public record Capacity(int largestBatch, Optional<Rate> atLargest, Optional<Rate> best) {}

    /// A throughput and the batch that has it.
    ///
    /// @param tokensPerSecond  of all sequences together
    public record Rate(int batch, double tokensPerSecond) {}
}
