package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.Work;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.result.RunResult;
import org.unmask.result.RunResult.MomentSpeed;
import org.unmask.result.Setting;

class CorrectedTimeTest {
    private static final MachineSpeed USUAL = new MachineSpeed(100, 1000);
    private static final Work TRAFFIC = new Work(0, 0, 50, 50, 0, 0);
    private static final Work ARITHMETIC = new Work(1000, 0, 0, 0, 0, 0);

    private static RunResult run(MomentSpeed... speeds) {
        return new RunResult(Setting.UNKNOWN, 0, 3, List.of(), List.of(), 0, List.of(speeds));
    }

    @Test
    void everyStretchIsCorrectedByTheSpeedAroundIt() {
        // Four seconds at the usual speed, then four at half the speed of reading, which would have been two.
        RunResult run = run(reading(100, 100, 100, 100, 100, 50, 50, 50, 50, 50).toArray(MomentSpeed[]::new));

        // Between both stands the mean of the speeds.
        assertThat(CorrectedTime.seconds(Look.of(run.speeds()), Collections.nCopies(9, TRAFFIC), USUAL))
                .isCloseTo(4 + 0.75 + 2, within(1e-12));
    }

    @Test
    void whatInterruptsAThirdOfTheLooksInterruptedAThirdOfTheRun() {
        RunResult run =
                run(reading(100, 100, 50, 100, 100, 50, 100, 100, 50, 100).toArray(MomentSpeed[]::new));

        assertThat(CorrectedTime.seconds(Look.of(run.speeds()), Collections.nCopies(9, TRAFFIC), USUAL))
                .isCloseTo(9 * (1 - 0.5 / 3), within(1e-12));
    }

    @Test
    void looksAtTheSameMomentAreOneSoThatAnInterruptedOneIsNotTakenForTheSpeed() {
        RunResult run = run(
                new MomentSpeed(0, 0, 100, 1000),
                new MomentSpeed(0, 0, 2, 10),
                new MomentSpeed(0, 0, 100, 1000),
                new MomentSpeed(1, 2, 90, 1000),
                new MomentSpeed(1, 2, 110, 1000),
                new MomentSpeed(1, 2, 3, 1000),
                new MomentSpeed(1, 2, 110, 1000));

        assertThat(CorrectedTime.seconds(Look.of(run.speeds()), List.of(TRAFFIC), USUAL))
                .isEqualTo(2);
    }

    @Test
    void whatOnlyMovesOneRoofLeavesTheOtherAlone() {
        RunResult run = run(new MomentSpeed(0, 0, 50, 1000), new MomentSpeed(1, 2, 50, 1000));

        assertThat(CorrectedTime.seconds(Look.of(run.speeds()), List.of(ARITHMETIC), USUAL))
                .isEqualTo(2);
        assertThat(CorrectedTime.seconds(Look.of(run.speeds()), List.of(TRAFFIC), USUAL))
                .isEqualTo(1);
    }

    @Test
    void aLookInTheMiddleOfAPassIsCountedToo() {
        // One pass of four seconds: two at the usual speed, then two at half of it.
        RunResult run = run(
                new MomentSpeed(0, 0, 100, 1000),
                new MomentSpeed(0, 1, 100, 1000),
                new MomentSpeed(0, 2, 100, 1000),
                new MomentSpeed(0, 3, 50, 1000),
                new MomentSpeed(0, 3.5, 50, 1000),
                new MomentSpeed(1, 4, 50, 1000));

        assertThat(CorrectedTime.seconds(Look.of(run.speeds()), List.of(TRAFFIC), USUAL))
                .isCloseTo(2 + 0.75 + 0.5, within(1e-12));
    }

    /// Looks at the speed of reading, each a second after the one before.
    private static List<MomentSpeed> reading(double... rates) {
        return IntStream.range(0, rates.length)
                .mapToObj(i -> new MomentSpeed(i, i, rates[i], 1000))
                .toList();
    }
}
