package org.unmask.cost.crossover;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/// The smallest number of tokens per pass at which the diffusion model is at least as fast.
///
/// Time falls in steps as the assumption rises: a grid from one token to all of them finds the first interval in which
/// the faster model changes, bisection the place within it.
///
/// @param seconds  of the autoregressive model
/// @param at  the diffusion model under an assumption
record TokenSearch(double seconds, int generatedTokens, String strategy, DoubleFunction<Trial> at) {
    private static final int GRID = 128;

    /// @param seconds  of the diffusion model
    record Trial(double tokens, double seconds, long passes, Verdict verdict) {
        boolean wins() {
            return verdict == Verdict.DIFFUSION;
        }
    }

    /// @param runsOut  what to say if the diffusion model does not fit
    TokenCrossover result(String runsOut) {
        Trial below = at.apply(1);
        if (!below.verdict().isRun()) {
            return TokenCrossover.none(Answer.DOES_NOT_FIT, runsOut, strategy);
        }
        if (below.wins()) {
            return answer(Answer.ALWAYS, below, Optional.empty());
        }
        for (int i = 1; i <= GRID; i++) {
            Trial trial = at.apply(i == GRID ? generatedTokens : Math.pow(generatedTokens, (double) i / GRID));
            if (trial.wins()) {
                return bisect(below, trial);
            }
            below = trial;
        }
        return answer(Answer.NEVER, below, Optional.empty());
    }

    private TokenCrossover bisect(Trial below, Trial above) {
        Trial low = below;
        Trial high = above;
        while (high.tokens() - low.tokens() > TokenCrossover.PRECISION) {
            Trial middle = at.apply(low.tokens() + (high.tokens() - low.tokens()) / 2);
            if (middle.wins()) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return answer(Answer.AT, high, Optional.of(low));
    }

    private TokenCrossover answer(Answer answer, Trial found, Optional<Trial> other) {
        return new TokenCrossover(
                answer,
                "",
                strategy,
                answer == Answer.AT ? OptionalDouble.of(found.tokens()) : OptionalDouble.empty(),
                OptionalDouble.of((double) generatedTokens / found.passes()),
                Optional.of(sample(found)),
                other.map(this::sample));
    }

    private Sample sample(Trial trial) {
        return new Sample(trial.tokens(), seconds, trial.seconds());
    }
}
