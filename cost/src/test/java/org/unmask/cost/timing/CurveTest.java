package org.unmask.cost.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static final Curve CURVE = Curve.of(new TreeMap<>(Map.of(1, 10.0, 3, 14.0, 7, 34.0)));

    @Test
    void betweenPointsItIsStraight() {
        assertThat(CURVE.at(1)).isEqualTo(10);
        assertThat(CURVE.at(2)).isEqualTo(12);
        assertThat(CURVE.at(5)).isEqualTo(24);
    }

    @Test
    void aboveThePointsTimeGrowsWithTheSize() {
        assertThat(CURVE.at(14)).isEqualTo(68);
    }

    @Test
    void itSaysWhatASizeIsOnTheCurve() {
        assertThat(CURVE.basis(3)).isEqualTo(Basis.TIMED);
        assertThat(CURVE.basis(4)).isEqualTo(Basis.INTERPOLATED);
        assertThat(CURVE.basis(8)).isEqualTo(Basis.EXTRAPOLATED);
    }

    @Property(tries = 500)
    void aSumIsThatOfItsTerms(
            @ForAll @DoubleRange(min = 0, max = 12) double from,
            @ForAll @DoubleRange(min = -0.2, max = 0.9) double step,
            @ForAll @IntRange(min = 1, max = 50) int count) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += CURVE.at(from + k * step);
        }
        assertThat(CURVE.sum(from, step, count)).isCloseTo(sum, within(1e-9 * (1 + Math.abs(sum))));
    }
}
