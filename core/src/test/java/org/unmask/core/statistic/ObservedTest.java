package org.unmask.core.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedTest {
    /// Of 1, 2 and 6, two draws have nine outcomes: the larger is 1 once, 2 three times, 6 five times, 37/9 on average.
    @Test
    void theLargestOfTwoDrawsIsCountedOverAllPairs() {
        Observed observed = Observed.counts(List.of(6, 1, 2));

        assertThat(observed.mean()).isEqualTo(3, within(1e-12));
        assertThat(observed.expectedLargest(2)).isEqualTo(37 / 9.0, within(1e-12));
        assertThat(observed.expectedLargest(1000)).isEqualTo(6, within(1e-9));
    }

    @Test
    void equalValuesHaveNoLargest() {
        assertThat(Observed.counts(List.of(4, 4)).expectedLargest(16)).isEqualTo(4, within(1e-12));
        assertThatThrownBy(() -> Observed.counts(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing was observed");
    }
}
