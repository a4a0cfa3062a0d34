package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void quartilesLieBetweenOrderStatistics() {
        // Sorted 1 2 4 8: quantile p stands at 3p, so 0.75 -> 1 + 0.75, 1.5 -> 2 + 0.5·2, 2.25 -> 4 + 0.25·4.
        Statistics four = Statistics.of(new double[] {8, 1, 4, 2});
        assertThat(four.count()).isEqualTo(4);
        assertThat(four.lowerQuartile()).isCloseTo(1.75, within(1e-12));
        assertThat(four.median()).isCloseTo(3, within(1e-12));
        assertThat(four.upperQuartile()).isCloseTo(5, within(1e-12));
        // Sorted 10 20 30 40 50: whole positions.
        Statistics five = Statistics.of(new double[] {50, 10, 40, 20, 30});
        assertThat(five.lowerQuartile()).isEqualTo(20);
        assertThat(five.median()).isEqualTo(30);
        assertThat(five.upperQuartile()).isEqualTo(40);
    }

    @Test
    void oneSampleIsItsOwnMiddle() {
        assertThat(Statistics.of(new double[] {7})).isEqualTo(new Statistics(1, 7, 7, 7, 7, 7));
        assertThatThrownBy(() -> Statistics.of(new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no samples");
    }

    @Test
    void oneOutlierDoesNotMoveTheMiddle() {
        Statistics statistics = Statistics.of(new double[] {1, 1, 1, 1, 1000});

        assertThat(statistics.median()).isEqualTo(1);
        assertThat(statistics.upperQuartile()).isEqualTo(1);
    }

    @Property(tries = 50)
    void theMiddleLiesWithinEverythingElse(
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 1e-6, max = 1e3) Double> values) {
        double[] samples = doubles(values);
        double[] before = samples.clone();
        Statistics s = Statistics.of(samples);
        double least = Arrays.stream(samples).min().orElseThrow();
        double most = Arrays.stream(samples).max().orElseThrow();
        assertThat(s.lowerQuartile()).isBetween(least, s.median());
        assertThat(s.upperQuartile()).isBetween(s.median(), most);
        assertThat(s.bootstrapLow()).isBetween(least, s.bootstrapHigh());
        assertThat(s.bootstrapHigh()).isLessThanOrEqualTo(most);
        assertThat(samples).as("left as they were").containsExactly(before);
        assertThat(Statistics.of(samples)).as("the same resamples every time").isEqualTo(s);
    }

    @Property(tries = 200)
    void quantilesAreThoseOfAnotherImplementation(
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 1e-6, max = 1e3) Double> values,
            @ForAll @DoubleRange(min = 1, max = 100) double percent) {
        double[] samples = doubles(values);
        double expected = new Percentile()
                .withEstimationType(Percentile.EstimationType.R_7)
                .evaluate(samples, percent);
        assertThat(Statistics.quantile(samples, percent)).isCloseTo(expected, withinPercentage(1e-9));
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
