package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.cases.Architectures;

class RopeScalingTest {
    private static final Architecture PLAIN = Architectures.dense(1, 64, 4, 2, 16, 96, 160);

    /// LLaMA-3.1: factor 8, low 1, high 4, context 8192. Worked out by hand.
    @ParameterizedTest
    @CsvSource({
        "100, 1", // a short wave
        "4, 1", // the shortest that is touched
        "2.5, 0.5625", // half way: (1/8 + 1) / 2
        "1.75, 0.34375", // a quarter of the way: 3/4 · 1/8 + 1/4
        "1, 0.125", // the longest that is mixed
        "0.01, 0.125", // a long wave
    })
    void llama3StretchesLongWaves(double waves, double ratio) {
        RopeScaling scaling = new RopeScaling.Llama3(8, 1, 4, 8192);
        double frequency = waves * 2 * Math.PI / 8192;

        assertThat(scaling.scaled(frequency, 0)).isCloseTo(frequency * ratio, within(1e-15));
    }

    @Test
    void frequenciesFallFromOneTowardsTheInverseOfTheBase() {
        double[] frequencies = PLAIN.rope().frequencies();

        assertThat(frequencies).hasSize(8);
        assertThat(frequencies[0]).isEqualTo(1);
        assertThat(frequencies[4]).isCloseTo(0.01, within(1e-15));
    }

    @Test
    void divisorsDivide() {
        Architecture divided = PLAIN.with(new RopeScaling.Divided(List.of(1.0, 2.0, 1.0, 1.0, 8.0, 1.0, 1.0, 1.0)));

        assertThat(divided.rope().frequencies()[4]).isCloseTo(0.01 / 8, within(1e-15));
        assertThat(divided.rope().frequencies()[1]).isEqualTo(PLAIN.rope().frequencies()[1] / 2);
        assertThat(divided.rope().frequencies()[7]).isEqualTo(PLAIN.rope().frequencies()[7]);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new RopeScaling.Llama3(8, 4, 1, 8192)).hasMessageStartingWith("bad rope scaling");
        assertThatThrownBy(() -> new RopeScaling.Llama3(Double.NaN, 1, 4, 1)).hasMessageStartingWith("bad rope");
        assertThatThrownBy(() -> new RopeScaling.Divided(List.of(0.0))).hasMessageStartingWith("bad rope scaling");
        assertThatThrownBy(() -> PLAIN.with(new RopeScaling.Divided(Collections.nCopies(7, 1.0))))
                .hasMessage("bad architecture: 7 rope divisors for 16 rotated elements");
    }
}
