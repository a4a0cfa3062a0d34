package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files and commands as people have them, made again in small after public reports.
class FilesOfOthersTest {
    private static final Path FILES = Path.of("src/test/resources/files");

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private Terminal.Result predict(String model, String device, String strategy, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("predict", "--model", model, "--device", device, "--strategy", strategy));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private static String file(String name) {
        return FILES.resolve(name).toString();
    }

    private static JsonNode json(Terminal.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        return JsonMapper.shared().readTree(result.out());
    }

    @Test
    void aCheckpointInFp8IsPricedSo() {
        JsonNode fp8 = json(predict(file("quantised-checkpoint/fp8"), "h100-sxm", "ar", "--format", "json"));

        // Embedding and head in bf16, matrices in a byte with a float32 for 128 x 128.
        assertThat(fp8.get("memory").get("weight_bytes").asLong()).isEqualTo(9_437_399_040L);
        assertThat(fp8.get("weight_dtype").asString()).isEqualTo("fp8");
        assertThat(fp8.get("weight_storage").asString())
                .isEqualTo("quantization_config: fp8, a scale for 128 x 128 elements; stored as fp8 at 8.00 bits"
                        + " (attention, MLP), bf16 (norms and biases, embedding, LM head)");
    }

    @Test
    void aCheckpointOfAwqIsPricedSoAndSaysIt() {
        Terminal.Result page = predict(file("quantised-checkpoint/awq"), "h100-sxm", "ar");

        assertThat(page.out())
                .contains("int4 weights, bf16 activations")
                .contains("weights: quantization_config: awq, 4 bits, groups of 128;")
                .contains("weights 6.10 GB");
    }

    @Test
    void theTypeThatIsAskedForReplacesThatOfTheFileAndSaysIt() {
        Terminal.Result asked = predict(
                file("quantised-checkpoint/awq"), "h100-sxm", "ar", "--weight-dtype", "bf16", "--format", "json");

        assertThat(json(asked).get("memory").get("weight_bytes").asLong()).isEqualTo(16_381_470_720L);
        assertThat(asked.err())
                .contains("note: awq: weights: quantization_config: awq")
                .contains("priced as bf16");
    }

    @Test
    void everyCommandReadsTheTypesOfTheFile() {
        Terminal.Result sweep = run(
                "sweep",
                "--model",
                file("quantised-checkpoint/fp8"),
                "--device",
                "h100-sxm",
                "--strategy",
                "ar",
                "--batch",
                "1,2",
                "--output",
                folder.resolve("sweep.csv").toString());
        assertThat(sweep.err()).contains("note: fp8: weights: quantization_config: fp8");
        assertThat(folder.resolve("sweep.csv")).content().contains(",fp8,bf16,bf16,1,");

        Terminal.Result crossover = run(
                "crossover",
                "--ar",
                file("quantised-checkpoint/fp8"),
                "--dlm",
                "llada-8b",
                "--device",
                "h100-sxm",
                "--strategy",
                "diffusion:steps=32",
                "--format",
                "csv");
        assertThat(crossover.code()).as(crossover.err()).isZero();
        assertThat(crossover.err()).contains("note: fp8: weights: quantization_config: fp8");
    }

    @Test
    void theBlockOfTheModelReachesPredictions() {
        JsonNode sdar = json(predict("sdar-8b", "h100-sxm", "block-diffusion", "--format", "json"));
        assertThat(sdar.get("strategy").asString()).isEqualTo("block-diffusion:block=4");
        assertThat(sdar.get("totals").get("passes").asInt()).isEqualTo(161);
        assertThat(sdar.get("totals").get("seconds").asDouble()).isBetween(0.718, 0.720);

        JsonNode fast = json(predict("sdar-8b", "h100-sxm", "block-diffusion:tokens-per-pass=2", "--format", "json"));
        assertThat(fast.get("totals").get("tokens_per_second").asDouble()).isBetween(298.0, 300.0);

        JsonNode odd = json(predict("sdar-8b", "h100-sxm", "block-diffusion", "--gen-len", "100", "--format", "json"));
        assertThat(odd.get("generated_tokens").asInt()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "dlm-families/sdar-30b-a3b, block-diffusion, 30532122624, 3353032704",
        "dlm-families/a2d-qwen3-0.6b, diffusion, 596049920, 596049920",
        "dlm-families/llada21, block-diffusion, 16255643392, 1432973056",
        "layer-types-ignored/all-full, autoregressive, 8190735360, 8190735360",
        "layer-types-ignored/sliding, autoregressive, 8190735360, 8190735360",
        "multimodal-wrapper/qwen3-vl, autoregressive, 8190735360, 8190735360",
        "multimodal-wrapper/mistral3, autoregressive, 23572403200, 23572403200",
    })
    void modelsOfKnownLayersAreKnownByAnyName(String name, String paradigm, long parameters, long active) {
        JsonNode model = json(run("models", file(name), "--format", "json")).get(0);

        assertThat(model.get("paradigm").asString()).isEqualTo(paradigm);
        assertThat(model.get("parameters").asLong()).isEqualTo(parameters);
        assertThat(model.get("active_parameters").asLong()).isEqualTo(active);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multimodal-wrapper/qwen3-vl", "multimodal-wrapper/mistral3"})
    void aVisionTowerThatIsLeftOutIsSaid(String name) {
        String line = ": vision tower left out: text model alone, as text_config has it";

        assertThat(run("models", file(name)).err()).contains(line);
        assertThat(predict(file(name), "h100-sxm", "ar").err()).contains(line);
    }

    @Test
    void layersOfAnotherKindAreRefusedByTheirKey() {
        Terminal.Result refused = run("models", file("layer-types-ignored/linear-attention"));

        assertThat(refused.code()).isNotZero();
        assertThat(refused.errorLines()).singleElement().asString().contains("attn_output_gate: true");
    }

    @Test
    void layersWithWindowsReadFewerKeys() {
        JsonNode sliding = json(predict(
                file("layer-types-ignored/sliding"), "h100-sxm", "ar", "--prompt-len", "8192", "--format", "json"));
        JsonNode full = json(predict(
                file("layer-types-ignored/all-full"), "h100-sxm", "ar", "--prompt-len", "8192", "--format", "json"));

        // 18 of 36 layers keep 4096 of 8319 keys; one key and its value are 2 x 1024 elements.
        assertThat(full.get("memory").get("kv_cache_bytes").asLong()
                        - sliding.get("memory").get("kv_cache_bytes").asLong())
                .isEqualTo(18L * (8319 - 4096) * 2 * 1024 * 2);
    }

    @Test
    void familiesThatAreNotRunArePricedAndSaySo() throws IOException {
        String gemma = """
                {"model_type": "gemma2", "hidden_size": 2304, "num_hidden_layers": 4, "num_attention_heads": 8,
                 "num_key_value_heads": 4, "head_dim": 256, "intermediate_size": 9216, "vocab_size": 2048,
                 "sliding_window": 64}""";
        Files.writeString(folder.resolve("config.json"), gemma);
        String model = folder.toString() + "/";

        JsonNode priced = json(predict(model, "h100-sxm", "ar", "--prompt-len", "512", "--format", "json"));
        assertThat(priced.get("operators").values().stream()
                        .map(node -> node.get("name").asString()))
                .contains("attn_post_norm", "mlp_post_norm");
        // Two layers of four keep 64 of 639 keys; a key and its value are 2 x 1024 elements.
        assertThat(priced.get("memory").get("kv_cache_bytes").asLong()).isEqualTo((2L * 639 + 2 * 64) * 2 * 1024 * 2);
        assertThat(run("measure", "--model", model, "--strategy", "ar", "--gen-len", "4")
                        .err())
                .contains("whose layers the engine does not compute; it can be predicted");
        assertThat(json(predict(model, "h100-sxm", "ar", "--tensor-parallel", "2", "--format", "json"))
                        .get("deployment")
                        .get("devices")
                        .asInt())
                .isEqualTo(2);
    }

    /// 16 prompts of 2048 tokens are one pass, or 32 of 1024: weights are read 32 times for the prompts, and the most
    /// activations are those of 1024 tokens.
    @Test
    void promptsAreComputedInChunksIfAsked() {
        String[] asked = {"--prompt-len", "2048", "--gen-len", "8", "--batch", "16", "--format", "json"};
        JsonNode whole = json(predict("llama-3-8b", "a100-80gb", "ar", asked));
        JsonNode parts = json(predict(
                "llama-3-8b",
                "a100-80gb",
                "ar",
                Stream.concat(Stream.of(asked), Stream.of("--prefill-chunk", "1024"))
                        .toArray(String[]::new)));

        assertThat(whole.get("totals").get("passes").asInt()).isEqualTo(8);
        assertThat(parts.get("totals").get("passes").asInt()).isEqualTo(32 + 7);
        assertThat(parts.get("totals").get("matmul_flops").asLong())
                .isEqualTo(whole.get("totals").get("matmul_flops").asLong());
        assertThat(whole.get("memory").get("activation_bytes").asLong())
                .isEqualTo(32 * parts.get("memory").get("activation_bytes").asLong());
        // Of 85.90 GB weights take 16.06; a sequence of 2055 keys takes 131,072 bytes for each and 770 kB of logits:
        // 258.4.
        assertThat(whole.get("memory").get("largest_batch").asInt()).isLessThan(200);
        assertThat(parts.get("memory").get("largest_batch").asInt()).isEqualTo(258);
    }

    /// Both models of a race take as long as predictions with the same chunks say.
    @Test
    void racesComputePromptsInChunksIfAsked() {
        String[] asked = {"--prompt-len", "2048", "--gen-len", "64", "--batch", "16", "--prefill-chunk", "512"};
        List<String> race = new ArrayList<>(List.of(
                "crossover",
                "--ar",
                "llama-3-8b",
                "--dlm",
                "llada-8b",
                "--device",
                "h200-sxm",
                "--strategy",
                "dual-cache:block=32,steps=32",
                "--map",
                "--format",
                "csv"));
        race.addAll(List.of(asked));
        Terminal.Result cells = run(race.toArray(String[]::new));
        assertThat(cells.code()).as(cells.err()).isZero();
        List<String> rows =
                cells.out().lines().map(line -> line.replace("\"", "")).toList();
        List<String> names = List.of(rows.getFirst().split(",", -1));

        assertThat(seconds(rows.getLast(), names.indexOf("ar_seconds")))
                .isCloseTo(predicted("llama-3-8b", "ar", asked), withinPercentage(0.001));
        assertThat(predicted("llama-3-8b", "ar", asked))
                .isGreaterThan(predicted("llama-3-8b", "ar", Arrays.copyOf(asked, 6)));
    }

    private static double seconds(String row, int column) {
        return Double.parseDouble(row.split(",", -1)[column]);
    }

    private double predicted(String model, String strategy, String... asked) {
        List<String> more = new ArrayList<>(List.of(asked));
        more.addAll(List.of("--format", "json"));
        return json(predict(model, "h200-sxm", strategy, more.toArray(String[]::new)))
                .get("totals")
                .get("seconds")
                .asDouble();
    }

    @Test
    void boardsHaveTheMemoryThatTheirDriverShows() {
        JsonNode page = json(predict(
                "qwen2.5-32b",
                "a100-80gb",
                "ar",
                "--prompt-len",
                "4096",
                "--gen-len",
                "256",
                "--batch",
                "16",
                "--format",
                "json"));

        assertThat(page.get("memory").get("capacity_bytes").asLong()).isEqualTo(81920L << 20);
        assertThat(page.get("memory").get("largest_batch").asInt()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate --model %s/bin-only --prompt abc | /bin-only: found pytorch_model.bin; the engine reads"
                        + " safetensors and GGUF",
                "measure --model %s/bin-only --strategy ar --gen-len 4 | /bin-only: found pytorch_model.bin;",
                "predict --model %s/lora --device a6000 --strategy ar | /lora: an adapter, not a model",
            })
    void weightsThatAreNotReadAreNamedWithTheCause(String command, String cause) {
        Terminal.Result refused =
                run(command.formatted(file("weights-not-recognised")).split(" "));

        assertThat(refused.code()).isNotZero();
        assertThat(refused.out()).isEmpty();
        assertThat(refused.errorLines()).singleElement().asString().contains(cause);
    }

    @Test
    void shardsWithoutAnIndexRun() {
        Terminal.Result text = run(
                "generate",
                "--model",
                file("weights-not-recognised/shards-without-index"),
                "--prompt",
                "abc",
                "--gen-len",
                "2");

        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.err()).contains("prompt 3 tokens, kept 2, computed 2, 2 passes, 1.00 tokens kept per pass");
    }

    @Test
    void weightsOfGptqAreRefusedByTheirName() {
        Terminal.Result refused =
                run("generate", "--model", file("quantised-checkpoint/gptq-weights"), "--prompt", "abc");

        assertThat(refused.errorLines())
                .singleElement()
                .asString()
                .endsWith("the weights are quantised with GPTQ, which the engine does not read");
    }

    @ParameterizedTest
    @CsvSource({
        "Qwen/Qwen3-8B, qwen3-8b",
        "https://huggingface.co/Qwen/Qwen3-8B, qwen3-8b",
        "https://huggingface.co/Qwen/Qwen3-8B/tree/main?x=1, qwen3-8b",
        "huggingface.co/GSAI-ML/LLaDA-8B-Instruct, llada-8b",
        "hf://Qwen/Qwen3-0.6B-Base, qwen3-0.6b",
    })
    void repositoriesOfTheCatalogueAreKnown(String repository, String id) {
        Terminal.Result known = predict(repository, "h100-sxm", "ar", "--format", "json");

        assertThat(json(known).get("model").asString()).isEqualTo(id);
        assertThat(known.err()).contains("nothing is downloaded");
    }

    @Test
    void otherRepositoriesAreNotDownloaded() {
        assertThat(predict("Qwen/Qwen3-14B", "h100-sxm", "ar").errorLines())
                .singleElement()
                .asString()
                .contains("no folder Qwen/Qwen3-14B is here, and nothing is downloaded");
    }

    @Test
    void foldersOfTheHubsCacheAreRead() throws IOException {
        Path model = folder.resolve("models--Qwen--Qwen3-8B");
        Path version = model.resolve("snapshots/0123abcd");
        Files.createDirectories(version);
        Files.createDirectories(model.resolve("refs"));
        Files.writeString(model.resolve("refs/main"), "0123abcd\n");
        Files.copy(FILES.resolve("quantised-checkpoint/fp8/config.json"), version.resolve("config.json"));
        Files.writeString(version.resolve("model.safetensors"), "version https://git-lfs.github.com/spec/v1\noid x\n");

        for (Path named : List.of(model, version)) {
            JsonNode priced = json(predict(named.toString(), "h100-sxm", "ar", "--format", "json"));
            assertThat(priced.get("model").asString()).isEqualTo("Qwen3-8B");
        }
        assertThat(run("generate", "--model", model.toString(), "--prompt", "a").err())
                .contains("is a pointer of Git LFS, not the weights: run git lfs pull");
    }

    @Test
    void aConfigurationMayBeMarkedAndHoldNumbersOfPython() throws IOException {
        String plain = Files.readString(FILES.resolve("quantised-checkpoint/fp8/config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                "\uFEFF" + plain.replaceFirst("\\{", "{\"initializer_range\": NaN, \"x\": -Infinity,"));

        assertThat(json(predict(folder.toString() + "/", "h100-sxm", "ar", "--format", "json"))
                        .get("weight_dtype")
                        .asString())
                .isEqualTo("fp8");
    }

    /// Keys and values of four heads of 128 elements, which no file of the type Qwen3 has to say.
    @Test
    void everyCommandSaysWhatItTookForWhatAFileLeavesOut() throws IOException {
        String config = """
                {"model_type": "qwen3", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
                 "num_key_value_heads": 4, "intermediate_size": 128, "vocab_size": 64, "max_position_embeddings": 64}""";
        Files.writeString(folder.resolve("config.json"), config);
        String model = folder.toString() + "/";
        String note = "head_dim is not in the file; 128 as all of type qwen3 have unless they say it";

        JsonNode priced =
                json(predict(model, "h100-sxm", "ar", "--prompt-len", "8", "--gen-len", "9", "--format", "json"));
        assertThat(priced.get("memory").get("kv_cache_bytes").asLong()).isEqualTo(2L * 16 * 2 * 4 * 128 * 2);
        assertThat(run("models", model).err()).contains(note);
        assertThat(predict(model, "h100-sxm", "ar").err()).contains(note);
        assertThat(run("measure", "--model", model, "--strategy", "ar", "--prompt-len", "4", "--gen-len", "2")
                        .err())
                .contains(note);
    }

    @Test
    void aPointerInPlaceOfAConfigurationIsNamed() throws IOException {
        Files.writeString(folder.resolve("config.json"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");

        assertThat(predict(folder.toString() + "/", "h100-sxm", "ar").err())
                .contains("a pointer of Git LFS, not the file itself");
    }

    @Test
    void aLastBlockBeyondThePositionsIsRefusedAtTheStart() throws IOException {
        String config = Files.readString(FILES.resolve("weights-not-recognised/bin-only/config.json"))
                .replace("\"model_type\": \"llama\"", "\"model_type\": \"sdar\", \"mask_token_id\": 63")
                .replace("\"max_position_embeddings\": 128", "\"max_position_embeddings\": 126");
        Files.writeString(folder.resolve("config.json"), config);

        Terminal.Result refused = run(
                "measure",
                "--model",
                folder.toString() + "/",
                "--strategy",
                "block-diffusion:block=32",
                "--prompt-len",
                "62",
                "--gen-len",
                "64");
        assertThat(refused.err())
                .contains("end in a block of 32 that reaches position 128")
                .contains("trained for 126");
    }

    @Test
    void aNameThatBeginsAsTheOneGivenIsProposedFirst() {
        assertThat(predict("qwen3-8b", "h200", "ar").err()).contains("did you mean h200-sxm");
    }

    @Test
    void aBlockThatIsAskedForStays() {
        JsonNode asked = json(predict("sdar-8b", "h100-sxm", "block-diffusion:block=32", "--format", "json"));
        assertThat(asked.get("strategy").asString()).isEqualTo("block-diffusion:block=32");
        assertThat(asked.get("totals").get("passes").asInt()).isEqualTo(133);
        JsonNode usual = json(predict("llada2.0-mini", "h100-sxm", "block-diffusion", "--format", "json"));
        assertThat(usual.get("strategy").asString())
                .as("its block is the default")
                .isEqualTo("block-diffusion");
    }

    @Test
    void theBlockOfTheModelReachesSweepsCrossoversAndMeasurements() {
        Path rows = folder.resolve("rows.csv");
        run(
                "sweep",
                "--model",
                "sdar-8b",
                "--device",
                "h100-sxm",
                "--strategy",
                "block-diffusion",
                "--gen-len",
                "100",
                "--output",
                rows.toString());
        assertThat(rows).content().contains(",\"block-diffusion:block=4\",");

        Terminal.Result crossover = run(
                "crossover",
                "--ar",
                "qwen3-8b",
                "--dlm",
                "sdar-8b",
                "--device",
                "h100-sxm",
                "--strategy",
                "block-diffusion",
                "--gen-len",
                "100",
                "--format",
                "csv");
        assertThat(crossover.err()).isEmpty();
        assertThat(crossover.out()).contains("block-diffusion:block=4");
    }
}
