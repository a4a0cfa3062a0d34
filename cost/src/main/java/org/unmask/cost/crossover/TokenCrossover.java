package org.unmask.cost.crossover;

import java.util.Optional;
import java.util.OptionalDouble;

/// How many tokens a pass must commit, as the assumption `tokens-per-pass`, for the diffusion model to be at least as
/// fast.
///
/// @param reason  why the question does not apply or nothing fits; empty otherwise
/// @param strategy  the strategy under the assumption, without the assumption
/// @param tokensPerPass  TPF*; only of [Answer#AT]
/// @param realized  generated tokens over all passes at the sample `at`, prefill and commit passes included
/// @param at  of [Answer#NEVER] with all tokens in one pass
/// @param otherSide  at most [#PRECISION] below
public record TokenCrossover(
        Answer answer,
        String reason,
        String strategy,
        OptionalDouble tokensPerPass,
        OptionalDouble realized,
        Optional<Sample> at,
        Optional<Sample> otherSide) {
    /// TPF* is known to this many tokens per pass.
    public static final double PRECISION = 1e-9;

    static TokenCrossover none(Answer answer, String reason, String strategy) {
        return new TokenCrossover(
                answer,
                reason,
                strategy,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
