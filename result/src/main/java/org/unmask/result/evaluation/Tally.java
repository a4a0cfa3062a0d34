package org.unmask.result.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.unmask.core.statistic.Proportion;

/// What answers under one setting amount to.
///
/// @param strict  share of the scored answers with the right number behind `####`; empty if none was scored
/// @param flexible  share of the scored answers whose last number is right; likewise
/// @param withoutNumber  scored answers that have no number at all
/// @param passes  on average, of the batch a problem was answered in
/// @param samples  kept tokens and seconds of each batch
public record Tally(
        int problems,
        Optional<Proportion> strict,
        Optional<Proportion> flexible,
        int withoutNumber,
        double passes,
        long keptTokens,
        long computedTokens,
        List<Sample> samples) {
    public Tally {
        samples = List.copyOf(samples);
    }

    /// One batch.
    public record Sample(long keptTokens, double seconds) {}

    /// Sums answers up.
    ///
    /// @param answers  at least one
    public static Tally of(List<EvaluatedProblem> answers) {
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("no answers");
        }
        List<EvaluatedProblem> scored =
                answers.stream().filter(answer -> answer.score().isPresent()).toList();
        return new Tally(
                answers.size(),
                share(scored, EvaluatedProblem.Score::strict),
                share(scored, EvaluatedProblem.Score::flexible),
                (int) scored.stream().filter(answer -> !answer.numbered()).count(),
                answers.stream().mapToInt(EvaluatedProblem::passes).average().orElseThrow(),
                answers.stream().mapToLong(EvaluatedProblem::keptTokens).sum(),
                answers.stream().mapToLong(EvaluatedProblem::computedTokens).sum(),
                samples(answers));
    }

    private static Optional<Proportion> share(
            List<EvaluatedProblem> scored, Predicate<EvaluatedProblem.Score> condition) {
        int right = (int) scored.stream()
                .map(answer -> answer.score().orElseThrow())
                .filter(condition)
                .count();
        return scored.isEmpty() ? Optional.empty() : Optional.of(new Proportion(right, scored.size()));
    }

    private static List<Sample> samples(List<EvaluatedProblem> answers) {
        Map<Integer, Sample> batches = new LinkedHashMap<>();
        for (EvaluatedProblem answer : answers) {
            // Those of a batch that are left out take their share of the time with them.
            batches.merge(
                    answer.first(),
                    new Sample(answer.keptTokens(), answer.seconds() / answer.batch()),
                    (a, b) -> new Sample(a.keptTokens() + b.keptTokens(), a.seconds() + b.seconds()));
        }
        return List.copyOf(batches.values());
    }

    /// Time of all batches.
    public double seconds() {
        return samples.stream().mapToDouble(Sample::seconds).sum();
    }

    /// Kept tokens of all sequences together, per second.
    public double keptTokensPerSecond() {
        return keptTokens / seconds();
    }

    /// Kept tokens of a sequence per pass of its batch, over all answers.
    public double keptTokensPerPass() {
        return keptTokens / (passes * problems);
    }
}
