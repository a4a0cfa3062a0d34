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
/// @param flexible  share of the scored answers whose last number is right; empty if none was scored
/// @param withoutNumber  scored answers that have no number at all
/// @param passes  on average, of the batch a problem was answered in, those of a drafter included
/// @param drafterPasses  those of a drafter, on average
/// @param seconds  of all batches
/// @param samples  the batches that say how fast it is: all but those whose passes took three times as long as
///     those of most, for each sequence; the machine did something else meanwhile
/// @param disturbed  the batches that are left out
/// @param blocks  what waiting for the slowest costs; empty if the answers have no blocks
public record Tally(
        int problems,
        Optional<Proportion> strict,
        Optional<Proportion> flexible,
        int withoutNumber,
        double passes,
        double drafterPasses,
        long keptTokens,
        long computedTokens,
        double seconds,
        List<Sample> samples,
        int disturbed,
        Optional<BlockPasses> blocks) {
    private static final double DISTURBED = 3;

    public Tally {
        samples = List.copyOf(samples);
    }

    /// One batch.
    ///
    /// @param first  the problem that stands first in it
    /// @param passes  of all its sequences together
    public record Sample(int first, long keptTokens, double seconds, long passes) {
        private double perPass() {
            return seconds / passes;
        }

        private Sample and(Sample more) {
            return new Sample(first, keptTokens + more.keptTokens, seconds + more.seconds, passes + more.passes);
        }
    }

    /// Sums answers up.
    ///
    /// @param answers  at least one
    public static Tally of(List<EvaluatedProblem> answers) {
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("no answers");
        }
        List<EvaluatedProblem> scored =
                answers.stream().filter(answer -> answer.score().isPresent()).toList();
        List<Sample> all = samples(answers);
        List<Sample> steady = steady(all);
        return new Tally(
                answers.size(),
                share(scored, EvaluatedProblem.Score::strict),
                share(scored, EvaluatedProblem.Score::flexible),
                (int) scored.stream().filter(answer -> !answer.numbered()).count(),
                answers.stream().mapToInt(EvaluatedProblem::passes).average().orElseThrow(),
                answers.stream()
                        .mapToInt(EvaluatedProblem::drafterPasses)
                        .average()
                        .orElseThrow(),
                answers.stream().mapToLong(EvaluatedProblem::keptTokens).sum(),
                answers.stream().mapToLong(EvaluatedProblem::computedTokens).sum(),
                all.stream().mapToDouble(Sample::seconds).sum(),
                steady,
                all.size() - steady.size(),
                BlockPasses.of(answers));
    }

    private static List<Sample> steady(List<Sample> batches) {
        double usual = batches.stream().map(Sample::perPass).sorted().toList().get((batches.size() - 1) / 2);
        return batches.stream()
                .filter(batch -> batch.perPass() <= DISTURBED * usual)
                .toList();
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
                    new Sample(answer.first(), answer.keptTokens(), answer.seconds() / answer.batch(), answer.passes()),
                    Sample::and);
        }
        return List.copyOf(batches.values());
    }

    /// Kept tokens of all sequences together, per second of the batches that were not disturbed.
    public double keptTokensPerSecond() {
        return samples.stream().mapToLong(Sample::keptTokens).sum()
                / samples.stream().mapToDouble(Sample::seconds).sum();
    }

    /// Kept tokens of a sequence per pass of its batch, over all answers.
    public double keptTokensPerPass() {
        return keptTokens / (passes * problems);
    }
}
