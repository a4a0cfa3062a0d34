package org.unmask.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ErrorStatisticsTest {
    @Test
    void statisticsAreThoseByHand() {
        // Twice as long and half as long: no bias.
        ErrorStatistics errors = ErrorStatistics.of(new double[] {1, -0.5, 0});

        assertThat(errors.points()).isEqualTo(3);
        assertThat(errors.median()).isEqualTo(0.5);
        assertThat(errors.percentile95()).isCloseTo(0.95, within(1e-12));
        assertThat(errors.bias()).isCloseTo(0, within(1e-12));
    }

    @Test
    void nothingIsNotZero() {
        assertThat(ErrorStatistics.of(new double[0]).median()).isNaN();
    }
}
