package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.text.Progress;
import org.unmask.cost.roofline.Profile;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.Sampling;
import org.unmask.fit.Observation;
import org.unmask.result.Results;
import org.unmask.run.measure.AnswerProtocol;
import org.unmask.run.measure.Protocol;
import org.unmask.run.session.Drafters;
import org.unmask.run.session.SamplingSettings;

/// Pages and tables are made of results, wherever those come from and whatever this machine is.
class StoredResultsTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));
    /// Real results of an earlier version, and what it printed of them.
    private static final Path OLD = HOME.resolve("result/src/test/resources/version1");

    private static final String STUDY = """
            schema: unmask.study/1
            name: stored
            measure:
              autoregressive: small-ar
              diffusion: small-dlm
              strategies: [ar, "diffusion:steps=2", "block-diffusion:block=8,steps=2", "prefix-cache:block=8,steps=2"]
              batches: [1, 2]
              prompt_tokens: 8
              generated_tokens: 8
              dtype: bf16
              backend: BACKEND
              repetitions: 2
            answers:
              autoregressive: tiny-math-ar
              diffusion: tiny-math-dlm
              prompts: models/tiny-math/test.jsonl
              problems: 3
              generated_tokens: 64
              strategies: [ar, "diffusion:threshold=0.95,tokens-per-pass=18"]
              dtype: float32
            """;

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    private Catalog catalog() throws IOException {
        return new Catalog(HOME, folder);
    }

    private static List<StrategySpec> strategies(String... texts) {
        return Stream.of(texts).map(StrategySpec::parse).toList();
    }

    private Protocol protocol(int tokens, DType weights, DType keyValues, LogitRows logits, StrategySpec... specs)
            throws IOException {
        boolean common = logits == LogitRows.ACTIVE;
        return new Protocol(
                catalog().model(common ? "tiny-math-ar" : "small-dlm"),
                catalog().model(common ? "tiny-math-dlm" : "small-dlm"),
                Drafters.NONE,
                List.of(specs),
                common ? List.of(2) : List.of(1, 2),
                tokens,
                tokens,
                logits,
                Engine.types(weights, keyValues),
                "auto",
                0,
                1,
                2,
                common ? Generation.Stop.AT_LENGTH : Generation.Stop.AT_END_TOKEN,
                common
                        ? SamplingSettings.GREEDY
                        : new SamplingSettings(Optional.of(Sampling.Style.PLAIN), 0.7, 20, 1, 3));
    }

    private static String text(String name, Protocol protocol) throws IOException {
        MeasuredText text = new MeasuredText(Results.read(OLD.resolve(name)));
        text.add(protocol, protocol.asked(), Optional.of(Profile.ROOFLINE));
        return text.tables(Integer.MAX_VALUE)
                + (name.equals("measure.jsonl") ? text.operators(Optional.empty(), Integer.MAX_VALUE) : "");
    }

    /// Every line has the words that an earlier version printed, whatever columns were added and where they stand.
    private static void says(String text, String stored) throws IOException {
        assertThat(words(text))
                .zipSatisfy(
                        words(Files.readString(OLD.resolve(stored))),
                        (now, then) -> assertThat(now).containsAll(then));
    }

    private static List<List<String>> words(String text) {
        return text.lines().map(line -> List.of(line.strip().split("\\s+"))).toList();
    }

    @Test
    void resultsOfVersionOneGiveTheTablesThatItPrinted() throws IOException {
        Protocol common = protocol(
                16,
                DType.BFLOAT16,
                DType.FLOAT32,
                LogitRows.ACTIVE,
                strategies("ar", "d2f:block=8,threshold=0.9", "llada2.1:block=8,threshold=0.9")
                        .toArray(StrategySpec[]::new));
        Protocol other = protocol(
                8,
                DType.INT8,
                DType.BFLOAT16,
                LogitRows.ALL,
                strategies("diffusion:steps=2", "prefix-cache:block=8,steps=2").toArray(StrategySpec[]::new));

        says(text("measure.jsonl", common), "measure.txt");
        says(text("measure-int8.jsonl", other), "measure-int8.txt");
    }

    @Test
    void answersOfVersionOneGiveTheTableThatItPrinted() throws IOException {
        AnswerProtocol protocol = new AnswerProtocol(
                catalog().model("tiny-math-ar"),
                catalog().model("tiny-math-dlm"),
                Drafters.NONE,
                folder.resolve("prompts that are not here"),
                6,
                64,
                strategies("ar", "diffusion:threshold=0.95", "dual-cache:block=16,threshold=0.9"),
                DType.FLOAT32,
                "auto",
                0,
                false,
                2,
                Generation.Stop.AT_END_TOKEN,
                SamplingSettings.GREEDY);

        says(
                MeasuredText.answers(
                        protocol, protocol.asked(), Results.read(OLD.resolve("answers.jsonl")), Integer.MAX_VALUE),
                "answers.txt");
    }

    @Test
    void everyRunOfVersionOneIsAnObservation() throws IOException {
        List<Observation> observations = ResultObservations.read(catalog(), OLD.resolve("smoke.jsonl"));

        assertThat(observations)
                .filteredOn(observation -> observation.operator().isEmpty())
                .hasSize(6);
        assertThat(observations)
                .filteredOn(observation -> observation.group().equals("small-dlm diffusion:steps=2")
                        && observation.name().equals("B=2 P=8 G=8"))
                .singleElement()
                .satisfies(observation -> assertThat(observation.passes()).hasSize(2));
    }

    /// Results in the present format of a backend, a processor and a number of threads that no machine has.
    private Outputs imaginary(String backend) throws IOException {
        String study = STUDY.replace("BACKEND", backend);
        Outputs outputs = Outputs.in(Files.createDirectories(folder.resolve("study")));
        Files.writeString(outputs.study(), study);
        String hash = StudyFile.parse("stored.yaml", study).hash();
        Results old = Results.read(OLD.resolve("smoke.jsonl"));
        List<String> lines = new ArrayList<>();
        lines.add(old.lines()
                .getFirst()
                .toString()
                .replaceFirst("\"study_hash\":\"[0-9a-f]*\"", "\"study_hash\":\"" + hash + "\""));
        lines.add(old.lines().get(1).toString());
        old.runs().forEach(run -> lines.add(run.json().toString()));
        old.answers().forEach(answer -> lines.add(answer.json().toString()));
        String text = String.join("\n", lines)
                .replace("unmask.result/1", "unmask.result/2")
                .replace("AMD EPYC", "Imaginary CPU")
                .replace("\"vector\"", "\"warp\"")
                .replace("\"threads\":2", "\"threads\":977");
        Files.writeString(outputs.results(), text + "\n");
        return outputs;
    }

    private String page(Outputs outputs) throws IOException {
        Study study = StudyFile.read(outputs.study());
        new StudyRunner(catalog(), HOME, Progress.SILENT, notes::add).report(study, outputs);
        return Files.readString(outputs.report());
    }

    @Test
    void aReportHasTheRowsOfAMachineThatIsNotThisOne() throws IOException {
        String page = page(imaginary("auto"));

        assertThat(page)
                .contains("roofs measured by probe: 18.1 GB/s read, 38.7 GFLOP/s in bf16 products of backend warp")
                .contains("Imaginary CPU, median of interleaved repetitions")
                .contains("On this machine the price of the passes that really ran differs from the clock by")
                .contains("in the median of 6 settings")
                .contains("float32 weights, backend warp, one run per problem")
                .contains("Right answers of the trained pair on this machine: ar 3 of 3")
                .contains("prefix-cache:block=8,steps=2: not measured")
                .doesNotContain("block-diffusion:block=8,steps=2: not measured");
        assertThat(notes).isEmpty();
    }

    @Test
    void aBackendThatIsNotInstalledHasAReportToo() throws IOException {
        assertThat(page(imaginary("warp")))
                .contains("bf16 products of backend warp")
                .doesNotContain("diffusion:steps=2: not measured");
    }

    @Test
    void runsWhoseRoofsAreUnknownAreNamedWithTheReason() throws IOException {
        Outputs outputs = imaginary("auto");
        String results = Files.readString(outputs.results());
        Files.writeString(outputs.results(), results.replaceFirst("\"threads\":977", "\"threads\":3"));

        assertThat(page(outputs))
                .contains(
                        "diffusion:steps=2: measured, but cannot be priced: the results hold no probe of Imaginary CPU"
                                + " with 977 threads");
    }

    @Test
    void anotherMachineMakesTheSamePage() throws Exception {
        Outputs outputs = imaginary("auto");
        String here = page(outputs);

        String paths = Stream.of(System.getProperty("jdk.module.path"), System.getProperty("java.class.path"))
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Process elsewhere = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        // Without the module that the vector backend needs, and with other processors.
                        "-XX:ActiveProcessorCount=7",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dunmask.home=" + HOME,
                        "-Duser.home=" + folder,
                        "-cp",
                        paths,
                        "org.unmask.app.cli.Main",
                        "report",
                        outputs.folder().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(elsewhere.waitFor())
                .as(Files.readString(folder.resolve("log")))
                .isZero();

        assertThat(Files.readString(outputs.report())).isEqualTo(here);
    }
}
