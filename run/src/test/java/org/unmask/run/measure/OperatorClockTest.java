package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.Operator;

class OperatorClockTest {
    private static final Operator ONE = new Operator.Residual("residual", 1, 8);
    private static final Operator OTHER = new Operator.Residual("residual", 2, 8);

    @Test
    void aRunInPartsIsOneRun() {
        List<Map<Operator, OperatorClock.Runs>> slices = new ArrayList<>();
        OperatorClock clock = new OperatorClock(slices::add);

        clock.partFinished(OTHER);
        clock.operatorFinished(ONE);
        clock.operatorFinished(OTHER);
        clock.endSlice();

        assertThat(slices).singleElement().satisfies(slice -> assertThat(slice).containsOnlyKeys(ONE, OTHER));
    }

    @Test
    void aLongPassIsCutBetweenOperators() {
        List<Map<Operator, OperatorClock.Runs>> slices = new ArrayList<>();
        OperatorClock clock = new OperatorClock(slices::add);

        long start = System.nanoTime();
        while (slices.isEmpty() && System.nanoTime() - start < 10e9) {
            clock.operatorFinished(ONE);
        }
        clock.endSlice();
        clock.endSlice();

        // What came after the cut is in the second slice, and an empty one is none.
        assertThat(slices).hasSizeBetween(1, 2);
        assertThat(slices.getFirst().get(ONE)).isNotNull().satisfies(runs -> {
            assertThat(runs.count()).isPositive();
            assertThat(runs.seconds()).isPositive();
        });
    }

    @Test
    void aRunThatWaitedForItsProcessorDoesNotCount() throws InterruptedException {
        List<Map<Operator, OperatorClock.Runs>> slices = new ArrayList<>();
        OperatorClock clock = new OperatorClock(slices::add);

        for (int run = 0; run < 100; run++) {
            if (run == 50) {
                Thread.sleep(25);
            }
            clock.operatorFinished(ONE);
        }
        clock.endSlice();

        assertThat(slices)
                .singleElement()
                .satisfies(slice -> assertThat(slice.get(ONE)).isNotNull().satisfies(runs -> {
                    assertThat(runs.count()).isEqualTo(100);
                    assertThat(runs.seconds()).isLessThan(25e-3 / 100);
                    assertThat(runs.all()).isGreaterThanOrEqualTo(25e-3);
                }));
    }
}
