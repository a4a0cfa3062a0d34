package org.unmask.run.frontier;

import java.util.OptionalInt;
import org.unmask.core.statistic.Proportion;
import org.unmask.result.evaluation.Tally;

/// How a contender stands.
///
/// @param contender  its number
/// @param beatenBy  a contender of the same batch that is surely more accurate and surely faster; empty if none
///     was found
public record Standing(int contender, Tally tally, OptionalInt beatenBy) {
    /// Share of right answers.
    public Proportion accuracy() {
        return tally.strict().orElseThrow();
    }

    /// Kept tokens per second.
    public double speed() {
        return tally.keptTokensPerSecond();
    }

    /// Whether another is at least as accurate and as fast, and better in one of both.
    boolean isBelow(Standing other) {
        double accuracy = accuracy().share();
        double otherAccuracy = other.accuracy().share();
        return otherAccuracy >= accuracy
                && other.speed() >= speed()
                && (otherAccuracy > accuracy || other.speed() > speed());
    }
}
