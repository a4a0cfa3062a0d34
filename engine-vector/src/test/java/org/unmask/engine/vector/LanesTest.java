package org.unmask.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void expIsRightToTwoPartsInTenMillion() {
        double worst = 0;
        for (float x = Lanes.EXP_MIN; x <= Lanes.EXP_MAX; x += 1.3e-4f) {
            double expected = Math.exp(x);
            worst = Math.max(worst, Math.abs(exp(x) - expected) / expected);
        }
        assertThat(worst).isBetween(1e-9, 2e-7);
    }

    @Test
    void expEndsInZeroAndIsOneAtZero() {
        assertThat(exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(exp(-100)).isZero();
        assertThat(exp(0)).isEqualTo(1);
    }

    private static float exp(float x) {
        return Lanes.exp(FloatVector.broadcast(Lanes.FLOATS, x)).lane(0);
    }
}
