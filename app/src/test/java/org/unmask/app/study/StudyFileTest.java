package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.cost.hardware.Device;
import org.unmask.engine.Generation;
import org.unmask.engine.Sampling;
import org.unmask.run.session.SamplingSettings;

class StudyFileTest {
    private static final String STUDY = """
            schema: unmask.study/1
            name: small
            answers:
              autoregressive: tiny-math-ar
              diffusion: tiny-math-dlm
              prompts: models/tiny-math/test.jsonl
              problems: 2
              generated_tokens: 64
              strategies: [ar, "diffusion:steps=32"]
            """;

    @TempDir
    private Path folder;

    private static void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> StudyFile.parse("s.yaml", text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("s.yaml: ")
                .hasMessageNotContainingAny("\n", "\r")
                .satisfies(refusal -> assertThat(List.of(parts))
                        .allSatisfy(part -> assertThat(refusal).hasMessageContaining(part)));
    }

    @Test
    void aStudyIsReadWithItsDefaults() throws IOException {
        Study study = StudyFile.parse("s.yaml", STUDY);

        assertThat(study.name()).isEqualTo("small");
        assertThat(study.title()).isEqualTo("small");
        assertThat(study.predict()).isEmpty();
        assertThat(study.measure()).isEmpty();
        assertThat(study.answers())
                .contains(new Study.Answer(
                        "tiny-math-ar",
                        "tiny-math-dlm",
                        "models/tiny-math/test.jsonl",
                        2,
                        64,
                        List.of("ar", "diffusion:steps=32"),
                        "float32",
                        "auto",
                        0,
                        false,
                        1,
                        Generation.Stop.AT_END_TOKEN,
                        SamplingSettings.GREEDY));
        assertThat(study.hash())
                .hasSize(64)
                .isNotEqualTo(StudyFile.parse("s.yaml", STUDY + "# changed\n").hash());
    }

    @Test
    void promptsArePlainOrChat() throws IOException {
        assertThat(StudyFile.parse("s.yaml", STUDY + "  prompt_form: chat\n")
                        .answers()
                        .orElseThrow()
                        .chat())
                .isTrue();
        assertThatThrownBy(() -> StudyFile.parse("s.yaml", STUDY + "  prompt_form: prose\n"))
                .hasMessageContaining("prompt_form: \"prose\"; expected plain or chat");
    }

    @Test
    void aMapOfTheCrossoverIsOptional() throws IOException {
        Path file = Path.of(System.getProperty("unmask.home"), "studies", "smoke.yaml");
        String text = Files.readString(file);
        String part = text.substring(text.indexOf("  crossover:"), text.indexOf("\nmeasure:"));

        assertThat(StudyFile.parse("s.yaml", text).predict().orElseThrow().crossover())
                .contains(new Study.Crossover(
                        List.of(1, 4, 16, 64), List.of(64, 256, 1024, 4096), List.of("dual-cache:block=32,steps=64")));
        assertThat(StudyFile.parse("s.yaml", text.replace(part, ""))
                        .predict()
                        .orElseThrow()
                        .crossover())
                .isEmpty();
        assertRefused(text.replace("    prompt_tokens: 64-4096*4\n", ""), "predict.crossover.prompt_tokens: missing");
    }

    private static final String FIGURE = """
            schema: unmask.study/1
            name: small
            figures:
              - id: gain
                x: steps
                y: gain
                devices: [a6000]
                prompt_tokens: [40, 920]
                generated_tokens: 64
                steps: 8-32*2
                baseline: {prompt_tokens: 40}
                lines:
                  - {model: llada-8b, strategy: "diffusion:steps={steps}", logits: all}
            """;

    private static final String ASYMPTOTICS = """
            schema: unmask.study/1
            name: small
            asymptotics:
              lengths: 64-1024*4
              lines:
                - {model: sdar-8b, law: block, block: 32}
            """;

    @Test
    void aFigureIsReadWithItsDefaults() throws IOException {
        Study study = StudyFile.parse("s.yaml", FIGURE);

        FigureSpec figure = study.figures().getFirst();
        assertThat(figure.title()).isEqualTo("gain");
        assertThat(figure.axis()).containsExactly(8, 16, 32);
        assertThat(figure.settings())
                .containsExactly(new FigureSpec.Setting(1, 40, 64, 8, 0), new FigureSpec.Setting(1, 920, 64, 8, 0));
        assertThat(figure.logits()).isEqualTo(LogitRows.ACTIVE);
        assertThat(figure.dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(figure.profile()).isEqualTo("roofline");
        FigureSpec.Line line = figure.lines().getFirst();
        assertThat(line.spec(16)).hasToString("diffusion:steps=16");
        assertThat(line.logits()).contains(LogitRows.ALL);
        assertThat(figure.baseline()).contains(new FigureSpec.Baseline(Optional.empty(), Optional.of(40)));
        assertThat(StudyFile.parse("s.yaml", ASYMPTOTICS).asymptotics())
                .contains(new AsymptoticsSpec(
                        List.of(64, 256, 1024),
                        1,
                        DType.BFLOAT16,
                        List.of(new AsymptoticsSpec.Line(
                                "asymptotics.lines[0].", "sdar-8b", AsymptoticsSpec.Law.BLOCK, 32))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "y: gain              | y: gian            | figures[0].y: unknown y 'gian'; did you mean gain?",
                "x: steps             | x: time            | figures[0].x: unknown x 'time'",
                "id: gain             | id: A gain         | figures[0].id: \"A gain\"; expected lower-case",
                "steps: 8-32*2        | stps: 8            | figures[0].steps: missing",
                "steps: 8-32*2        | steps: [8, 0]      | figures[0].steps",
                "steps: 8-32*2        | steps: 8-32*3;    batchs: 1 | unknown key 'figures[0].batchs'; did you mean figures[0].batches",
                "devices: [a6000]     | devices: []        | figures[0].devices: []; expected at least one",
                "y: gain              | y: seconds         | figures[0].baseline: {\"prompt_tokens\":40}; expected none with y: seconds",
                "{prompt_tokens: 40}  | {}                 | figures[0].baseline.model: missing; expected model and strategy",
                "{prompt_tokens: 40}  | {model: llada-8b}  | figures[0].baseline.strategy: missing",
                "y: gain              | y: loss;    published: x.csv | figures[0].published: \"x.csv\"; expected none with y: loss",
                "steps={steps}        | stps={steps}       | figures[0].lines[0].strategy: unknown key of strategy diffusion 'stps'",
                "steps={steps}        | threshold=0.9      | figures[0].lines[0].strategy: 'diffusion:threshold=0.9' needs tokens-per-pass=X",
                "logits: all          | logits: most       | figures[0].lines[0].logits",
                "model: llada-8b,     | modl: llada-8b,    | figures[0].lines[0].model: missing",
            })
    void aWrongKeyOfAFigureIsNamed(String original, String replacement, String expected) {
        assertThat(FIGURE).contains(original.strip());
        assertRefused(FIGURE.replace(original.strip(), replacement.strip().replace(";", "\n")), expected.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "law: block,     | law: blok,       | asymptotics.lines[0].law: unknown law 'blok'; did you mean block",
                "block: 32       | block: 65        | asymptotics.lines[0].block: 65; expected at most the shortest",
                ", block: 32     | ''               | asymptotics.lines[0].block: missing",
                "lengths: 64-1024*4 | lengths: none | asymptotics.lengths",
            })
    void aWrongKeyOfTheAsymptoticsIsNamed(String original, String replacement, String expected) {
        assertThat(ASYMPTOTICS).contains(original.strip());
        assertRefused(ASYMPTOTICS.replace(original.strip(), replacement.strip()), expected.strip());
    }

    @Test
    void twoFiguresHaveTwoNames() {
        String second = FIGURE.substring(FIGURE.indexOf("  - id"));
        assertRefused(FIGURE + second, "figures[1].id: \"gain\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "smoke"})
    void theStudiesOfTheProgramAreRead(String name) throws IOException {
        Path file = Path.of(System.getProperty("unmask.home"), "studies", name + ".yaml");

        assertThat(StudyFile.read(file).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "problems: 2            | problms: 2               | problems: missing",
                "name: small            | name: small;titl: x      | unknown key 'titl'; did you mean title",
                "problems: 2            | problems: 2;  bakend: x  | unknown key 'answers.bakend'; did you mean answers.backend",
                "problems: 2            | problems: two            | answers.problems: \"two\"; expected a whole number",
                "problems: 2            | problems: -2             | answers.problems: -2",
                "problems: 2            | problems: 2.5            | answers.problems: 2.5",
                "problems: 2            | problems: 99999999999    | answers.problems: 99999999999",
                "problems: 2            | problems: [2]            | answers.problems: [2]",
                "problems: 2            | problems:                | answers.problems: null",
                "name: small            | name: small;title:       | title: null; expected a value",
                "problems: 2            | problems: 2;  problems: 3 | problems",
                "name: small            | name: small;name: other  | name",
                "name: small            | name: ../escape          | name: \"../escape\"; expected letters",
                "name: small            | name: 7                  | name: 7; expected a text",
                "name: small            | name: ' '                | name: \" \"",
                "schema: unmask.study/1 | schema: unmask.study/2   | schema: \"unmask.study/2\"; expected",
                "schema: unmask.study/1 | title: x                 | schema: missing",
                "[ar,                   | [3,                      | answers.strategies",
                "[ar,                   | [{a: b},                 | answers.strategies",
                "answers:               | answer:                  | unknown key 'answer'; did you mean answers",
                "prompts: models/tiny-math/test.jsonl | prompts: {a: 1} | answers.prompts",
            })
    void aWrongKeyIsNamed(String original, String replacement, String expected) {
        assertThat(STUDY).contains(original.strip());
        assertRefused(STUDY.replace(original.strip(), replacement.strip().replace(";", "\n")), expected.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "just text",
                "- a\n- b",
                "17",
                "null",
                "schema: unmask.study/1\nname: small",
                "schema: unmask.study/1\nname: small\nanswers: yes",
                "schema: unmask.study/1\nname: small\nanswers: []",
                "schema: unmask.study/1\nname: small\nanswers: {}",
                "schema: [unclosed",
                "\tschema: tab",
                "a: b: c",
                "schema: !!javax.script.ScriptEngineManager [a]",
                "schema: *nowhere",
                "%YAML 9.9\n---\nschema: x",
                "\u0000",
                "? [complex]\n: key"
            })
    void whatIsNoStudyIsRefusedInOneLine(String text) {
        assertRefused(text);
    }

    @Test
    void aSecondDocumentIsNotIgnored() {
        assertRefused(STUDY + "---\nschema: unmask.study/1\nname: other\n");
    }

    /// Nine references to nine references and so on: 9⁹ elements if they were followed.
    @Test
    @Timeout(20)
    void referencesToReferencesDoNotFillTheMemory() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i <= 9; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(8) + "*a" + (i - 1) + "]\n");
        }
        assertRefused(bomb + STUDY.replace("[ar, \"diffusion:steps=32\"]", "*a9"));
    }

    @Test
    @Timeout(20)
    void deepNestingIsRefused() {
        assertRefused("a: " + "[".repeat(200_000));
        assertRefused("a: " + "{b: ".repeat(100_000));
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < 1200; i++) {
            indented.append(" ".repeat(i)).append("a:\n");
        }
        assertRefused(indented.toString());
    }

    @Test
    void aByteOrderMarkIsNoPartOfAStudy() throws IOException {
        Path file = Files.writeString(folder.resolve("marked.yaml"), "\uFEFF" + STUDY);

        assertThat(StudyFile.read(file).name()).isEqualTo("small");
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Path file = folder.resolve("huge.yaml");
        Files.writeString(file, STUDY + "# " + "x".repeat(2 << 20));

        assertThatThrownBy(() -> StudyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(" bytes; expected at most 1048576");
    }

    @Test
    void aFileThatIsNotTextIsRefusedInOneLine() throws IOException {
        Path file = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF, 0});

        assertThatThrownBy(() -> StudyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": not UTF-8")
                .hasMessageNotContaining("\n");
    }

    private static Study.Measure measured(String... lines) throws IOException {
        String text = """
                schema: unmask.study/1
                name: small
                measure:
                  autoregressive: tiny-math-ar
                  diffusion: tiny-math-dlm
                  strategies: [ar]
                  batches: [1]
                  prompt_tokens: 8
                  generated_tokens: 8
                  repetitions: 1
                """;
        String more = Stream.of(lines).map(line -> "  " + line + "\n").collect(Collectors.joining());
        return StudyFile.parse("s.yaml", text + more).measure().orElseThrow();
    }

    @Test
    void endsAndDrawsCanBeAskedFor() throws IOException {
        assertThat(measured().stop()).isEqualTo(Generation.Stop.AT_LENGTH);
        assertThat(measured().sampling()).isEqualTo(SamplingSettings.GREEDY);
        assertThat(measured("stop: end-token").stop()).isEqualTo(Generation.Stop.AT_END_TOKEN);
        assertThat(measured("stop: end-token", "finished: keep").stop()).isEqualTo(Generation.Stop.AT_LAST_END_TOKEN);
        assertThat(measured("temperature: 0.7", "top_k: 50", "top_p: 0.9", "seed: 3", "sampler: dream")
                        .sampling())
                .isEqualTo(new SamplingSettings(Optional.of(Sampling.Style.DREAM), 0.7, 50, 0.9, 3));
        assertThatThrownBy(() -> measured("stop: sometimes"))
                .hasMessage("s.yaml: measure.stop: sometimes; known: length, end-token");
        assertThatThrownBy(() -> measured("finished: keep"))
                .hasMessage("s.yaml: measure.finished: keep needs stop: end-token");
        assertThatThrownBy(() -> measured("temperature: warm"))
                .hasMessage("s.yaml: measure.temperature: \"warm\"; expected a number");
        assertThatThrownBy(() -> measured("sampler: gumbel"))
                .hasMessage(
                        "s.yaml: measure.sampler: unknown sampler 'gumbel'; known: llada, dream, sdar, llada2, plain");
    }

    private static final String PREDICT = """
            schema: unmask.study/1
            name: chunks
            predict:
              autoregressive: llama-3-8b
              diffusion: llada-8b
              devices: [a100-80gb]
              prompt_tokens: [2048]
              generated_tokens: 8
              batches: [16]
              steps: [8]
              strategies: []
              %s
              intensity: {prompt_tokens: 64, generated_tokens: 64, lengths: [64], batches: [1], strategies: [ar]}
            """;

    /// 16 prompts of 2048 tokens are 32 passes of 1024, and 7 more make 8 tokens; 258 sequences fit, as by hand in
    /// `FilesOfOthersTest`.
    @Test
    void promptsArePredictedInChunksIfAStudySaysSo() throws IOException {
        Study study = StudyFile.parse("s.yaml", PREDICT.formatted("prefill_chunk: 1024"));
        Pair pair = Pair.of(
                study.predict().orElseThrow(),
                new Catalog(Path.of("..").toAbsolutePath().normalize(), folder));
        Predictions predictions = new Predictions(pair);
        Pair.Line line = pair.lines().getFirst();
        Device device = pair.devices().getFirst();

        assertThat(predictions.of(line, device, 2048, 16).timeline().passes()).hasSize(32 + 7);
        assertThat(predictions.largestBatch(line, device, 2048)).isEqualTo(258);
        assertThat(pair.contest(device, StrategySpec.parse("diffusion")).prefillChunk())
                .isEqualTo(1024);
        assertThat(pair.source().detail()).contains("prompts in chunks of 1024 tokens");
    }

    @Test
    void aChunkHasAToken() {
        assertRefused(
                PREDICT.formatted("prefill_chunk: 0"), "predict.prefill_chunk: 0; expected a whole number from 1");
    }
}
