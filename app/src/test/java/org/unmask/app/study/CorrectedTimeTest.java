package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
        RunResult run = run(
                new MomentSpeed(0, 0, 100, 1000), new MomentSpeed(1, 1, 100, 1000), new MomentSpeed(2, 3, 0.001, 1000));

        // Reading is at half its speed while the second pass runs, so its two seconds would have been one.
        assertThat(CorrectedTime.seconds(run, List.of(ARITHMETIC, TRAFFIC), USUAL))
                .isCloseTo(1 + 2 * 0.5, within(1e-4));
    }

    @Test
    void whatOnlyMovesOneRoofLeavesTheOtherAlone() {
        RunResult run = run(new MomentSpeed(0, 0, 50, 1000), new MomentSpeed(1, 2, 50, 1000));

        assertThat(CorrectedTime.seconds(run, List.of(ARITHMETIC), USUAL)).isEqualTo(2);
        assertThat(CorrectedTime.seconds(run, List.of(TRAFFIC), USUAL)).isEqualTo(1);
    }

    @Test
    void aFifthIsNoQuietMachine() {
        assertThat(CorrectedTime.isSteady(List.of())).isTrue();
        assertThat(CorrectedTime.isSteady(List.of(new MomentSpeed(0, 0, 50, 10), new MomentSpeed(1, 2, 59, 9))))
                .isTrue();
        assertThat(CorrectedTime.isSteady(List.of(new MomentSpeed(0, 0, 50, 10), new MomentSpeed(1, 2, 50, 8))))
                .isFalse();
    }
}
