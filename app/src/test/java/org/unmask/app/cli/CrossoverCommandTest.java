package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CrossoverCommandTest {
    private static final int USAGE = 2;

    @TempDir
    private Path folder;

    /// A command that works, with some of its options replaced or added.
    private Terminal.Result crossover(String... replacements) {
        List<String> arguments = new ArrayList<>(List.of("crossover"));
        List<String> replaced = Arrays.asList(replacements);
        List<String> working = List.of(
                "--ar",
                "llama-3-8b",
                "--dlm",
                "llada-8b",
                "--device",
                "h200-sxm",
                "--strategy",
                "dual-cache:block=32,steps=64",
                "--prompt-len",
                "512",
                "--gen-len",
                "256",
                "--max-context",
                "64");
        for (int i = 0; i < working.size(); i += 2) {
            boolean isUseless = working.get(i).equals("--max-context") && replaced.contains("--map");
            if (!replaced.contains(working.get(i)) && !isUseless) {
                arguments.addAll(working.subList(i, i + 2));
            }
        }
        arguments.addAll(replaced);
        return Terminal.inRepository(folder.resolve("user")).run(arguments.toArray(String[]::new));
    }

    private static JsonNode json(Terminal.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return JsonMapper.shared().readTree(result.out());
    }

    @Test
    void jsonHasInputsAnswersAndTheTwoTimesThatProveThem() {
        JsonNode root = json(crossover("-o", "json"));

        assertThat(root.get("schema").asString()).isEqualTo("unmask.crossover/1");
        assertThat(root.get("strategy").asString()).isEqualTo("dual-cache:block=32,steps=64");
        assertThat(root.get("prompt_tokens").asInt()).isEqualTo(512);
        assertThat(root.get("max_context_tokens").asInt()).isEqualTo(64);
        JsonNode batch = root.get("overtaking_batch");
        assertThat(batch.get("answer").asString()).isEqualTo("at");
        assertCrossed(batch, "batch", false);
        assertThat(batch.get("at").get("batch")).isEqualTo(batch.get("batch"));
        JsonNode steps = root.get("break_even_steps");
        assertCrossed(steps, "steps", true);
        assertThat(steps.get("largest_steps").asInt() % 8).isZero();
        assertThat(steps.get("steps").asDouble())
                .isBetween(
                        steps.get("at").get("steps").asDouble(),
                        steps.get("other_side").get("steps").asDouble());
        assertCrossed(root.get("break_even_tokens_per_pass"), "tokens_per_pass", true);
        JsonNode context = root.get("largest_context");
        assertThat(context.get("answer").asString()).isEqualTo("always");
        assertThat(context.get("prompt_tokens").asInt()).isEqualTo(64);
        assertThat(context.get("other_side").isNull()).isTrue();
    }

    /// @param diffusionAt  whether the diffusion model is the faster one at the crossover, not beside it
    private static void assertCrossed(JsonNode answer, String key, boolean diffusionAt) {
        JsonNode at = answer.get("at");
        JsonNode other = answer.get("other_side");
        assertThat(at.get(key)).isNotEqualTo(other.get(key));
        assertThat(isDiffusion(at)).isEqualTo(diffusionAt);
        assertThat(isDiffusion(other)).isNotEqualTo(diffusionAt);
        assertThat(answer.get("words").asString()).isNotBlank();
    }

    private static boolean isDiffusion(JsonNode sample) {
        return sample.get("diffusion_seconds").asDouble()
                <= sample.get("autoregressive_seconds").asDouble();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--device | rtx-4090 | --strategy | diffusion:steps=64 | --gen-len | 16384 | overtaking_batch | does-not-fit",
                "--device | a10 | --strategy | diffusion:steps=64 | --gen-len | 16384 | largest_context | does-not-fit",
                "--strategy | diffusion:threshold=0.9,tokens-per-pass=4 | --logits | all | --batch | 1 | break_even_steps | not-applicable",
                "--strategy | llama-cpp:steps=16 | --logits | all | --batch | 1 | break_even_tokens_per_pass | not-applicable",
                "--strategy | diffusion | --prompt-len | 16384 | --gen-len | 8 | break_even_steps        | never",
                "--strategy | diffusion | --prompt-len | 16384 | --gen-len | 8 | largest_context         | never",
            })
    void whatHasNoNumberSaysSoInWords(
            String a, String valueA, String b, String valueB, String c, String valueC, String key, String answer) {
        Terminal.Result result = crossover(a, valueA, b, valueB, c, valueC, "-o", "json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode found = JsonMapper.shared().readTree(result.out()).get(key);

        assertThat(result.out()).doesNotContain("NaN", "Infinity");
        assertThat(found.get("answer").asString()).isEqualTo(answer);
        assertThat(found.get("words").asString()).isNotBlank();
    }

    /// At batch 1 drafts make the autoregressive model faster, at batch 512 they only add work.
    @Test
    void theAutoregressiveModelMayDraft() {
        String strategy = "speculative:drafter=llama-3.2-1b,draft=4,acceptance=0.6";
        for (int batch : new int[] {1, 512}) {
            String[] point = {"--map", "--batch", "" + batch, "--prompt-len", "128", "-o", "json"};
            double alone = autoregressiveTokensPerSecond(crossover(point));
            double drafted = autoregressiveTokensPerSecond(
                    crossover(Stream.concat(Stream.of("--ar-strategy", strategy), Stream.of(point))
                            .toArray(String[]::new)));
            assertThat(drafted > alone)
                    .as("batch %d: %s against %s", batch, drafted, alone)
                    .isEqualTo(batch == 1);
        }
    }

    @Test
    void itIsSaidFromWhichBatchDraftsLose() {
        String strategy = "speculative:drafter=llama-3.2-1b,draft=4,acceptance=0.6";
        JsonNode drafts =
                json(crossover("--ar-strategy", strategy, "-o", "json")).get("drafts_lose_batch");
        assertThat(drafts.get("answer").asString()).isEqualTo("at");
        JsonNode at = drafts.get("at");
        assertThat(at.get("batch").asInt()).isEqualTo(drafts.get("batch").asInt());
        assertThat(at.get("alone_seconds").asDouble())
                .isLessThan(at.get("drafted_seconds").asDouble());
        JsonNode before = drafts.get("other_side");
        assertThat(before.get("batch").asInt()).isEqualTo(at.get("batch").asInt() - 1);
        assertThat(before.get("drafted_seconds").asDouble())
                .isLessThanOrEqualTo(before.get("alone_seconds").asDouble());
        assertThat(crossover("--ar-strategy", strategy).out()).contains("drafts cost more than they save from batch ");
        assertThat(json(crossover("-o", "json")).has("drafts_lose_batch")).isFalse();
    }

    private static double autoregressiveTokensPerSecond(Terminal.Result map) {
        return json(map)
                .get("cells")
                .get(0)
                .get("autoregressive_tokens_per_second")
                .asDouble();
    }

    @Test
    void textIsAPageForOneSettingAndATableForSeveral() {
        Terminal.Result one = crossover();
        Terminal.Result two = crossover("--prompt-len", "128,512");

        assertThat(one.out())
                .startsWith("llada-8b (dual-cache:block=32,steps=64) against llama-3-8b (ar) on NVIDIA H200")
                .contains("is faster from batch ", "K* = ", "TPF* = ", "llada-8b wins at every prompt up to 64");
        assertThat(one.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(200));
        assertThat(two.out().lines()).hasSize(6).element(1).asString().contains("batch 1; gen 256");
        assertThat(crossover("--prompt-len", "128,512", "-o", "csv").out().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.replaceAll("\"[^\"]*\"", "").split(",", -1))
                        .hasSize(29));
    }

    /// As `predict` and `fleet` take them.
    @Test
    void profilesMakeACrossProduct() {
        String[] lists = {"--device", "a6000,h200-sxm", "--profile", "roofline,eager"};

        assertThat(json(crossover(Stream.concat(Stream.of("-o", "json"), Stream.of(lists))
                                .toArray(String[]::new)))
                        .values())
                .extracting(found -> found.get("device").asString() + " "
                        + found.get("profile").asString())
                .containsExactly("a6000 roofline", "a6000 eager", "h200-sxm roofline", "h200-sxm eager");
        assertThat(crossover(lists).out()).contains("profile", "roofline", "eager");
    }

    @Test
    void aPromptLongerThanAModelWasTrainedForIsNoted() {
        assertThat(crossover("--prompt-len", "16384").errorLines())
                .containsExactly(
                        "note: 16640 positions are more than the 8192 that llama-3-8b was trained for; the prediction"
                                + " goes on",
                        "note: 16640 positions are more than the 4096 that llada-8b was trained for; the prediction"
                                + " goes on");
    }

    @Test
    void aMapIsACellForEveryBatchAndPrompt() {
        String csv = crossover("--map", "--batch", "1-64*4", "--prompt-len", "512,128", "-o", "csv")
                .out();

        assertThat(csv)
                .startsWith("batch,prompt_tokens,ar_seconds,dlm_seconds,ar_tokens_per_second,dlm_tokens_per_second,"
                        + "ratio,winner,ar_fits,dlm_fits,");
        assertThat(csv.lines()).hasSize(1 + 4 * 2);
        assertThat(csv.lines().skip(1).findFirst())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("1,128,")
                        .contains(",diffusion,true,true,h200-sxm,\"dual-cache:block=32,steps=64\",256"));
        assertThat(csv.lines().skip(8).findFirst())
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith("64,512,").contains(",autoregressive,true,true"));
        assertThat(json(crossover("--map", "--batch", "1-64*4", "-o", "json")).get("cells"))
                .hasSize(4);
        assertThat(crossover("--map", "--batch", "1,4000", "--prompt-len", "512")
                        .out())
                .contains("prompt \\ batch", "DLM ", "neither");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ar          | lama-3-8b                | did you mean llama-3-8b",
                "--ar          | llada-8b                 | is a diffusion model",
                "--dlm         | llada8b                  | did you mean llada-8b",
                "--device      | h200-smx                 | h200-sxm",
                "--strategy    | dual-cach                | did you mean dual-cache",
                "--strategy    | ar                       | is for autoregressive models",
                "--ar-strategy | diffusion                | is for diffusion models",
                "--ar-strategy | arr                      | unknown strategy",
                "--strategy    | diffusion:threshold=0.9  | tokens-per-pass=X",
                "--strategy    | dual-cache:block=33      | not a multiple of block=33",
                "--strategy    | dual-cache:blok=32       | did you mean block",
                "--profile     | rooflin                  | did you mean roofline",
                "--dtype       | fp17                     | fp17",
                "--logits      | some                     | known: active, generated, all",
                "--batch       | 0                        | bad --batch",
                "--batch       | 1-2000                   | more than 1000 settings",
                "--max-context | 0                        | --max-context 0",
                "--max-context | 2000000                  | --max-context 2000000",
                "--max-context | many                     | --max-context",
            })
    void badInputIsOneLine(String option, String value, String expected) {
        Terminal.Result result = crossover(option, value);

        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains(expected);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(USAGE);
    }

    @Test
    void aMapThatIsTooLargeIsRefused() {
        assertThat(crossover("--map", "--batch", "1-1000", "--prompt-len", "1-1000")
                        .err())
                .isEqualTo("unmask: more than 100000 cells; give shorter lists\n");
    }
}
