package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.result.RunResult.MomentSpeed;

class SteadinessTest {
    /// Looks at the speed of reading, each a second after the one before.
    private static List<MomentSpeed> reading(double... rates) {
        return IntStream.range(0, rates.length)
                .mapToObj(i -> new MomentSpeed(i, i, rates[i], 1000))
                .toList();
    }

    @Test
    void aMachineThatMovesByMoreThanAFifthIsNotQuiet() {
        assertThat(Steadiness.isSteady(reading(50, 50, 50, 59, 59, 59))).isTrue();
        assertThat(Steadiness.isSteady(reading(50, 50, 50, 61, 61, 61))).isFalse();
        assertThat(Steadiness.isSteady(reading(61, 61, 61, 50, 50, 50))).isFalse();
    }

    @Test
    void aSingleInterruptionIsNoWeather() {
        assertThat(Steadiness.isSteady(reading(50, 5, 50, 50, 50, 50))).isTrue();
    }

    @Test
    void fewLooksSayNothing() {
        assertThat(Steadiness.isSteady(List.of())).isTrue();
        assertThat(Steadiness.isSteady(reading(50, 5, 50, 5, 5))).isTrue();
    }
}
