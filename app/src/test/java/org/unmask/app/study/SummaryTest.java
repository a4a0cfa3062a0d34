package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.cost.hardware.Device;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.Table;
import org.unmask.report.figure.Comparison;
import org.unmask.report.figure.Comparison.Sample;

/// The rows of the first screen against plain scans over predictions.
class SummaryTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));

    @TempDir
    private static Path userFolder;

    private static Pair pair() throws IOException {
        Study study = StudyFile.parse("smoke.yaml", Files.readString(HOME.resolve("studies/smoke.yaml")));
        return Pair.of(study.predict().orElseThrow(), new Catalog(HOME, userFolder));
    }

    @Test
    void aRowSaysWhoIsFastestAndWhereItIsOvertaken() throws IOException {
        Pair pair = pair();
        Predictions predictions = new Predictions(pair);
        Summary summary = Summary.predicted(pair);

        assertThat(summary.rows()).extracting(Summary.Row::device).containsExactly("a6000", "h100-sxm");
        for (int i = 0; i < summary.rows().size(); i++) {
            Device device = pair.devices().get(i);
            Summary.Row row = summary.rows().get(i);
            Pair.Line fastest = pair.lines().get(2);
            assertThat(fastest.label().text()).endsWith("K = 16");
            double best = pair.lines().stream()
                    .mapToDouble(line -> speed(predictions, line, device, 1))
                    .max()
                    .orElseThrow();
            assertThat(row.fastest().orElseThrow().name()).isEqualTo("K = 16");
            assertThat(row.fastest().orElseThrow().tokensPerSecond())
                    .isEqualTo(best)
                    .isEqualTo(speed(predictions, fastest, device, 1));
            int batch = Integer.parseInt(row.overtaken());
            Pair.Line autoregressive = pair.autoregressiveLine();
            assertThat(speed(predictions, autoregressive, device, batch))
                    .isGreaterThan(speed(predictions, fastest, device, batch));
            assertThat(speed(predictions, autoregressive, device, batch - 1))
                    .isLessThan(speed(predictions, fastest, device, batch - 1));
            assertThat(row.tokensPerPass().orElseThrow())
                    .isCloseTo(pair.study().generatedTokens() / row.steps().orElseThrow(), within(1e-9));
        }
        assertThat(summary.sentences(pair))
                .hasSize(2)
                .allSatisfy(sentence -> assertThat(sentence).endsWith("."));
    }

    private static double speed(Predictions predictions, Pair.Line line, Device device, int batch) {
        return predictions.of(line, device, 128, batch).timeline().tokensPerSecond();
    }

    @Test
    void whatWasMeasuredIsARowAndWhatWasNotIsSaid() {
        Comparison measured = new Comparison(
                List.of(row("ar", 1, 2.0), row("diffusion", 1, 1.0), row("ar", 8, 1.0), row("diffusion", 8, 3.0)),
                List.of());

        Summary.Row row = Summary.measured(measured).rows().getFirst();

        assertThat(row.fastest().orElseThrow().name()).isEqualTo("m diffusion");
        assertThat(row.fastest().orElseThrow().overAutoregressive()).isEqualTo(2);
        assertThat(row.overtaken()).isEqualTo("by 8");
        assertThat(Summary.measured(new Comparison(List.of(), List.of()))
                        .table()
                        .table()
                        .rows()
                        .getFirst())
                .contains(Table.Cell.of("not measured"));
    }

    private static Comparison.Row row(String strategy, int batch, double seconds) {
        Label label = strategy.equals("ar") ? Label.ar("ar", "ar") : Label.dlm(strategy, strategy);
        Sample sample = new Sample(3, seconds, new Interval(seconds, seconds), new Interval(seconds, seconds));
        return new Comparison.Row("m", label, batch, Optional.empty(), 4, seconds, sample, 32L * batch, 32, 1, 1, 0.5);
    }
}
