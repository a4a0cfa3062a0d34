package org.unmask.app.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.Catalog;
import org.unmask.engine.Backends;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandsTest {
    /// The second problem of `models/tiny-math/test.jsonl`; the answer is 47.
    private static final String PROBLEM = "Tom has 18 pens. He wins and now has 2 times as many. He buys 8 more."
            + " Zoe gives him 3 pens. How many pens does Tom have?\nAnswer:";

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private static JsonNode json(Terminal.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return JsonMapper.shared().readTree(result.out());
    }

    @Test
    void aPredictionHasTheFiguresWorkedOutByHand() {
        JsonNode totals = json(run(
                        "predict",
                        "--model",
                        "llada-8b",
                        "--device",
                        "a6000",
                        "--strategy",
                        "diffusion:steps=256",
                        "--logits",
                        "all",
                        "--prompt-len",
                        "128",
                        "--gen-len",
                        "512",
                        "--batch",
                        "1",
                        "--format",
                        "json"))
                .get("totals");

        assertThat(totals.get("passes").asInt()).isEqualTo(256);
        assertThat(totals.get("matmul_flops").asLong()).isEqualTo(2_511_696_874_700_800L);
        assertThat(totals.get("bytes_read").asLong()).isEqualTo(4_872_072_069_120L);
        assertThat(totals.get("bytes_written").asLong()).isEqualTo(946_068_520_960L);
    }

    @Test
    void listsAndRangesMakeACrossProductInOrder() {
        JsonNode all = json(run(
                "predict",
                "--model",
                "llama-3-8b,llada-8b",
                "--device",
                "a6000,h100-sxm",
                "--strategy",
                "ar",
                "--strategy",
                "diffusion",
                "--steps",
                "8,4",
                "--prompt-len",
                "16,32",
                "--gen-len",
                "8",
                "--batch",
                "1-4*2",
                "--format",
                "json"));

        // 2 models, 2 devices, 2 prompts, ar + 2 diffusion, 3 batches; the last varies fastest.
        assertThat(all).hasSize(2 * 2 * 2 * 3 * 3);
        assertThat(all.values().stream().map(CommandsTest::setting).limit(12))
                .containsExactly(
                        "llama-3-8b a6000 16 ar 1",
                        "llama-3-8b a6000 16 ar 2",
                        "llama-3-8b a6000 16 ar 4",
                        "llama-3-8b a6000 16 diffusion:steps=8 1",
                        "llama-3-8b a6000 16 diffusion:steps=8 2",
                        "llama-3-8b a6000 16 diffusion:steps=8 4",
                        "llama-3-8b a6000 16 diffusion:steps=4 1",
                        "llama-3-8b a6000 16 diffusion:steps=4 2",
                        "llama-3-8b a6000 16 diffusion:steps=4 4",
                        "llama-3-8b a6000 32 ar 1",
                        "llama-3-8b a6000 32 ar 2",
                        "llama-3-8b a6000 32 ar 4");
        assertThat(setting(all.get(18))).isEqualTo("llama-3-8b h100-sxm 16 ar 1");
        assertThat(setting(all.get(71))).isEqualTo("llada-8b h100-sxm 32 diffusion:steps=4 4");
    }

    private static String setting(JsonNode prediction) {
        return String.join(
                " ",
                prediction.get("model").asString(),
                prediction.get("device").asString(),
                prediction.get("prompt_tokens").toString(),
                prediction.get("strategy").asString(),
                prediction.get("batch").toString());
    }

    @Test
    void otherNamesOfTheLengthsAreTheSame() {
        String[] common = {"predict", "--model", "llada-8b", "--device", "a6000", "--format", "csv"};
        Terminal.Result one = run(join(
                common,
                "--strategy",
                "dual-cache",
                "--steps",
                "8",
                "--block-length",
                "4",
                "--input-len",
                "20",
                "--output-len",
                "8"));
        Terminal.Result other =
                run(join(common, "--strategy", "dual-cache:steps=8,block=4", "--prompt-len", "20", "--gen-len", "8"));

        assertThat(one.code()).isZero();
        assertThat(one.out()).isEqualTo(other.out());
        assertThat(one.out().lines()).hasSize(2);
    }

    private static String[] join(String[] first, String... more) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void aDeviceOfTheUserIsFoundByItsName() throws IOException {
        Path devices = Files.createDirectories(folder.resolve("user").resolve("devices"));
        Files.writeString(devices.resolve("mine.json"), """
                {"schema": "unmask.device/1", "id": "mine", "name": "My machine",
                 "flops_per_second": {"bf16": {"value": 1e12, "dense": true, "source": "a test"}},
                 "memory_bytes_per_second": {"value": 1e11, "source": "a test"},
                 "memory_bytes": {"value": 64e9, "source": "a test"}}
                """);

        Terminal.Result result =
                run("predict", "--model", "llada-8b", "--device", "mine", "--strategy", "diffusion:steps=1");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("My machine", "ridge of the device 10");
        assertThat(run("devices").out()).contains("mine ");
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-math-ar, ar",
        "tiny-math-dlm, diffusion:threshold=0.95",
        "tiny-math-dlm, diffusion:steps=32",
        "tiny-math-dlm, 'dual-cache:block=32,threshold=0.9'",
        "tiny-math-dlm, 'prefix-cache:block=32,threshold=0.9'"
    })
    void aTrainedModelAnswersAProblem(String model, String strategy) {
        Terminal.Result result = run("generate", "--model", model, "--strategy", strategy, "--prompt", PROBLEM);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("36+8=44").endsWith("#### 47\n");
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).startsWith(strategy + " on ").contains("passes", "not warmed up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-math-ar", "tiny-math-dlm"})
    void thePromptMayComeFromAFileOrStandardInput(String model) throws IOException {
        Path file = Files.writeString(folder.resolve("prompt.txt"), PROBLEM);
        String expected = run("generate", "--model", model, "--prompt", PROBLEM).out();

        assertThat(run("generate", "--model", model, "--prompt-file", file.toString())
                        .out())
                .isEqualTo(expected);
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(PROBLEM.getBytes(StandardCharsets.UTF_8)));
            assertThat(run("generate", "--model", model, "--prompt-file", "-").out())
                    .isEqualTo(expected);
        } finally {
            System.setIn(before);
        }
        assertThat(expected).contains("#### 47");
    }

    @Test
    void everyBackendGivesTheSameAnswer() {
        List<String> answers = Backends.installed().stream()
                .map(backend -> run(
                                "generate",
                                "--model",
                                "tiny-math-dlm",
                                "--prompt",
                                PROBLEM,
                                "--backend",
                                backend.name())
                        .out())
                .toList();

        assertThat(answers)
                .hasSizeGreaterThan(1)
                .allSatisfy(answer ->
                        assertThat(answer).isEqualTo(answers.getFirst()).contains("#### 47"));
    }

    /// At a high temperature seeds differ, and the same seed repeats itself.
    @Test
    void aSeedRepeatsWhatWasDrawn() {
        List<String> answers = Stream.of("1", "2", "1")
                .map(seed -> run(
                                "generate",
                                "--model",
                                "tiny-math-dlm",
                                "--prompt",
                                PROBLEM,
                                "--strategy",
                                "diffusion:threshold=0.9",
                                "--temperature",
                                "8",
                                "--seed",
                                seed)
                        .out())
                .toList();

        assertThat(answers.get(0)).isEqualTo(answers.get(2)).isNotEqualTo(answers.get(1));
    }

    @Test
    void measuringProblemsPrintsALinePerStrategy() {
        Terminal.Result result = run(
                "measure",
                "--model",
                "tiny-math-dlm",
                "--strategy",
                "diffusion:threshold=0.95",
                "--strategy",
                "dual-cache:block=32,threshold=0.9",
                "--gen-len",
                "64",
                "--prompts",
                Path.of(System.getProperty("unmask.home"), "models/tiny-math/test.jsonl")
                        .toString(),
                "--problems",
                "2",
                "--dtype",
                "float32");

        assertThat(result.code()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("diffusion:threshold=0.95 ").contains(" 100.0 % ");
        assertThat(lines.get(2)).startsWith("dual-cache:block=32,threshold=0.9 ");
    }

    /// The answers to three problems of different lengths, one at a time and together.
    private Map<String, JsonNode> answers(String... options) {
        List<String> line = new ArrayList<>(List.of(
                "measure",
                "--model",
                "tiny-math-ar,tiny-math-dlm",
                "--strategy",
                "ar",
                "--strategy",
                "diffusion:threshold=0.95",
                "--strategy",
                "block-diffusion:block=8,threshold=0.9",
                "--gen-len",
                "64",
                "--prompts",
                Path.of(System.getProperty("unmask.home"), "models/tiny-math/test.jsonl")
                        .toString(),
                "--problems",
                "3",
                "--format",
                "json"));
        line.addAll(List.of(options));
        Terminal.Result result = run(line.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        Map<String, JsonNode> answers = new TreeMap<>();
        result.out().lines().map(text -> JsonMapper.shared().readTree(text)).forEach(answer -> {
            if (answer.get("type").asString().equals("answer")) {
                String strategy = answer.get("setting").get("strategy").asString();
                answers.put(strategy + " " + answer.get("problem").asInt(), answer);
            }
        });
        assertThat(answers).hasSize(9);
        return answers;
    }

    @Test
    void problemsAnsweredTogetherGetTheAnswersTheyGetAlone() {
        Map<String, JsonNode> alone = answers();
        Map<String, JsonNode> dropped = answers("--batch", "2");
        Map<String, JsonNode> kept = answers("--batch", "3", "--finished", "keep");

        for (Map<String, JsonNode> together : List.of(dropped, kept)) {
            together.forEach((name, answer) -> {
                JsonNode same = requireNonNull(alone.get(name), name);
                assertThat(answer.get("text")).as(name).isEqualTo(same.get("text"));
                assertThat(answer.get("kept_tokens")).isEqualTo(same.get("kept_tokens"));
            });
        }
        // The third problem is a batch of its own.
        assertThat(dropped.values())
                .extracting(answer -> answer.get("batch").asInt())
                .containsOnly(1, 2);
        assertThat(kept.values())
                .extracting(answer -> answer.get("batch").asInt())
                .containsOnly(3);
        JsonNode setting = requireNonNull(kept.get("ar 0")).get("setting");
        assertThat(setting.get("load").get("arrival").get("batch").asInt()).isEqualTo(3);
        assertThat(setting.get("stop").asString()).isEqualTo("last-end-token");
        assertThat(kept.values().stream()
                        .filter(answer ->
                                answer.get("setting").get("strategy").asString().equals("ar"))
                        .map(answer -> answer.get("computed_tokens").asInt()))
                .as("computed until all have ended")
                .containsOnly(kept.get("ar 0").get("computed_tokens").asInt());
    }

    @Test
    void theListsNameEverything() throws IOException {
        Catalog catalog = new Catalog(Path.of(System.getProperty("unmask.home")), folder);

        assertThat(run("models").out().lines().skip(1).map(line -> line.split(" ", -1)[0]))
                .containsExactlyElementsOf(catalog.models());
        assertThat(run("devices").out().lines().skip(1).map(line -> line.split(" ", -1)[0]))
                .containsExactlyElementsOf(catalog.devices());
        assertThat(run("models", "--format", "csv").out().lines())
                .hasSize(1 + catalog.models().size());
        assertThat(run("devices", "a6000", "--format", "csv").out()).isEqualTo("""
                        device,flops_per_second,memory_bytes_per_second,memory_bytes,ridge,name
                        a6000,1.548E14,7.68E11,4.8E10,201.5625,"NVIDIA RTX A6000 48GB"
                        """);
        assertThat(json(run("models", "--format", "json"))).hasSameSizeAs(catalog.models());
        assertThat(json(run("devices", "--format", "json"))).hasSameSizeAs(catalog.devices());
        assertThat(run("strategies").out())
                .contains("ar\n", "diffusion\n", "prefix-cache\n", "dual-cache\n", "block-diffusion\n");
        assertThat(run("backends").out()).contains("scalar ", "vector ", "onednn ", "native ", "ready: ");
    }

    @Test
    void helpAndVersionAreNoErrors() {
        assertThat(run("--version").out()).startsWith("unmask ");
        for (String command : List.of("study", "predict", "measure", "generate", "probe", "report", "models")) {
            Terminal.Result result = run(command, "--help");
            assertThat(result.code()).isZero();
            assertThat(result.out()).startsWith("Usage: unmask " + command);
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    void withoutATerminalEveryPassIsALineBesideTheText() {
        Terminal.Result result = run(
                "generate",
                "--live",
                "--model",
                "tiny-math-dlm",
                "--strategy",
                "diffusion:block=16,steps=8",
                "--gen-len",
                "32",
                "--prompt",
                PROBLEM);

        assertThat(result.code()).isZero();
        assertThat(result.out()).doesNotContain("pass").doesNotContain("\u001B");
        // Four tokens in each of eight passes over prompt and generated part, 41 and 32 tokens.
        assertThat(result.errorLines().stream().filter(line -> line.startsWith("pass ")))
                .hasSize(8)
                .allSatisfy(line -> assertThat(line).contains(" denoise (Q 73, C 0) "))
                .allSatisfy(line -> assertThat(line.split("  @")).hasSize(1 + 4))
                .last()
                .satisfies(line -> assertThat(line).contains(" 32/32  @"));
    }

    @Test
    void aPaceNeedsSomethingToSee() {
        assertThat(run("generate", "--model", "tiny-math-dlm", "--pace", "1", "--prompt", "x")
                        .err())
                .isEqualTo("unmask: --pace, --color and --no-color need --live\n");
        assertThat(run("generate", "--live", "--model", "tiny-math-dlm", "--pace", "NaN", "--prompt", "x")
                        .err())
                .isEqualTo("unmask: bad --pace NaN; expected seconds from 0 to 60\n");
    }
}
