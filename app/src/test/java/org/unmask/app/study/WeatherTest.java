package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.result.RunResult;
import org.unmask.result.RunResult.MomentSpeed;
import org.unmask.result.Setting;

class WeatherTest {
    private static final double FLOPS = 1000;

    @Test
    void theMeanOfARunIsDrawnTowardsAllRunsByTheVarianceOfItsLooks() {
        RunResult slow = run(90, 110);
        RunResult fast = run(190, 210);

        Weather weather = Weather.of(List.of(slow, fast));

        // Within: 4 · 10² / (4 - 2). Between: (4 · 50² / (2 - 1) - 200) / 2 looks per run.
        assertThat(weather.bytes()).isEqualTo(new Weather.Roof(150, 200, 4900));
        // The variance of its mean is 200 / 2, beside 4900: a fiftieth of the way from 100 to 150.
        assertThat(weather.looks(slow).getFirst().speed().bytesPerSecond()).isCloseTo(90 * 1.01, within(1e-9));
        assertThat(weather.looks(fast).getLast().speed().bytesPerSecond()).isCloseTo(210 * 199 / 200.0, within(1e-9));
    }

    @Test
    void runsThatDifferNoMoreThanTheirLooksHaveTheSpeedOfAll() {
        RunResult met = run(100, 50);
        RunResult missed = run(100, 100);

        Weather weather = Weather.of(List.of(met, missed));

        assertThat(weather.bytes().between()).isZero();
        assertThat(mean(weather.looks(met))).isCloseTo(87.5, within(1e-9));
        assertThat(mean(weather.looks(missed))).isCloseTo(87.5, within(1e-9));
    }

    @Test
    void aRunAloneStandsAsItsLooksSay() {
        RunResult run = run(100, 50, 75);

        assertThat(Weather.of(List.of(run)).looks(run))
                .extracting(Look::speed)
                .containsExactly(
                        new MachineSpeed(100, FLOPS), new MachineSpeed(50, FLOPS), new MachineSpeed(75, FLOPS));
    }

    @Test
    void runsWithoutLooksSayNothing() {
        RunResult looked = run(100, 50);

        assertThat(Weather.of(List.of(run(), looked)).bytes())
                .isEqualTo(Weather.of(List.of(looked)).bytes());
        assertThat(Weather.of(List.of(run())).looks(run())).isEmpty();
    }

    private static double mean(List<Look> looks) {
        return looks.stream()
                .mapToDouble(look -> look.speed().bytesPerSecond())
                .average()
                .orElseThrow();
    }

    /// Looks at the speed of reading, each a second after the one before.
    private static RunResult run(double... rates) {
        List<MomentSpeed> speeds = IntStream.range(0, rates.length)
                .mapToObj(i -> new MomentSpeed(i, i, rates[i], FLOPS))
                .toList();
        return new RunResult(Setting.UNKNOWN, 0, 3, List.of(), List.of(), 0, speeds);
    }
}
