package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.catalog.Catalog;
import org.unmask.report.Part;
import org.unmask.report.Provenance;
import org.unmask.report.figure.Asymptotics;
import org.unmask.report.figure.LineFigure;
import org.unmask.report.figure.LineFigure.Panel;
import org.unmask.report.figure.LineFigure.Point;
import org.unmask.report.figure.LineFigure.Series;

/// The studies of `docs/figures`.
class PaperFiguresTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));
    private static final List<String> THROUGHPUT = List.of(
            "LLaMA-3-8B",
            "LLaDA-8B, K = 128",
            "LLaDA-8B, K = 64",
            "LLaDA-8B, K = 32",
            "LLaDA-8B, K = 16",
            "LLaDA-8B, K = 4");
    private static final List<String> INTENSITY =
            List.of("LLaMA-3-8B", "SDAR-8B, block 4", "SDAR-8B, block 16", "SDAR-8B, block 32", "LLaDA-8B, no cache");

    /// The lines of each figure.
    private static final Map<String, Map<String, List<String>>> LINES = Map.of(
            "throughput-vs-batch", Map.of("throughput-eager", THROUGHPUT, "throughput-roofline", THROUGHPUT),
            "intensity", Map.of("intensity-length", INTENSITY, "intensity-batch", INTENSITY),
            "acceleration-gain",
                    Map.of(
                            "gain-over-plain",
                            List.of("dual cache", "parallel decoding", "both"),
                            "gain-over-autoregression",
                            List.of("plain diffusion", "dual cache", "parallel decoding", "both")),
            "prompt-cost", Map.of("prompt-cost", List.of("LLaMA-3-8B", "LLaDA-8B, no cache", "LLaDA-8B, dual cache")),
            "asymptotics", Map.of(),
            "diffusion-gemma",
                    Map.of(
                            "diffusion-gemma",
                            List.of("Gemma 4", "DiffusionGemma, 16 steps", "DiffusionGemma, 48 steps"),
                            "diffusion-gemma-pass",
                            List.of(
                                    "Gemma 4, roofline",
                                    "Gemma 4, profile vllm",
                                    "DiffusionGemma, roofline",
                                    "DiffusionGemma, profile vllm")));

    @TempDir
    private static Path userFolder;

    private static Stream<Path> studies() throws IOException {
        try (Stream<Path> folders = Files.list(HOME.resolve("docs/figures"))) {
            return folders
                    .map(folder -> folder.resolve("study.yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Study study(String name) throws IOException {
        return StudyFile.read(HOME.resolve("docs/figures").resolve(name).resolve("study.yaml"));
    }

    private static Catalog catalog() throws IOException {
        return new Catalog(HOME, userFolder);
    }

    private static Part part(Study study, String id) throws IOException {
        FigureSpec spec = study.figures().stream()
                .filter(figure -> figure.id().equals(id))
                .findFirst()
                .orElseThrow();
        return new FigurePart(spec, catalog()).part();
    }

    private static LineFigure figure(Part part) {
        return (LineFigure) part.figures().getFirst();
    }

    private static Series line(Panel panel, String label) {
        return panel.series().stream()
                .filter(series -> series.label().text().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static double at(Series line, double x) {
        return line.points().stream()
                .filter(point -> point.x() == x)
                .mapToDouble(Point::y)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("studies")
    void everyStudyIsPredictedWithItsLines(Path file) throws IOException {
        Study study = StudyFile.read(file);
        String folder = String.valueOf(file.resolveSibling(".").normalize().getFileName());

        assertThat(study.name()).isEqualTo(folder);
        assertThat(study.measure()).isEmpty();
        assertThat(study.figures())
                .extracting(FigureSpec::id)
                .containsExactlyInAnyOrderElementsOf(
                        Objects.requireNonNull(LINES.get(folder)).keySet());
        for (FigureSpec spec : study.figures()) {
            LineFigure figure = figure(new FigurePart(spec, catalog()).part());
            assertThat(figure.panels())
                    .isNotEmpty()
                    .allSatisfy(panel -> assertThat(panel.series())
                            .filteredOn(series -> series.source().provenance() == Provenance.PREDICTED)
                            .allSatisfy(series -> assertThat(series.points()).isNotEmpty())
                            .extracting(series -> series.label().text())
                            .containsExactlyElementsOf(LINES.get(folder).get(spec.id())));
        }
    }

    /// Peng et al. (2025, arXiv 2510.18480): from a prompt of 40 tokens to one of 920 a model without a cache loses, by
    /// the roofline, 85 % of its throughput at 64 generated tokens and 47 % at 1024.
    @Test
    void aLongPromptCostsWhatThePaperComputes() throws IOException {
        Panel panel = figure(part(study("prompt-cost"), "prompt-cost")).panels().getFirst();
        Series diffusion = line(panel, "LLaDA-8B, no cache");

        assertThat(at(diffusion, 64)).isCloseTo(0.85, within(0.02));
        assertThat(at(diffusion, 1024)).isCloseTo(0.47, within(0.02));
    }

    /// The errors are those that `validate` prints for the same profiles, computed elsewhere.
    @Test
    void publishedPointsAreDrawnOverTheirLines() throws IOException {
        Part part = part(study("throughput-vs-batch"), "throughput-eager");
        LineFigure figure = figure(part);

        List<Series> published = figure.panels().stream()
                .flatMap(panel -> panel.series().stream())
                .filter(series -> series.source().provenance() == Provenance.PUBLISHED)
                .toList();
        assertThat(published.stream().mapToInt(series -> series.points().size()).sum())
                .isEqualTo(88);
        assertThat(published)
                .allSatisfy(
                        series -> assertThat(series.source().detail()).contains("https://arxiv.org/abs/2510.04146"));
        assertThat(part.findings())
                .singleElement()
                .asString()
                .contains("88 published points", "14.5 %", "bias -16.7 %");
        Panel longest = figure.panels().getLast();
        assertThat(line(longest, "LLaDA-8B, K = 4").end())
                .as("published: 8 fits, 12 does not")
                .isEqualTo("out of memory at batch 10");
    }

    @Test
    void whatIsGainedOverAutoregressionShrinksWithTheBatch() throws IOException {
        LineFigure figure = figure(part(study("acceleration-gain"), "gain-over-autoregression"));

        assertThat(figure.panels())
                .hasSize(2)
                .allSatisfy(panel -> assertThat(panel.series())
                        .allSatisfy(series -> assertThat(series.points())
                                .isSortedAccordingTo((a, b) -> Double.compare(b.y(), a.y()))));
    }

    /// Without a cache every pass costs the same but for its logits, so that fewer passes gain what they save: 256 passes
    /// over ⌈256 / 3.25⌉ = 79.
    @Test
    void parallelDecodingGainsThePassesItSaves() throws IOException {
        LineFigure figure = figure(part(study("acceleration-gain"), "gain-over-plain"));

        assertThat(figure.panels())
                .allSatisfy(panel -> assertThat(line(panel, "parallel decoding").points())
                        .hasSize(7)
                        .allSatisfy(point -> assertThat(point.y()).isCloseTo(256.0 / 79, within(0.01))));
    }

    /// Sizes of LLaDA-8B: 32 layers, width 4096, MLP 12,288, vocabulary 126,464; every multiply-add counts twice.
    @Test
    void theTableOfLawsCountsWhatAHandCounts() throws IOException {
        Asymptotics table =
                new AsymptoticsPart(study("asymptotics").asymptotics().orElseThrow(), catalog()).table();

        Asymptotics.Row shortest = row(table, "llada-8b, no cache", 64);
        long perToken = 2L * (32L * (4L * 4096 * 4096 + 3L * 4096 * 12_288) + 4096L * 126_464) + 4L * 32 * 4096 * 64;
        assertThat(shortest.flops()).isEqualTo(64.0 * perToken);
        assertThat(shortest.flopsRatio()).isCloseTo(perToken / (4096.0 * 4096 + 64 * 4096), within(1e-9));
        assertThat(shortest.shortRatio()).isCloseTo(1, within(0.05));
        assertThat(row(table, "llada-8b, no cache", 1 << 20).flopsRatio()).isCloseTo(4 * 32, within(4.0));
        assertThat(row(table, "llama-3-8b, autoregressive", 1 << 20).flopsRatio())
                .isCloseTo(4 * 32, within(4.0));
        // Four query heads share the keys and values of one head.
        assertThat(row(table, "llama-3-8b, autoregressive", 1 << 20).longRatio())
                .isBetween(3.5, 4.0);
    }

    private static Asymptotics.Row row(Asymptotics table, String label, int length) {
        return table.rows().stream()
                .filter(row -> row.label().text().equals(label) && row.length() == length)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: llama-3-8b  | model: llama-3-9b  | figures[0].lines[0].model: unknown model 'llama-3-9b'",
                "[a100-80gb]        | [a100-81gb]        | figures[0].devices: unknown device 'a100-81gb'",
                "profile: eager     | profile: eagre     | figures[0].profile: unknown profile 'eagre'",
                "published: kim2025 | published: kim2026 | figures[0].published: unknown file of published measurements",
                "kim2025_throughput_vs_batch.csv | minseo25_llada_runtime_log.csv | figures[0].published: no point of minseo25",
            })
    void aNameThatTheCatalogueDoesNotKnowIsNamedWithItsKey(String original, String replacement, String expected)
            throws IOException {
        String text = study("throughput-vs-batch").text();
        assertThat(text).contains(original.strip());
        Study study = StudyFile.parse("s.yaml", text.replace(original.strip(), replacement.strip()));

        assertThatThrownBy(() -> part(study, "throughput-eager"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(expected.strip());
    }

    /// The weights alone take 7.5 and 1.14 ms at full bandwidth; 14.9 and 5.08 ms were measured.
    @Test
    void measuredPassesStandOverWhatIsPredicted() throws IOException {
        Part part = part(study("diffusion-gemma"), "diffusion-gemma-pass");
        Panel panel = figure(part).panels().getFirst();

        assertThat(at(line(panel, "DiffusionGemma, roofline"), 1)).isBetween(7.5e-3, 9e-3);
        assertThat(at(line(panel, "Gemma 4, roofline"), 1)).isBetween(1.14e-3, 1.25e-3);
        assertThat(panel.series())
                .filteredOn(series -> series.source().provenance() == Provenance.PUBLISHED)
                .flatExtracting(Series::points)
                .containsExactly(Point.at(1, 5.08e-3), Point.at(1, 14.9e-3));
        assertThat(part.findings())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding).contains("batch 1: reported 0.0", "with profile vllm"));
    }

    /// At batch 1 the long pass takes 7.1 times as long as the short one by the roofs, 2.9 times as measured: 14.9 and 5.08 ms.
    @Test
    void theFixedCostOfAPassDecidesHowFastCanvasesAre() throws IOException {
        Panel panel = figure(part(study("diffusion-gemma"), "diffusion-gemma"))
                .panels()
                .getFirst();
        double canvases = at(line(panel, "DiffusionGemma, 16 steps"), 1);
        double steps = at(line(panel, "Gemma 4"), 1);

        // 1024 tokens in 4 canvases of 16 passes and one that stores, after the prompt: less than the weights' 7.54 ms
        // each no roof allows.
        assertThat(1024 / canvases).isBetween((1 + 4 * 17) * 25.25e9 / 3.35e12, 1.2 * (1 + 4 * 17) * 25.25e9 / 3.35e12);
        assertThat(1 / steps).isBetween(3.82e9 / 3.35e12, 1.1 * 3.82e9 / 3.35e12);
        assertThat(canvases / steps).as("measured: 1008 over 197").isBetween(2.0, 2.2);
    }
}
