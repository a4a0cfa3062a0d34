package org.unmask.run.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.result.evaluation.Tally;

class BoundsTest {
    /// Batches of one second with 10, 12 and 14 tokens: a rate of 12 with a standard error of 2/√3. Student's
    /// distribution with two degrees of freedom has `t = (2p - 1)/√(2p(1 - p))`, 4.302653 at p = 0.975.
    @Test
    void ratesHaveTheIntervalOfARatio() {
        Bounds bounds = Bounds.rate(
                List.of(new Tally.Sample(0, 10, 1, 1), new Tally.Sample(0, 12, 1, 1), new Tally.Sample(0, 14, 1, 1)),
                0.05);

        double t = 0.95 / Math.sqrt(2 * 0.975 * 0.025);
        assertThat(bounds.low()).isEqualTo(12 - t * 2 / Math.sqrt(3), within(1e-6));
        assertThat(bounds.high()).isEqualTo(12 + t * 2 / Math.sqrt(3), within(1e-6));
    }

    @Test
    void aSingleBatchSaysNothingSurely() {
        assertThat(Bounds.rate(List.of(new Tally.Sample(0, 10, 1, 1)), 0.05))
                .isEqualTo(new Bounds(0, Double.POSITIVE_INFINITY));
    }

    /// Both take a second a batch; tokens are 20, 24, 28 and 10, 14, 12. By batch the logarithms move by -1/6, 0, 1/6 and
    /// by -1/6, 1/6, 0: differences of 0, -1/6, 1/6, with a standard error of √(2/36 / 2 / 3).
    @Test
    void ratiosOfRatesHaveTheIntervalOfPairedDifferences() {
        List<Tally.Sample> one =
                List.of(new Tally.Sample(0, 20, 1, 1), new Tally.Sample(1, 24, 1, 1), new Tally.Sample(2, 28, 1, 1));
        List<Tally.Sample> other =
                List.of(new Tally.Sample(0, 10, 1, 1), new Tally.Sample(1, 14, 1, 1), new Tally.Sample(2, 12, 1, 1));

        Bounds bounds = Bounds.ratio(one, other, 0.05);

        double t = 0.95 / Math.sqrt(2 * 0.975 * 0.025);
        double half = t * Math.sqrt(2.0 / 36 / 2 / 3);
        assertThat(bounds.low()).isEqualTo(2 * Math.exp(-half), within(1e-6));
        assertThat(bounds.high()).isEqualTo(2 * Math.exp(half), within(1e-6));
    }

    /// What lengthens the batches of both alike says nothing of their ratio.
    @Test
    void whatBothNeedMoreTimeForCancels() {
        List<Tally.Sample> one = List.of(new Tally.Sample(0, 20, 1, 1), new Tally.Sample(1, 20, 3, 1));
        List<Tally.Sample> other = List.of(new Tally.Sample(0, 20, 2, 1), new Tally.Sample(1, 20, 6, 1));

        assertThat(Bounds.ratio(one, other, 0.05)).isEqualTo(new Bounds(2, 2));
    }
}
