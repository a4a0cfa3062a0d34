package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.result.RunResult;
import org.unmask.result.RunResult.MomentSpeed;
import org.unmask.result.RunResult.OperatorSample;
import org.unmask.result.Setting;

class RepetitionsTest {
    private static final String SETTING = Setting.UNKNOWN.id();

    @Test
    void threeEqualRunsAreSureAndTwoAreNot() {
        assertThat(runs(2, 2, 2).isSure(SETTING)).isTrue();
        assertThat(runs(2, 2).isSure(SETTING)).isFalse();
        assertThat(runs(2, 2.1, 2.2).isSure(SETTING)).isFalse();
    }

    @Test
    void aRunThatTimesOperatorsIsNoSample() {
        RunResult timed =
                new RunResult(Setting.UNKNOWN, -1, 2, List.of(), List.of(new OperatorSample("embed", 1, 2)), 0);
        RunResult sample = new RunResult(Setting.UNKNOWN, 0, 2, List.of(), List.of(), 0);

        Repetitions repetitions = Repetitions.of(List.of(sample, timed, timed, timed));

        assertThat(repetitions.isSure(SETTING)).isFalse();
        assertThat(repetitions.next(SETTING)).isEqualTo(1);
    }

    /// 1.5 s in all: five repetitions of 0.03 s would be 0.15 s, so that ten times as many are run, but 40 at most.
    @Test
    void shortRunsGetSeveralRepetitionsForOne() {
        assertThat(runs(0.03).perTurn(SETTING, 5)).isEqualTo(8);
        assertThat(runs(0.1).perTurn(SETTING, 5)).isEqualTo(3);
        assertThat(runs(0.05, 0.15).perTurn(SETTING, 5)).isEqualTo(3);
        assertThat(runs(0.3).perTurn(SETTING, 5)).isEqualTo(1);
        assertThat(runs(20).perTurn(SETTING, 5)).isEqualTo(1);
        assertThat(runs(0.001).perTurn(SETTING, 100)).isEqualTo(1);
    }

    @Test
    void oneOrTwoRepetitionsAreWhatWasAskedFor() {
        assertThat(runs(0.001).perTurn(SETTING, 2)).isEqualTo(1);
        assertThat(unsteady(0.001, 0.1).needsMore(SETTING, 2)).isFalse();
    }

    @Test
    void moreRunsAreNeededIfTheMachineMovedAndTheMedianIsNotSure() {
        assertThat(unsteady(1, 2, 3).needsMore(SETTING, 3)).isTrue();
        assertThat(unsteady(1, 2, 3, 4).needsMore(SETTING, 3)).isTrue();
        assertThat(unsteady(1, 1, 1).needsMore(SETTING, 3)).isFalse();
        assertThat(runs(1, 2, 3).needsMore(SETTING, 3)).isFalse();
    }

    /// Each run is steady, but the second is at half the speed of the others.
    @Test
    void theMachineMayMoveBetweenRuns() {
        Repetitions moved = Repetitions.of(List.of(
                run(0, 1, List.of(new MomentSpeed(0, 0, 1e10, 1e11))),
                run(1, 2, List.of(new MomentSpeed(0, 0, 5e9, 5e10))),
                run(2, 1.1, List.of(new MomentSpeed(0, 0, 1e10, 1e11)))));

        assertThat(moved.needsMore(SETTING, 3)).isTrue();
        assertThat(moved.needsMore(SETTING, 4)).isFalse();
    }

    /// Three planned runs of 2 s in the mean give 6 s more; runs of a tenth of a second share 3 s with what they have had.
    @Test
    void repetitionsTakeAsLongAsWhatWasPlanned() {
        assertThat(runs(1, 2, 3).roundsLeft(List.of(SETTING), 3)).isEqualTo(3);
        assertThat(runs(1, 2, 3, 2, 2).roundsLeft(List.of(SETTING), 3)).isEqualTo(1);
        assertThat(runs(1, 2, 3, 2, 2, 2).roundsLeft(List.of(SETTING), 3)).isZero();
        assertThat(runs(0.1, 0.1, 0.1, 0.1, 0.1).roundsLeft(List.of(SETTING), 3))
                .isEqualTo(25);
    }

    private static Repetitions runs(double... seconds) {
        return repetitions(List.of(), seconds);
    }

    private static Repetitions unsteady(double... seconds) {
        List<MomentSpeed> speeds = IntStream.range(0, 6)
                .mapToObj(look -> new MomentSpeed(0, 0, 1e10, look < 3 ? 1e11 : 5e10))
                .toList();
        return repetitions(speeds, seconds);
    }

    private static Repetitions repetitions(List<MomentSpeed> speeds, double... seconds) {
        return Repetitions.of(IntStream.range(0, seconds.length)
                .mapToObj(i -> run(i, seconds[i], speeds))
                .toList());
    }

    private static RunResult run(int repetition, double seconds, List<MomentSpeed> speeds) {
        return new RunResult(Setting.UNKNOWN, repetition, seconds, List.of(), List.of(), 0, speeds);
    }
}
