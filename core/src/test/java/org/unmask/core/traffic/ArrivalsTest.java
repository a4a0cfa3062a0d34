package org.unmask.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {
    @Test
    void constantArrivalsAreAtEqualDistances() {
        assertThat(new Arrivals.Constant(4).seconds(4, 0)).containsExactly(0, 0.25, 0.5, 0.75);
    }

    /// Times between arrivals have the mean `1/rate` and the deviation `1/(rate √burstiness)` of the gamma
    /// distribution.
    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 1, 2, 10})
    void drawnArrivalsHaveTheMomentsOfTheirDistribution(double burstiness) {
        int count = 200_000;
        double[] times = new Arrivals.Random(8, burstiness).seconds(count, 3);
        double[] gaps = new double[count - 1];
        Arrays.setAll(gaps, i -> times[i + 1] - times[i]);
        double mean = Arrays.stream(gaps).average().orElseThrow();
        double variance = Arrays.stream(gaps)
                .map(gap -> (gap - mean) * (gap - mean))
                .average()
                .orElseThrow();

        assertThat(Arrays.stream(gaps).allMatch(gap -> gap >= 0)).isTrue();
        assertThat(mean).isCloseTo(1.0 / 8, within(0.02 / 8));
        assertThat(Math.sqrt(variance))
                .isCloseTo(1 / (8 * Math.sqrt(burstiness)), within(0.05 / 8 / Math.sqrt(burstiness)));
    }

    @Test
    void recordedTimesAreStretchedToAnotherRate() {
        Arrivals.Recorded recorded = new Arrivals.Recorded(List.of(0.0, 1.0, 3.0, 6.0));

        assertThat(recorded.rate()).isEqualTo(0.5);
        assertThat(recorded.at(1.5).seconds(4, 0)).containsExactly(0, 1.0 / 3, 1, 2);
    }

    /// At a rate of 10 after a ramp of 4 s, 5·t²/4 are expected until t, 20 at its end, and 10 a second from then on.
    @Test
    void aRampedRateGrowsEvenly() {
        double[] times = new Arrivals.Ramped(new Arrivals.Constant(10), 4).seconds(41, 0);

        assertThat(times[0]).isZero();
        assertThat(times[5]).isCloseTo(2, within(1e-12));
        assertThat(times[20]).isCloseTo(4, within(1e-12));
        assertThat(times[30]).isCloseTo(5, within(1e-12));
        assertThat(times[40]).isCloseTo(6, within(1e-12));
    }

    @Test
    void equalSeedsGiveEqualTimes() {
        Arrivals arrivals = Arrivals.of("bursty:0.5", 3);
        assertThat(arrivals.seconds(50, 1)).isEqualTo(arrivals.seconds(50, 1)).isNotEqualTo(arrivals.seconds(50, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "poison", "bursty", "bursty:-1", "bursty:0", "constant:1"})
    void otherArrivalsAreRefused(String text) {
        assertThatThrownBy(() -> Arrivals.of(text, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void objectivesAreReadAndMet() {
        Objective objective = Objective.of("ttft=0.5,tpot=0.05");
        assertThat(objective.isMet(OptionalDouble.of(0.5), OptionalDouble.of(0.05), 99))
                .isTrue();
        assertThat(objective.isMet(OptionalDouble.of(0.51), OptionalDouble.of(0.05), 99))
                .isFalse();
        assertThat(objective.isMet(OptionalDouble.of(0.5), OptionalDouble.empty(), 99))
                .isFalse();
        for (String bad : List.of("", "ttft", "ttft=-1", "itl=1", "ttft=1;tpot=2")) {
            assertThatThrownBy(() -> Objective.of(bad)).hasMessageContaining("expected ttft=SECONDS");
        }
    }
}
