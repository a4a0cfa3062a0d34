package org.unmask.run.frontier;

import java.util.List;
import java.util.OptionalInt;
import org.unmask.core.statistic.Proportion;
import org.unmask.result.evaluation.EvaluatedProblem;
import org.unmask.result.evaluation.Tally;

/// How a contender stands.
///
/// @param contender  its number
/// @param answers  in the order of the problems
/// @param tally  what they amount to
/// @param beatenBy  a contender of the same batch that is surely more accurate and surely faster, so that it got no
///     more problems; empty if none was found
public record Standing(int contender, List<EvaluatedProblem> answers, Tally tally, OptionalInt beatenBy) {
    public Standing {
        answers = List.copyOf(answers);
    }

    static Standing of(int contender, List<EvaluatedProblem> answers) {
        return new Standing(contender, answers, Tally.of(answers), OptionalInt.empty());
    }

    Standing beatenBy(int other) {
        return new Standing(contender, answers, tally, OptionalInt.of(other));
    }

    boolean isRacing() {
        return beatenBy.isEmpty();
    }

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
