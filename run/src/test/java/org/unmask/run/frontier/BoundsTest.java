package org.unmask.run.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.statistic.Proportion;
import org.unmask.result.evaluation.Tally;

class BoundsTest {
    /// Newcombe, Stat. Med. 17, 857 (1998), Table I, method 5.
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2527, 0.3676", "15, 148, 0.0578, 0.1617", "0, 20, 0, 0.1684", "1, 29, 0.0009, 0.1776"})
    void sharesHaveTheIntervalsThatWerePublished(int right, int of, double low, double high) {
        Bounds bounds = Bounds.share(new Proportion(right, of), 0.05);

        assertThat(bounds.low()).isEqualTo(low, within(6e-5));
        assertThat(bounds.high()).isEqualTo(high, within(6e-5));
    }

    /// Where all are right the lower end is `(error/2)^(1/n)`.
    @Test
    void allRightHasTheIntervalOfAPower() {
        assertThat(Bounds.share(new Proportion(25, 25), 1e-4).low()).isEqualTo(Math.pow(5e-5, 1 / 25.0), within(1e-9));
        assertThat(Bounds.share(new Proportion(25, 25), 1e-4).high()).isEqualTo(1);
    }

    /// Batches of one second with 10, 12 and 14 tokens: a rate of 12 with a standard error of 2/√3. Student's distribution
    /// with two degrees of freedom has `t = (2p - 1)/√(2p(1 - p))`, 4.302653 at p = 0.975.
    @Test
    void ratesHaveTheIntervalOfARatio() {
        Bounds bounds = Bounds.rate(
                List.of(new Tally.Sample(10, 1, 1), new Tally.Sample(12, 1, 1), new Tally.Sample(14, 1, 1)), 0.05);

        double t = 0.95 / Math.sqrt(2 * 0.975 * 0.025);
        assertThat(bounds.low()).isEqualTo(12 - t * 2 / Math.sqrt(3), within(1e-6));
        assertThat(bounds.high()).isEqualTo(12 + t * 2 / Math.sqrt(3), within(1e-6));
    }

    @Test
    void aSingleBatchSaysNothingSurely() {
        assertThat(Bounds.rate(List.of(new Tally.Sample(10, 1, 1)), 0.05))
                .isEqualTo(new Bounds(0, Double.POSITIVE_INFINITY));
    }
}
