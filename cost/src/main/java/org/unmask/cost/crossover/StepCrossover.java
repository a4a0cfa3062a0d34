package org.unmask.cost.crossover;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How many denoising steps the diffusion model may take to be at least as fast. Where it is slower at fewer steps
/// than the most, only `ranges` say so.
///
/// @param reason  why the question does not apply or nothing fits; empty otherwise
/// @param steps  K* as a real number, between the two samples; only of [Answer#AT]
/// @param meanPasses  autoregressive time over the mean time of a pass of the diffusion model at the sample `at`
/// @param at  at the largest number of steps that the strategy accepts at which the diffusion model is at least as
///     fast; of [Answer#NEVER] at the smallest that it accepts
/// @param otherSide  at the next number of steps it accepts
/// @param ranges  every number of steps it accepts, up to one per token
public record StepCrossover(
        Answer answer,
        String reason,
        OptionalDouble steps,
        OptionalDouble meanPasses,
        Optional<Sample> at,
        Optional<Sample> otherSide,
        List<Range> ranges) {
    public StepCrossover {
        ranges = List.copyOf(ranges);
    }

    static StepCrossover none(Answer answer, String reason) {
        return new StepCrossover(
                answer,
                reason,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
