package org.unmask.run.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedAccuracyTest {
    /// Of ten problems that tell them apart the other has eight: (45 + 10 + 1)/1024 of all ways to toss ten coins.
    @Test
    void theChanceIsThatOfCoins() {
        assertThat(new PairedAccuracy(100, 2, 8).chance()).isEqualTo(56 / 1024.0, within(1e-12));
        assertThat(new PairedAccuracy(100, 0, 17).chance()).isEqualTo(Math.pow(2, -17), within(1e-15));
        assertThat(new PairedAccuracy(100, 3, 0).chance()).isEqualTo(1);
        assertThat(new PairedAccuracy(100, 0, 0).chance()).isEqualTo(1);
    }

    /// 98 problems, 4 and 14 of which only one has: shares of 5/100 and 15/100 after one more of each kind, so that the
    /// middle is -0.1 and the half 1.959964 · √((0.2 - 0.01)/100).
    @Test
    void theDifferenceHasTheIntervalThatHandsFind() {
        PairedAccuracy pair = new PairedAccuracy(98, 4, 14);

        assertThat(pair.difference()).isEqualTo(-10 / 98.0, within(1e-15));
        assertThat(pair.bounds().low()).isEqualTo(-0.1 - 1.959964 * Math.sqrt(0.0019), within(1e-12));
        assertThat(pair.bounds().high()).isEqualTo(-0.1 + 1.959964 * Math.sqrt(0.0019), within(1e-12));
    }

    @Test
    void onlyProblemsThatBothAnsweredCount() {
        List<Boolean> one = List.of(true, true, false, false, true);
        List<Boolean> other = List.of(true, false, true);

        assertThat(PairedAccuracy.of(RaceTest.answers(one), RaceTest.answers(other)))
                .isEqualTo(new PairedAccuracy(3, 1, 1));
    }

    @Test
    void morePairsThanProblemsAreRefused() {
        assertThatThrownBy(() -> new PairedAccuracy(3, 2, 2))
                .hasMessage("bad pair: problems=3 only one=2 only other=2");
    }
}
