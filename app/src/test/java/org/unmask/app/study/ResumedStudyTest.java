package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.Catalog;
import org.unmask.core.op.DType;
import org.unmask.core.text.Progress;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Backend;
import org.unmask.result.AnswerResult;
import org.unmask.result.Header;
import org.unmask.result.ProbeResult;
import org.unmask.result.ResultFile;
import org.unmask.result.RunResult;
import org.unmask.run.measure.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A study that stops at any moment goes on where it stopped: what is on disk stays, what is missing is run.
class ResumedStudyTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));

    /// Three points measured twice and once more for the operators, and four answers.
    private static final String STUDY = """
            schema: unmask.study/1
            name: tiny
            measure:
              autoregressive: tiny-math-ar
              diffusion: tiny-math-dlm
              strategies: [ar, "diffusion:threshold=0.9", "dual-cache:block=4,steps=4"]
              batches: [2]
              prompt_tokens: 8
              generated_tokens: 8
              dtype: float32
              profile: roofline
              warmups: 0
              repetitions: 2
            answers:
              autoregressive: tiny-math-ar
              diffusion: tiny-math-dlm
              prompts: models/tiny-math/test.jsonl
              problems: %d
              generated_tokens: 64
              strategies: [ar, "diffusion:threshold=0.95"]
            """;

    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final int PROBLEMS = 2;
    private static final int MANY = 12;
    /// Header and probe.
    private static final int BEFORE = 2;

    private static final int MEASURED = 3 * 3;
    private static final int LINES = BEFORE + MEASURED + 2 * PROBLEMS;

    @TempDir
    private static Path whole;

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();
    private Outputs outputs;

    @BeforeAll
    static void runOnce() throws IOException {
        String text = STUDY.formatted(PROBLEMS);
        Outputs outputs = Outputs.in(whole);
        begin(text, outputs);
        run(text, outputs, new ArrayList<>());
    }

    /// Writes the header and the probe, so that a run begins with its first point.
    private static void begin(String text, Outputs outputs) throws IOException {
        try (ResultFile results = ResultFile.append(outputs.results())) {
            Study study = StudyFile.parse("tiny.yaml", text);
            Map<String, String> environment = Environment.describe(HOME, Backends.named(Backends.AUTO), THREADS);
            new Header(study.name(), study.hash(), Instant.EPOCH, environment).begin(results, _ -> {});
            results.append(probe().json());
        }
    }

    /// Made up, as probing takes longer than all the rest.
    private static ProbeResult probe() {
        Map<String, Map<DType, Double>> rates = new LinkedHashMap<>();
        for (Backend backend : Backends.installed()) {
            rates.put(backend.name(), Map.of(DType.FLOAT32, 1e12));
        }
        return new ProbeResult(Environment.cpu(), THREADS, 1L << 34, 1e11, 1e12, rates);
    }

    @BeforeEach
    void copy() throws IOException {
        outputs = Outputs.in(folder);
        Files.copy(Outputs.in(whole).results(), outputs.results());
    }

    private static void run(String study, Outputs outputs, List<String> notes) throws IOException {
        new StudyRunner(new Catalog(HOME, outputs.folder()), HOME, Progress.SILENT, notes::add)
                .run(StudyFile.parse("tiny.yaml", study), outputs);
    }

    private void run() throws IOException {
        run(STUDY.formatted(PROBLEMS), outputs, notes);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(outputs.results());
    }

    /// What a line is about: its type, setting, and number of repetition or problem.
    private static String key(String text) {
        JsonNode line = JsonMapper.shared().readTree(text);
        return String.join(
                "|",
                line.path("type").asString(),
                line.path("setting").path("id").asString(""),
                line.path("repetition").toString(),
                line.path("problem").toString());
    }

    private static List<String> keys(List<String> lines) {
        return lines.stream().map(ResumedStudyTest::key).toList();
    }

    private void assertReported() throws IOException {
        assertThat(Files.readString(outputs.report()))
                .startsWith("<!DOCTYPE html>")
                .contains("tiny-math-ar against tiny-math-dlm")
                .endsWith("</html>\n");
    }

    @Test
    void aStudyRunsEachPointOnceAndWritesItsReport() throws IOException {
        List<String> lines = lines();

        assertThat(lines).hasSize(LINES);
        assertThat(keys(lines)).doesNotHaveDuplicates();
        assertThat(types(lines))
                .startsWith("study", ProbeResult.TYPE)
                .satisfies(types ->
                        assertThat(types).filteredOn(RunResult.TYPE::equals).hasSize(MEASURED))
                .satisfies(types ->
                        assertThat(types).filteredOn(AnswerResult.TYPE::equals).hasSize(2 * PROBLEMS));
        outputs = Outputs.in(whole);
        assertReported();
        assertThat(outputs.device()).isNotEmptyFile();
    }

    private static List<String> types(List<String> lines) {
        return lines.stream()
                .map(line -> JsonMapper.shared().readTree(line).get("type").asString())
                .toList();
    }

    @Test
    void aFinishedStudyRunsNothing() throws IOException {
        List<String> before = lines();

        run();

        assertThat(lines()).isEqualTo(before);
        assertThat(notes).anyMatch(note -> note.contains("going on with") && note.contains((LINES - 1) + " results"));
        assertReported();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 9, LINES - BEFORE})
    void missingLinesAreRunAndNothingElse(int missing) throws IOException {
        List<String> before = lines();
        List<String> kept = before.subList(0, LINES - missing);
        Files.write(outputs.results(), kept);

        run();

        List<String> after = lines();
        assertThat(after.subList(0, kept.size())).isEqualTo(kept);
        assertThat(keys(after)).containsExactlyInAnyOrderElementsOf(keys(before));
        assertReported();
    }

    /// Out of the middle, too: a point is known by its name, not by its place.
    @Test
    void linesMissingInTheMiddleAreRunAgain() throws IOException {
        List<String> before = lines();
        List<String> kept = IntStream.range(0, LINES)
                .filter(i -> i < BEFORE || i % 3 != 0)
                .mapToObj(before::get)
                .toList();
        Files.write(outputs.results(), kept);

        run();

        assertThat(lines().subList(0, kept.size())).isEqualTo(kept);
        assertThat(keys(lines())).containsExactlyInAnyOrderElementsOf(keys(before));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40})
    void aTornLineIsRunAgainAndTheReportSaysSo(int cut) throws IOException {
        List<String> before = lines();
        byte[] bytes = Files.readAllBytes(outputs.results());
        Files.write(outputs.results(), Arrays.copyOf(bytes, bytes.length - cut));

        run();

        assertThat(lines().subList(0, LINES - 1)).isEqualTo(before.subList(0, LINES - 1));
        assertThat(keys(lines())).isEqualTo(keys(before));
        assertThat(notes).anyMatch(note -> note.contains("line " + LINES + ": torn after"));
        assertThat(Files.readString(outputs.report())).contains("torn after");
    }

    @Test
    void answersDoNotDependOnWhereTheStudyStopped() throws IOException {
        List<AnswerResult> before = answers();
        Files.write(outputs.results(), lines().subList(0, LINES - 3));

        run();

        assertThat(answers()).containsExactlyInAnyOrderElementsOf(before);
    }

    /// Without their times.
    private List<AnswerResult> answers() throws IOException {
        return lines().stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(line -> line.get("type").asString().equals(AnswerResult.TYPE))
                .map(AnswerResult::of)
                .map(a -> new AnswerResult(
                        a.setting(),
                        a.problem(),
                        a.text(),
                        a.scored(),
                        a.exact(),
                        a.flexible(),
                        a.passes(),
                        a.computedTokens(),
                        a.keptTokens(),
                        0,
                        a.batch()))
                .toList();
    }

    /// The first of three runs saw the machine lose half of its speed, and the run that times operators is missing.
    @Test
    void aRunDuringWhichTheMachineMovedIsDoneOnceMore() throws IOException {
        String study = """
                schema: unmask.study/1
                name: tiny
                measure:
                  autoregressive: tiny-math-ar
                  diffusion: tiny-math-dlm
                  strategies: [ar]
                  batches: [1]
                  prompt_tokens: 8
                  generated_tokens: 8
                  dtype: float32
                  profile: roofline
                  warmups: 0
                  repetitions: 3
                """;
        Files.delete(outputs.results());
        begin(study, outputs);
        run(study, outputs, notes);
        List<String> kept = lines().stream()
                .filter(line -> !key(line).startsWith("run") || key(line).matches(".*\\|[012]\\|"))
                .map(ResumedStudyTest::longRuns)
                .toList();
        Files.write(outputs.results(), kept);

        run(study, outputs, notes);

        assertThat(lines()).startsWith(kept.toArray(String[]::new));
        assertThat(keys(lines()))
                .anyMatch(key -> key.endsWith("|3|"))
                .noneMatch(key -> key.endsWith("|6|"))
                .doesNotHaveDuplicates();
    }

    /// Runs of 10, 11 and 12 s, too long for several to stand for one, of which the first saw the machine move.
    private static String longRuns(String text) {
        ObjectNode line = (ObjectNode) JsonMapper.shared().readTree(text);
        if (!key(text).startsWith("run")) {
            return text;
        }
        int repetition = line.get("repetition").asInt();
        line.put("seconds", 10 + repetition);
        if (repetition == 0) {
            double seconds = line.get("seconds").asDouble();
            ArrayNode speeds = line.putArray("speeds");
            for (int look = 0; look < 6; look++) {
                speeds.addObject()
                        .put("passes", look)
                        .put("seconds", look * seconds)
                        .put("bytes_per_second", 1e10)
                        .put("flops_per_second", look < 3 ? 1e11 : 5e10);
            }
        }
        return line.toString();
    }

    @Test
    void aStudySaysHowModelsAreStoredAndWhatTheirFilesLeaveOpen() throws IOException {
        Path quantised = HOME.resolve("app/src/test/resources/files/quantised-checkpoint/fp8");
        Files.delete(outputs.results());

        run("""
                schema: unmask.study/1
                name: stored
                predict:
                  autoregressive: %s
                  diffusion: llada-8b
                  devices: [h100-sxm]
                  prompt_tokens: [64]
                  generated_tokens: 32
                  batches: [1]
                  steps: [32]
                  strategies: []
                  intensity:
                    prompt_tokens: 64
                    generated_tokens: 32
                    lengths: [32]
                    batches: [1]
                    strategies: [diffusion]
                """.formatted(quantised), outputs, notes);

        assertThat(notes).anyMatch(note -> note.contains("stored as fp8"));
        assertThat(Files.readString(outputs.report())).contains("stored as fp8");
    }

    @Test
    void resultsOfAnotherStudyAreRefused() throws IOException {
        byte[] before = Files.readAllBytes(outputs.results());

        assertThatThrownBy(() -> run(STUDY.formatted(PROBLEMS) + "# changed\n", outputs, notes))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(outputs.results().toString(), "another study", "--out");
        Files.writeString(outputs.results(), lines().getFirst().replace("result/2", "result/9") + "\n");
        assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageContaining("another");
        Files.writeString(outputs.results(), "{\"type\":\"answer\"}\n");
        assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageContaining("another");
        Files.write(outputs.results(), before);
        run();
    }

    @Test
    void aBadLineInTheMiddleStopsTheStudyBeforeItRuns() throws IOException {
        List<String> lines = new ArrayList<>(lines());
        lines.set(4, lines.get(4).substring(1));
        Files.write(outputs.results(), lines);

        assertThatThrownBy(this::run)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(outputs.results() + " line 5, byte ");
        assertThat(lines()).isEqualTo(lines);
    }

    @Test
    void aStudyThatIsRunningIsNotRunTwice() throws IOException {
        try (ResultFile _ = ResultFile.append(outputs.results())) {
            assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageContaining("another study");
        }
    }

    /// Processes that are killed while they write answers; each goes on from what the one before left.
    @Test
    void aStudyKilledAtRandomMomentsEndsWithEachPointOnce() throws Exception {
        // Small work on the backend that needs no time to get fast.
        String study = STUDY.formatted(MANY)
                .replace("generated_tokens: 64", "generated_tokens: 4\n  backend: scalar")
                .replace("warmups: 0", "warmups: 0\n  backend: scalar");
        Path file = Files.writeString(folder.resolve("tiny.yaml"), study);
        Files.delete(outputs.results());
        begin(study, outputs);
        Random random = new Random();
        Instant end = Instant.now().plus(Duration.ofSeconds(12));
        int kills = 0;
        while (kills == 0 || (kills < 3 && Instant.now().isBefore(end))) {
            byte[] before = Files.readAllBytes(outputs.results());
            Process process = start(file);
            long wanted = before.length + 1L + random.nextInt(4_000);
            while (process.isAlive()
                    && Files.size(outputs.results()) < wanted
                    && (kills == 0 || Instant.now().isBefore(end))) {
                TimeUnit.MILLISECONDS.sleep(1 + random.nextInt(5));
            }
            process.destroyForcibly().waitFor();
            kills++;
            assertThat(Files.readAllBytes(outputs.results())).startsWith(wholeLines(before));
        }

        assertThat(lines()).as("what the killed processes left").hasSizeGreaterThan(BEFORE);
        run(study, outputs, notes);

        assertThat(keys(lines())).doesNotHaveDuplicates().hasSize(BEFORE + MEASURED + 2 * MANY);
        assertReported();
    }

    /// The whole lines of a file; its last one may have been torn.
    private static byte[] wholeLines(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    private Process start(Path study) throws IOException {
        String paths = Stream.of(System.getProperty("jdk.module.path"), System.getProperty("java.class.path"))
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dunmask.home=" + HOME,
                        "-Duser.home=" + folder,
                        "-cp",
                        paths,
                        "org.unmask.app.cli.Main",
                        "study",
                        study.toString(),
                        "--out",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }
}
