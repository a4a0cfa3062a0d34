package org.unmask.result.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.Strategies;
import org.unmask.result.Checkpoint;
import org.unmask.result.Header;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.ResultFile;
import org.unmask.result.Setting;
import org.unmask.result.Stack;
import org.unmask.result.imports.Importers;

class ComparisonTest {
    private static final Setting SETTING =
            Setting.UNKNOWN.with(Checkpoint.named("tiny")).with(Load.batch(1, 8, 16));

    @TempDir
    private Path folder;

    private static Side side(Series... series) {
        return new Side(Path.of("side"), List.of(series));
    }

    private static Series seconds(Setting setting, double value, Double... samples) {
        return new Series(setting, "seconds", "s", "ours", value, List.of(samples));
    }

    private static Series rate(double value) {
        return new Series(SETTING, "tokens_per_second", "tokens/s", "ours", value, List.of());
    }

    private static Setting on(Setting setting, String machine, String version) {
        Stack stack = new Stack(
                Optional.of("engine"),
                Optional.of(version),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return setting.on(stack, new Machine(Optional.of(machine), Optional.empty(), Optional.empty()));
    }

    private static Setting generating(double mean, String distribution) {
        Lengths lengths = new Lengths.Drawn(distribution, mean, Optional.empty(), Optional.empty(), Optional.empty());
        return SETTING.with(new Load(Optional.empty(), Optional.empty(), Optional.of(lengths)));
    }

    @ParameterizedTest
    @CsvSource({"2, 2.2, 0.1, REGRESSION", "2, 2.08, 0.04, SAME", "2, 1.8, -0.1, IMPROVEMENT"})
    void timesAreWorseIfTheyGrow(double before, double after, double worse, Change.Verdict verdict) {
        Change change = Change.of(seconds(SETTING, before), seconds(SETTING, after));

        assertThat(change.ratio()).isCloseTo(after / before, within(1e-12));
        assertThat(change.worse()).isCloseTo(worse, within(1e-12));
        assertThat(change.verdict(0.05)).isEqualTo(verdict);
        assertThat(change.interval()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100, 90, 0.1, REGRESSION", "100, 96, 0.04, SAME", "100, 120, -0.2, IMPROVEMENT"})
    void ratesAreWorseIfTheyFall(double before, double after, double worse, Change.Verdict verdict) {
        Change change = Change.of(rate(before), rate(after));

        assertThat(change.worse()).isCloseTo(worse, within(1e-12));
        assertThat(change.verdict(0.05)).isEqualTo(verdict);
    }

    @Test
    void aChangeThatItsSamplesDoNotProveIsUnsure() {
        Series before = seconds(SETTING, 2, 1.0, 1.5, 2.0, 2.5, 3.0);
        Change unsure = Change.of(before, seconds(SETTING, 2.2, 1.2, 1.7, 2.2, 2.7, 3.2));
        Change sure = Change.of(seconds(SETTING, 2, 1.99, 2.0, 2.01), seconds(SETTING, 2.2, 2.19, 2.2, 2.21));

        assertThat(unsure.verdict(0.05)).isEqualTo(Change.Verdict.UNSURE);
        assertThat(sure.verdict(0.05)).isEqualTo(Change.Verdict.REGRESSION);
        assertThat(sure.interval().orElseThrow().low()).isBetween(1.08, 1.1);
        assertThat(sure.interval().orElseThrow().high()).isBetween(1.1, 1.12);
    }

    /// Of 10,001 evenly spaced samples the 95 % interval of the median is 98 places to both sides.
    @Test
    void manySamplesAreTakenByTheirOrder() {
        Double[] samples =
                IntStream.rangeClosed(0, 10_000).mapToObj(i -> 1 + i * 1e-4).toArray(Double[]::new);

        Series.Bounds bounds = seconds(SETTING, 1.5, samples).bounds().orElseThrow();

        assertThat(bounds.low()).isCloseTo(1.4902, within(1e-4));
        assertThat(bounds.high()).isCloseTo(1.5098, within(1e-4));
    }

    @Test
    void settingsAreJoinedWhateverTheirMachineAndVersion() {
        Comparison comparison = Comparison.of(
                side(seconds(on(SETTING, "a", "1"), 2)), side(seconds(on(SETTING, "b", "2"), 3)), List.of());

        assertThat(comparison.changes()).hasSize(1);
        assertThat(comparison.changes().getFirst().differing())
                .containsExactlyInAnyOrder("machine.name", "engine.version");
    }

    @Test
    void whatIsUnknownIsNeverTakenForWhatIsKnown() {
        Setting known = SETTING.with(Strategies.AUTOREGRESSIVE);

        Comparison comparison = Comparison.of(side(seconds(SETTING, 2)), side(seconds(known, 2)), List.of());
        Comparison ignoring = Comparison.of(side(seconds(SETTING, 2)), side(seconds(known, 2)), List.of("strategy"));

        assertThat(comparison.changes()).isEmpty();
        assertThat(comparison.onlyBefore()).hasSize(1);
        assertThat(comparison.onlyAfter()).hasSize(1);
        assertThat(ignoring.changes()).hasSize(1);
    }

    @Test
    void ofSeveralMachinesOnlyTheSameIsAPartner() {
        Comparison comparison = Comparison.of(
                side(seconds(on(SETTING, "a", "1"), 2), seconds(on(SETTING, "b", "1"), 3)),
                side(seconds(on(SETTING, "b", "2"), 3), seconds(on(SETTING, "c", "2"), 4)),
                List.of());

        assertThat(comparison.changes()).hasSize(1);
        assertThat(comparison.changes().getFirst().ratio()).isEqualTo(1);
        assertThat(comparison.onlyBefore()).hasSize(1);
        assertThat(comparison.onlyAfter()).hasSize(1);
    }

    @Test
    void quantitiesThatAreCountedUnlikeOneAnotherAreNotCompared() {
        Series theirs = new Series(SETTING, "seconds", "s", "theirs", 2, List.of());

        assertThat(Comparison.of(side(seconds(SETTING, 2)), side(theirs), List.of())
                        .changes())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100, 104, measured, true", "100, 110, measured, false", "100, 104, uniform, true"})
    void lengthsThatCameOutMayDifferALittle(double a, double b, String distribution, boolean joined) {
        Comparison comparison = Comparison.of(
                side(seconds(generating(a, distribution), 2)),
                side(seconds(generating(b, distribution), 2)),
                List.of());

        assertThat(comparison.changes().isEmpty()).isNotEqualTo(joined);
    }

    @Test
    void theWorstComesFirst() {
        Series slow = new Series(SETTING, "time_to_first_token", "s", "ours", 4, List.of());
        Comparison comparison = Comparison.of(
                side(
                        seconds(SETTING, 2),
                        rate(100),
                        new Series(SETTING, "time_to_first_token", "s", "ours", 2, List.of())),
                side(seconds(SETTING, 2), rate(90), slow),
                List.of());

        assertThat(comparison.changes())
                .extracting(change -> change.before().name())
                .containsExactly("time_to_first_token", "tokens_per_second", "seconds");
        assertThat(comparison.of(Change.Verdict.REGRESSION, 0.05)).hasSize(2);
    }

    @Test
    void runsOfOneSettingBecomeOneMedian() throws IOException {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        for (int i = 1; i <= 3; i++) {
            Files.writeString(
                    runs.resolve("run" + i), "{\"avg_latency\": " + i + ", \"latencies\": [" + i + ", " + i + "]}");
        }

        Series series = Side.read(runs).series().getFirst();

        assertThat(series.value()).isEqualTo(2);
        assertThat(series.samples()).containsExactlyInAnyOrder(1.0, 2.0, 3.0);
    }

    @Test
    void resultsOfThisProgramMayEndInATornLine() throws IOException {
        Path bench = Files.writeString(folder.resolve("bench"), "{\"avg_latency\": 2, \"latencies\": [2, 2]}");
        Path results = folder.resolve("results.jsonl");
        try (ResultFile file = ResultFile.append(results)) {
            file.append(new Header("a", "b", Instant.EPOCH, Map.of()).json());
            file.append(Importers.read(bench).getFirst().json());
        }
        Files.writeString(results, "{\"type\": \"impo", StandardOpenOption.APPEND);

        assertThat(Comparison.of(Side.read(bench), Side.read(results), List.of())
                        .changes())
                .extracting(Change::ratio)
                .containsExactly(1.0);
    }

    @Test
    void whatHasNoNumbersIsRefused() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "{}");

        assertThatThrownBy(() -> Side.read(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not results");
        assertThatThrownBy(() -> Side.read(folder.resolve("none"))).isInstanceOf(IOException.class);
    }
}
