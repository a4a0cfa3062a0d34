package org.unmask.result.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.Strategies;
import org.unmask.core.op.DType;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.json.JsonMapper;

/// Figures of an imaginary machine, in the form that llama-bench writes.
class LlamaBenchTest {
    private static final String LINE = """
            {"build_commit": "abcdef01", "build_number": 7000, "cpu_info": "Imaginary CPU", "gpu_info": "Imaginary GPU", \
            "backends": "CUDA", "model_filename": "/models/Tiny-1B-Q4_K_M-00001-of-00002.gguf", \
            "model_type": "llama 1B Q4_K - Medium", "model_size": 700000000, "model_n_params": 1000000000, \
            "n_batch": 2048, "n_ubatch": 512, "n_threads": 8, "cpu_strict": false, "type_k": "f16", "type_v": "f16", \
            "n_gpu_layers": 99, "flash_attn": true, "tensor_split": "0.00", "tomorrow": [1, 2], \
            "n_prompt": 0, "n_gen": 100, "n_depth": 0, "test_time": "2026-01-02T03:04:05Z", \
            "avg_ns": 500000000, "stddev_ns": 10000000, "avg_ts": 200.5, "stddev_ts": 4.0, \
            "samples_ns": [490000000, 510000000], "samples_ts": [204.082, 196.078]}
            """;

    @TempDir
    private Path folder;

    private List<ImportedResult> read(String content) throws IOException {
        Path file = folder.resolve("anything.txt");
        Files.writeString(file, content);
        return Importers.read(file);
    }

    private ImportedResult one(String content) throws IOException {
        List<ImportedResult> results = read(content);
        assertThat(results).hasSize(1);
        return results.getFirst();
    }

    private static Metric metric(ImportedResult result, String name) {
        return result.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void statementsOfSqlAreRows() throws IOException {
        ImportedResult result = one(Samples.LLAMA_BENCH_SQL);

        assertThat(result.setting().machine().name()).contains("Somebody's GPU");
        assertThat(result.setting().engine().version()).contains("7000 (12345678)");
        assertThat(result.setting().load().generatedTokens()).contains(new Lengths.Fixed(128));
        assertThat(metric(result, "seconds").middle()).hasValue(0.64);
        assertThat(metric(result, "tokens_per_second").middle()).hasValue(200);
        assertThatThrownBy(() -> read(Samples.LLAMA_BENCH_SQL.replace("'1.500000');", "'1.500000')")))
                .hasMessageContaining("not results in a known format");
        assertThatThrownBy(() -> read(Samples.LLAMA_BENCH_SQL.replace(", '1.500000'", "")))
                .hasMessageContaining("row 1: 13 cells; expected 14");
    }

    @Test
    void whatTheFileSaysIsInItsPlace() throws IOException {
        Setting setting = one(LINE).setting();

        assertThat(setting.model().id()).contains("Tiny-1B-Q4_K_M");
        assertThat(setting.model().place()).contains("/models/Tiny-1B-Q4_K_M-00001-of-00002.gguf");
        assertThat(setting.model().quantization()).contains("Q4_K_M");
        assertThat(setting.strategy()).contains(Strategies.AUTOREGRESSIVE);
        assertThat(setting.load().arrival()).contains(new Arrival.Batch(1));
        assertThat(setting.load().promptTokens()).contains(new Lengths.Fixed(0));
        assertThat(setting.load().generatedTokens()).contains(new Lengths.Fixed(100));
        assertThat(setting.types().keyValue()).contains(DType.FP16);
        assertThat(setting.engine().name()).contains("llama.cpp");
        assertThat(setting.engine().version()).contains("7000 (abcdef01)");
        assertThat(setting.engine().backend()).contains("CUDA");
        assertThat(setting.engine().threads()).contains(8);
        assertThat(setting.engine().options())
                .containsEntry("flash_attn", "true")
                .containsEntry("n_ubatch", "512");
        assertThat(setting.machine().name()).contains("Imaginary GPU");
        assertThat(setting.cached()).contains(false);
    }

    @Test
    void whatTheFileDoesNotSayIsUnknown() throws IOException {
        Setting setting = one(LINE).setting();

        assertThat(setting.model().weights()).isEmpty();
        assertThat(setting.types().weight()).isEmpty();
        assertThat(setting.types().activation()).isEmpty();
        assertThat(setting.types().compute()).isEmpty();
        assertThat(setting.logits()).isEmpty();
        assertThat(setting.sampling().temperature()).isEmpty();
        assertThat(setting.machine().count()).isEmpty();
        assertThat(setting.machine().memoryBytes()).isEmpty();
        assertThat(setting.engine().fusions()).isEmpty();
        ImportedResult old = one(LINE.replaceAll("\"(build_number|backends|n_threads|type_k|cpu_info)\": [^,]*, ", ""));
        assertThat(old.setting().engine().version()).contains("abcdef01");
        assertThat(old.setting().engine().backend()).isEmpty();
        assertThat(old.setting().engine().threads()).isEmpty();
        assertThat(old.setting().types().keyValue()).isEmpty();
        assertThat(old.setting().machine().name()).isEmpty();
    }

    @Test
    void whatHasNoPlaceIsKeptAsItStands() throws IOException {
        assertThat(one(LINE).other()).isEqualTo(JsonMapper.shared().readTree("""
                                        {"cpu_info": "Imaginary CPU", "model_size": 700000000, "model_n_params": 1000000000,
                                         "tomorrow": [1, 2], "test_time": "2026-01-02T03:04:05Z"}
                                        """));
    }

    @Test
    void timesAreSecondsWithTheirSamples() throws IOException {
        ImportedResult result = one(LINE);

        Metric seconds = metric(result, "seconds");
        assertThat(seconds.statistic(Metric.MEAN)).hasValue(0.5);
        assertThat(seconds.statistic(Metric.STANDARD_DEVIATION)).hasValue(0.01);
        assertThat(seconds.samples()).containsExactly(0.49, 0.51);
        Metric rate = metric(result, "tokens_per_second");
        assertThat(rate.unit()).isEqualTo("tokens/s");
        assertThat(rate.statistic(Metric.MEAN)).hasValue(200.5);
        assertThat(rate.samples()).containsExactly(204.082, 196.078);
    }

    @Test
    void theDeviationOfOneRepetitionIsNotKnown() throws IOException {
        String single = LINE.replace("[490000000, 510000000]", "[500000000]")
                .replace("[204.082, 196.078]", "[200.5]")
                .replace("\"stddev_ns\": 10000000", "\"stddev_ns\": 0")
                .replace("\"stddev_ts\": 4.0", "\"stddev_ts\": 0");

        assertThat(metric(one(single), "seconds").statistics()).containsOnlyKeys(Metric.MEAN);
        assertThat(metric(one(single), "tokens_per_second").statistics()).containsOnlyKeys(Metric.MEAN);
    }

    @ParameterizedTest
    @CsvSource({
        "  0, 100,    0, tokens_per_second,              0, 100, false, true",
        "512,   0,    0, prompt_tokens_per_second,     512,   0, false, false",
        "512, 100,    0, processed_tokens_per_second,  512, 100, false, true",
        "  0, 100, 4096, tokens_per_second,           4096, 100, true,  true",
        "512,   0, 4096, prompt_tokens_per_second,    4608,   0, true,  false",
    })
    void promptTokensAreNeverCountedAsGeneratedOnes(
            int prompt, int generated, int depth, String rate, int all, int out, boolean cached, boolean generates)
            throws IOException {
        ImportedResult result = one(LINE.replace("\"n_prompt\": 0", "\"n_prompt\": " + prompt)
                .replace("\"n_gen\": 100", "\"n_gen\": " + generated)
                .replace("\"n_depth\": 0", "\"n_depth\": " + depth));

        assertThat(result.metrics()).extracting(Metric::name).containsExactly("seconds", rate);
        assertThat(result.setting().load().promptTokens()).contains(new Lengths.Fixed(all));
        assertThat(result.setting().load().generatedTokens()).contains(new Lengths.Fixed(out));
        assertThat(result.setting().cached()).contains(cached);
        assertThat(result.setting().strategy().isPresent()).isEqualTo(generates);
    }

    /// A depth of 4096 before 512 tokens is not one of 512 before 4096.
    @Test
    void settingsThatDifferInAnythingTheProgramDoesHaveAnIdOfTheirOwn() throws IOException {
        List<String> lines = List.of(
                LINE,
                LINE.replace("\"flash_attn\": true", "\"flash_attn\": false"),
                LINE.replace("\"n_gpu_layers\": 99", "\"n_gpu_layers\": 10"),
                LINE.replace("\"type_v\": \"f16\"", "\"type_v\": \"q8_0\""),
                LINE.replace("\"n_gen\": 100", "\"n_gen\": 101"),
                LINE.replace("\"n_prompt\": 0", "\"n_prompt\": 512").replace("\"n_depth\": 0", "\"n_depth\": 4096"),
                LINE.replace("\"n_prompt\": 0", "\"n_prompt\": 4096").replace("\"n_depth\": 0", "\"n_depth\": 512"));

        assertThat(read(String.join("", lines)).stream()
                        .map(result -> result.setting().id()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "llama 8B F16,            none,     fp16",
        "llama 8B BF16,           none,     bf16",
        "llama 8B all F32,        none,     float32",
        "qwen3moe 30B.A3B Q8_0,   Q8_0,     ",
        "llama 8B Q3_K - Small,   Q3_K_S,   ",
        "llama 8B,                ,         ",
    })
    void weightsAreOfATypeOrQuantized(String type, String quantization, String weight) throws IOException {
        Setting setting = one(LINE.replace("llama 1B Q4_K - Medium", type)).setting();

        assertThat(setting.model().quantization()).isEqualTo(Optional.ofNullable(quantization));
        assertThat(setting.types().weight())
                .isEqualTo(Optional.ofNullable(weight).map(DType::of));
    }

    @ParameterizedTest
    @CsvSource({"CPU, 0, Imaginary CPU", "BLAS, 99, Imaginary CPU", "CUDA, 0, ", "CUDA, -1, Imaginary GPU"})
    void theMachineIsTheOneThatComputes(String backend, int layers, String name) throws IOException {
        Setting setting = one(LINE.replace("\"CUDA\"", "\"" + backend + "\"")
                        .replace("\"n_gpu_layers\": 99", "\"n_gpu_layers\": " + layers))
                .setting();

        assertThat(setting.machine().name()).isEqualTo(Optional.ofNullable(name));
    }

    @Test
    void aListIsReadAsLinesAre() throws IOException {
        String list = "[\n" + LINE + ",\n" + LINE.replace("\"n_gen\": 100", "\"n_gen\": 200") + "]\n";

        assertThat(read(list))
                .extracting(ImportedResult::source)
                .extracting(ImportedResult.Source::number)
                .containsExactly(1, 2);
        assertThat(read(LINE + LINE)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"avg_ns\": 500000000  | \"avg_ns\": -1            | avg_ns: -1; expected a number above 0",
                "\"avg_ns\": 500000000  | \"avg_ns\": 0             | avg_ns: 0; expected a number above 0",
                "\"avg_ts\": 200.5      | \"avg_ts\": NaN           | avg_ts: \"NaN\"; expected a number above 0",
                "\"avg_ts\": 200.5      | \"avg_ts\": Infinity      | avg_ts: \"Infinity\"; expected a number above 0",
                "\"stddev_ts\": 4.0     | \"stddev_ts\": -4.0       | stddev_ts: -4.0; expected a number from 0",
                "[490000000, 510000000] | [490000000, -5]           | samples_ns: [490000000,-5]; expected numbers above 0",
                "[204.082, 196.078]     | [204.082, NaN]            | samples_ts: [204.082,\"NaN\"]; expected numbers",
                "\"n_gen\": 100         | \"n_gen\": 0              | n_gen: 0; expected tokens of n_prompt or n_gen",
                "\"n_gen\": 100         | \"n_gen\": -100           | n_gen: -100; expected a whole number from 0",
            })
    void impossibleNumbersAreNamed(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(LINE + LINE.replace(right, wrong)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("anything.txt result 2: " + message);
    }
}
