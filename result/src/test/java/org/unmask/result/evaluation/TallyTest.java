package org.unmask.result.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.core.statistic.Proportion;
import org.unmask.result.evaluation.EvaluatedProblem.Score;

class TallyTest {
    static EvaluatedProblem answer(int problem, int first, int batch, double seconds, int kept, Optional<Score> score) {
        return new EvaluatedProblem(
                "s",
                problem,
                Optional.empty(),
                "#### 1",
                score,
                problem != 1,
                5,
                0,
                8,
                kept,
                seconds,
                batch,
                first,
                List.of(List.of(3, 5)),
                List.of(4));
    }

    /// Batches of two: 30 tokens in 2 s, and 30 in 1 s.
    @Test
    void batchesShareTheirTimeAndOnlyKnownAnswersAreScored() {
        Tally tally = Tally.of(List.of(
                answer(0, 0, 2, 2.0, 10, Optional.of(new Score(true, true))),
                answer(1, 0, 2, 2.0, 20, Optional.of(new Score(false, true))),
                answer(2, 2, 2, 1.0, 15, Optional.of(new Score(false, false))),
                answer(3, 2, 2, 1.0, 15, Optional.empty())));

        assertThat(tally.problems()).isEqualTo(4);
        assertThat(tally.strict()).contains(new Proportion(1, 3));
        assertThat(tally.flexible()).contains(new Proportion(2, 3));
        assertThat(tally.withoutNumber()).isEqualTo(1);
        assertThat(tally.samples()).containsExactly(new Tally.Sample(0, 30, 2, 10), new Tally.Sample(2, 30, 1, 10));
        assertThat(tally.keptTokensPerSecond()).isEqualTo(20, within(1e-12));
        assertThat(tally.keptTokensPerPass()).isEqualTo(3, within(1e-12));
    }

    /// The third of three batches takes four times as long as the others: it says nothing of speed, but its answer counts.
    @Test
    void aDisturbedBatchSaysNothingOfSpeed() {
        Tally tally = Tally.of(List.of(
                answer(0, 0, 1, 1.0, 10, Optional.of(new Score(true, true))),
                answer(1, 1, 1, 1.0, 20, Optional.of(new Score(true, true))),
                answer(2, 2, 1, 4.0, 30, Optional.of(new Score(true, true)))));

        assertThat(tally.disturbed()).isEqualTo(1);
        assertThat(tally.keptTokensPerSecond()).isEqualTo(15, within(1e-12));
        assertThat(tally.seconds()).isEqualTo(6, within(1e-12));
        assertThat(tally.keptTokens()).isEqualTo(60);
        assertThat(tally.strict()).contains(new Proportion(3, 3));
    }

    private static EvaluatedProblem denoised(int problem, int first, int batch, int blockPasses, Integer... commits) {
        return new EvaluatedProblem(
                "s",
                problem,
                Optional.empty(),
                "#### 1",
                Optional.empty(),
                true,
                5,
                0,
                8,
                3,
                1,
                batch,
                first,
                List.of(List.of(commits)),
                List.of(blockPasses));
    }

    /// Sequences need 1, 3, 1 and 1 passes: batches of two make 3 and 1, and the larger of two draws is 1 in 9 of 16 pairs
    /// and 3 in 7. The last problem stands in half a batch.
    @Test
    void aBatchWaitsForItsSlowestSequence() {
        BlockPasses passes = Tally.of(List.of(
                        denoised(0, 0, 2, 3, 8),
                        denoised(1, 0, 2, 3, 2, 3, 3),
                        denoised(2, 2, 2, 1, 8),
                        denoised(3, 2, 2, 1, 8),
                        denoised(4, 4, 2, 9, 8)))
                .blocks()
                .orElseThrow();

        assertThat(passes.batch()).isEqualTo(2, within(1e-12));
        assertThat(passes.expected()).isEqualTo((9 + 3 * 7) / 16.0, within(1e-12));
        assertThat(passes.sequence()).isEqualTo(1.5, within(1e-12));
        assertThat(passes.saved()).isEqualTo(0.25, within(1e-12));
    }

    @Test
    void withoutKnownAnswersThereIsNoAccuracy() {
        Tally tally = Tally.of(List.of(answer(0, 0, 1, 1, 3, Optional.empty())));

        assertThat(tally.strict()).isEmpty();
        assertThat(tally.flexible()).isEmpty();
        assertThat(tally.withoutNumber()).isZero();
    }
}
