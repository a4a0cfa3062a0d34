package org.unmask.result.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Machine;
import org.unmask.result.Metric;

/// What other versions of the programs write, and other options of them.
class VersionsTest {
    @TempDir
    private Path folder;

    private ImportedResult first(String content) throws IOException {
        return Samples.first(folder, content);
    }

    private static Optional<Arrival> arrival(ImportedResult result) {
        return result.setting().load().arrival();
    }

    /// Times of requests of 200, 200 and 1100 ms: their mean is 500, their median 200.
    @Test
    void vllmOf2024HasMeanAndMedianOfRequestsInEachOthersPlace() throws IOException {
        String detailed = Samples.VLLM_SERVE.replace(
                "\"tomorrow\"",
                "\"best_of\": 1, \"mean_e2el_ms\": 200.0, \"median_e2el_ms\": 500.0, \"ttfts\": [0.1, 0.1, 0.1],"
                        + " \"itls\": [[0.05, 0.05], [0.1], [1.0]], \"tomorrow\"");
        ImportedResult told = first(detailed);
        ImportedResult unknown = first(detailed.replace("\"ttfts\": [0.1, 0.1, 0.1],", "")
                .replace("\"itls\": [[0.05, 0.05], [0.1], [1.0]],", ""));
        ImportedResult right = first(detailed.replace("[1.0]", "[0.8]")
                .replace("500.0", "200.0")
                .replace("\"mean_e2el_ms\": 200.0", "\"mean_e2el_ms\": 433.333"));

        assertThat(Samples.mean(told, Quantity.REQUEST_LATENCY)).hasValue(0.5);
        assertThat(Samples.statistic(told, Quantity.REQUEST_LATENCY, Metric.MEDIAN))
                .hasValue(0.2);
        assertThat(told.other().get("best_of").asInt()).isEqualTo(1);
        assertThat(Samples.mean(unknown, Quantity.REQUEST_LATENCY)).hasValue(0.2);
        assertThat(unknown.remarks()).hasSize(1).first().asString().contains("versions of 2024 wrote the median");
        assertThat(Samples.mean(right, Quantity.REQUEST_LATENCY).orElseThrow()).isCloseTo(0.433333, within(1e-9));
    }

    @Test
    void aRateThatGrowsIsNoRateAndNoNumberOfClients() throws IOException {
        String growing = Samples.VLLM_SERVE.replace(
                "\"max_concurrency\": 2", "\"max_concurrency\": null, \"ramp_up_strategy\": \"linear\"");

        assertThat(arrival(first(growing))).isEmpty();
        assertThat(arrival(first(Samples.SGLANG_SERVING.replace("Infinity", "\"trace\""))))
                .isEmpty();
    }

    @Test
    void vectorsAreNoGeneratedTokens() throws IOException {
        ImportedResult result = first("""
                {"backend": "openai-embeddings", "model_id": "acme/embed", "num_prompts": 20, "request_rate": "inf",
                 "max_concurrency": 4, "duration": 2.0, "completed": 20, "total_input_tokens": 8000,
                 "request_throughput": 10.0, "total_token_throughput": 4000.0, "mean_e2el_ms": 390.0}
                """);

        assertThat(Samples.value(result, Quantity.PROMPT_TOKENS_PER_SECOND)).hasValue(4000);
        assertThat(result.metric(Quantity.PROCESSED_TOKENS_PER_SECOND.id())).isEmpty();
    }

    /// A server that runs canvases as drafts counts them as such, too.
    @Test
    void aCanvasIsNoDraft() throws IOException {
        String draft = "\"spec_decode_acceptance_length\": 26.6,";
        String canvas = " \"diffusion_committed_tokens\": 2048, \"diffusion_steps_per_canvas\": 16.0,";
        String diffusion = Samples.VLLM_SERVE.replace("\"tomorrow\"", draft + canvas + " \"tomorrow\"");

        assertThat(first(diffusion).metric(Quantity.TOKENS_PER_PASS.id())).isEmpty();
        assertThat(Samples.value(first(diffusion), Quantity.DENOISING_STEPS_PER_CANVAS))
                .hasValue(16);
        assertThat(Samples.value(first(diffusion.replace(canvas, "")), Quantity.TOKENS_PER_PASS))
                .hasValue(26.6);
    }

    @Test
    void tablesMayHaveCountsWithAPoint() throws IOException {
        List<ImportedResult> results =
                Samples.read(folder, Samples.VLLM_SWEEP.replace("10,inf,2,2.0", "10,inf,2.0,2.0"));

        assertThat(arrival(results.getFirst())).contains(new Arrival.Concurrency(2));
    }

    @Test
    void theHundredthPercentileIsTheMost() throws IOException {
        ImportedResult result = first(Samples.VLLM_SERVE.replace("p99_ttft_ms", "p100_ttft_ms"));

        assertThat(Samples.statistic(result, Quantity.FIRST_TOKEN, Metric.MOST)).hasValue(0.040);
    }

    @Test
    void conversationsAreSamples() throws IOException {
        ImportedResult result = first(VersionSamples.VLLM_TURNS);

        assertThat(result.metric(Quantity.FIRST_TOKEN.id()).orElseThrow().samples())
                .containsExactly(0.04, 0.03);
        assertThat(Samples.mean(result, Quantity.INTER_CHUNK).orElseThrow()).isCloseTo(0.011, within(1e-12));
        assertThat(result.setting().cached()).contains(true);
        assertThat(result.setting().load().generatedTokens()).contains(new Lengths.Fixed(21));
    }

    @Test
    void sglangOf2024HasMillisecondsWithoutSayingSo() throws IOException {
        ImportedResult result = first(VersionSamples.SGLANG_SERVING_2024);

        assertThat(Samples.statistic(result, Quantity.FIRST_TOKEN, Metric.MEDIAN))
                .hasValue(0.35);
        assertThat(Samples.mean(result, Quantity.REQUEST_LATENCY)).hasValue(4);
        assertThat(Samples.value(result, Quantity.TOKENS_PER_SECOND)).hasValue(250);
        assertThat(Samples.value(result, Quantity.GENERATED_TOKENS)).hasValue(2500);
    }

    @Test
    void linesOfAFileMayBeOfSeveralVersions() throws IOException {
        List<ImportedResult> results = Samples.read(
                folder,
                VersionSamples.SGLANG_SERVING_2024
                        + Samples.SGLANG_SERVING.replace("\n", " ").strip());

        assertThat(results).hasSize(2);
        assertThat(Samples.value(results.getLast(), Quantity.TOKENS_PER_SECOND)).hasValue(80);
        assertThatThrownBy(() -> Samples.read(
                        folder,
                        VersionSamples.SGLANG_SERVING_2024
                                + VersionSamples.SGLANG_SERVING_2024.replace("250.0", "-1.5")))
                .hasMessageContaining("result 2: output_throughput: -1.5; expected a number from 0");
    }

    @Test
    void anEngineWithoutAServerHasAllPromptsAtOnce() throws IOException {
        ImportedResult result = first(VersionSamples.SGLANG_OFFLINE);

        assertThat(Samples.value(result, Quantity.TOKENS_PER_SECOND)).hasValue(200);
        assertThat(Samples.value(result, Quantity.PROCESSED_TOKENS_PER_SECOND)).hasValue(600);
        assertThat(result.metric(Quantity.LAST_TOKENS_PER_SECOND.id())).isEmpty();
        assertThat(arrival(result)).contains(new Arrival.Concurrency(10));
        assertThat(result.setting().load().generatedTokens()).contains(Served.measured(100));
    }

    @Test
    void sequencesOfABatchMayEndEarlyAndTheirPromptsBeCached() throws IOException {
        ImportedResult result = first(Samples.SGLANG_SERVER.replace(
                "\"acc_length\"",
                "\"total_output_tokens\": 30, \"num_early_stopped\": 3, \"cache_hit_rate\": 0.5, \"acc_length\""));

        assertThat(result.setting().load().generatedTokens()).contains(Served.measured(7.5));
        assertThat(result.setting().cached()).contains(true);
        assertThat(result.metric(Quantity.DECODE_TOKENS_PER_SECOND.id())
                        .orElseThrow()
                        .definition())
                .contains("tokens generated after every sequence had its first");
    }

    @Test
    void runsOfAiperfPutTogetherAreNoRecords() throws IOException {
        ImportedResult result = first(VersionSamples.AIPERF_AGGREGATE);

        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN)).hasValue(0.12);
        assertThat(Samples.statistic(result, Quantity.FIRST_TOKEN, "p99")).hasValue(0.18);
        assertThat(Samples.statistic(result, Quantity.FIRST_TOKEN, Metric.LEAST))
                .isEmpty();
        assertThat(Samples.mean(result, Quantity.REQUESTS_PER_SECOND)).hasValue(4);
        assertThatThrownBy(() -> first("{\"metadata\": {\"a\": 1}, \"metrics\": {\"latency\": {\"mean\": 3.0}}}"))
                .hasMessageContaining("not results in a known format");
    }

    @Test
    void genaiPerfHadNanosecondsAndOtherNames() throws IOException {
        ImportedResult result = first("""
                {"time_to_first_token": {"unit": "ns", "avg": 60000000.0}, "num_output_token": {"unit": "tokens", "avg": 83.0},
                 "output_token_throughput": {"unit": "tokens per sec", "avg": 250.0},
                 "output_token_throughput_per_request": {"unit": "tokens per sec", "avg": 92.0},
                 "input_config": {"model": ["tiny"], "concurrency": 3}}
                """);

        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN).orElseThrow()).isCloseTo(0.06, within(1e-12));
        assertThat(Samples.mean(result, Quantity.TOKENS_PER_SECOND)).hasValue(250);
        assertThat(Samples.mean(result, Quantity.SEQUENCE_TOKENS_PER_SECOND)).hasValue(92);
        assertThat(result.setting().load().generatedTokens()).contains(Served.measured(83));
    }

    /// Rates from one piece to the next say nothing of the rate over time, but their mean does.
    @Test
    void ofRatesGuidellmsMeanAloneIsOneOverTime() throws IOException {
        ImportedResult result = first(Samples.GUIDELLM);

        assertThat(result.metric(Quantity.TOKENS_PER_SECOND.id()).orElseThrow().statistics())
                .containsOnlyKeys(Metric.MEAN);
        assertThat(result.metric(Quantity.TOKENS_PER_SECOND.id()).orElseThrow().middle())
                .hasValue(70);
    }

    @Test
    void yamlOfMoreThanThreeMegabytesIsRead() throws IOException {
        String comments = "# a comment of a line\n".repeat(160_000);
        assertThat(first(VersionSamples.GUIDELLM_YAML + comments).metrics())
                .isEqualTo(first(VersionSamples.GUIDELLM_YAML).metrics());
    }

    @Test
    void guidellmWritesYamlToo() throws IOException {
        ImportedResult result = first(VersionSamples.GUIDELLM_YAML);

        assertThat(Samples.mean(result, Quantity.TOKENS_PER_SECOND)).hasValue(160);
        assertThat(Samples.statistic(result, Quantity.REQUEST_LATENCY, "p99.9")).hasValue(7);
        assertThat(result.setting().model().id()).contains("acme/tiny-1b");
        assertThat(arrival(result)).contains(new Arrival.Concurrency(8));
        assertThat(result.metric(Quantity.OUTPUT_TOKEN.id()).orElseThrow().definition())
                .contains("between first and last piece");
        assertThatThrownBy(
                        () -> first(VersionSamples.GUIDELLM_YAML.replace("mean: 6.0", "mean: 6.0\n        mean: 7.0")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("malformed YAML");
        assertThatThrownBy(() -> first(VersionSamples.GUIDELLM_YAML.substring(0, 400)))
                .hasMessageContaining("cut off after 400 bytes: a benchmark without its start_time");
    }

    @Test
    void guidellmWritesTables() throws IOException {
        ImportedResult old = first(VersionSamples.GUIDELLM_CSV_OLD);
        ImportedResult later = first(VersionSamples.GUIDELLM_CSV);

        assertThat(Samples.mean(old, Quantity.REQUEST_LATENCY)).hasValue(6);
        assertThat(Samples.statistic(old, Quantity.REQUEST_LATENCY, "p99")).hasValue(6.75);
        assertThat(Samples.statistic(old, Quantity.REQUEST_LATENCY, Metric.MOST))
                .hasValue(7);
        assertThat(Samples.value(old, Quantity.FAILED_REQUESTS)).hasValue(1);
        assertThat(old.metric(Quantity.TOKENS_PER_SECOND.id()).orElseThrow().middle())
                .hasValue(160);
        assertThat(arrival(old)).contains(new Arrival.Concurrency(8));
        assertThat(Samples.mean(later, Quantity.FIRST_TOKEN)).hasValue(0.09);
        assertThat(Samples.statistic(later, Quantity.REQUEST_LATENCY, "p25")).hasValue(2.5);
        assertThat(arrival(later)).contains(new Arrival.Concurrency(1));
        assertThat(later.setting().model().id()).contains("acme/tiny-1b");
        assertThatThrownBy(() -> first(VersionSamples.GUIDELLM_CSV.replace("90.0,43.0", "43.0")))
                .hasMessageContaining("row 1: 9 cells below 10 headings: guidellm left columns out of it");
        assertThatThrownBy(() -> first(VersionSamples.GUIDELLM_CSV.replace(",,,,Mean", ",,,Mean")))
                .hasMessageContaining("lines of headings of 10 and of 9 cells");
        assertThatThrownBy(() -> first(VersionSamples.GUIDELLM_CSV.replace("Successful ms", "Successful Sec")))
                .hasMessageContaining("Time to First Token in Sec; expected");
    }

    /// 32 tokens from 1000 to 1004 s.
    @Test
    void theFirstGuidellmHadTheClockOfEveryRequest() throws IOException {
        List<ImportedResult> results = Samples.read(folder, VersionSamples.GUIDELLM_FIRST);

        assertThat(results).hasSize(2);
        assertThat(results.getFirst()
                        .metric(Quantity.FIRST_TOKEN.id())
                        .orElseThrow()
                        .samples())
                .containsExactly(0.25, 0.5);
        assertThat(Samples.value(results.getFirst(), Quantity.TOKENS_PER_SECOND))
                .hasValue(8);
        assertThat(arrival(results.getFirst())).contains(new Arrival.Concurrency(1));
        assertThat(arrival(results.getLast())).contains(new Arrival.Rate(2.5));
        assertThat(Samples.value(results.getLast(), Quantity.FAILED_REQUESTS)).hasValue(1);
    }

    @Test
    void theDeviationOfATimeTurnedOverIsNone() throws IOException {
        ImportedResult turned = first(Samples.INFERENCEX.replace(
                "\"mean_intvty\": 50.0", "\"mean_intvty\": 50.0, \"std_tpot\": 0.001, \"std_intvty\": 1000.0"));
        ImportedResult nested = first(VersionSamples.INFERENCEX_NESTED);

        assertThat(turned.metric(Quantity.SEQUENCE_TOKENS_PER_SECOND.id())
                        .orElseThrow()
                        .statistics())
                .containsOnlyKeys(Metric.MEAN);
        assertThat(Samples.statistic(nested, Quantity.SEQUENCE_TOKENS_PER_SECOND, Metric.STANDARD_DEVIATION))
                .hasValue(3);
        assertThat(Samples.statistic(nested, Quantity.FIRST_TOKEN, Metric.MEDIAN))
                .hasValue(1.25);
        assertThat(Samples.value(nested, Quantity.TOKENS_PER_SECOND)).hasValue(400);
        assertThat(nested.setting().machine().count()).contains(8);
        assertThat(nested.setting().load().generatedTokens()).contains(Served.measured(1000));
    }

    /// A batch of 4 in 0.1 s are 40 sequences/s; 31 later tokens of each in 1.24 s are 100 tokens/s, whatever they are called.
    @Test
    void optimumCallsRatesOfTokensSamplesInSomeVersions() throws IOException {
        String sequences = Samples.OPTIMUM.replace(
                "\"throughput\": {\"unit\": \"tokens/s\", \"value\": 2560.0}",
                "\"throughput\": {\"unit\": \"samples/s\", \"value\": 40.0}");
        String tokens = sequences.replace(
                "\"call\": null",
                "\"generate\": {\"latency\": {\"unit\": \"s\", \"mean\": 1.24, \"values\": \"[1.24]\"},"
                        + " \"throughput\": {\"unit\": \"samples/s\", \"value\": 100.0}}");

        assertThat(Samples.value(first(sequences), Quantity.SAMPLES_PER_SECOND)).hasValue(40);
        assertThat(Samples.value(first(tokens), Quantity.TOKENS_PER_SECOND)).hasValue(100);
        assertThat(first(tokens).metric(Quantity.SECONDS.id()).orElseThrow().samples())
                .containsExactly(1.24);
        assertThat(first(sequences.replace("\"value\": 40.0", "\"value\": 77.0"))
                        .remarks())
                .contains(
                        "prefill.throughput: 77.0 samples/s is neither sequences nor generated tokens over its latency;"
                                + " it is left out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"results\": {}, \"versions\": {}, \"config\": {}}",
                "{\"doc_id\": 0, \"resps\": [], \"filtered_resps\": []}"
            })
    void accuraciesAreNeitherTimesNorRates(String content) {
        assertThatThrownBy(() -> first(content)).hasMessageContaining("accuracies of lm-evaluation-harness");
    }

    @Test
    void severalTablesMayStandInALog() throws IOException {
        String other = Samples.LLAMA_BENCH_TABLE
                .replace("abcdef012 (7000)", "fedcba987 (7001)")
                .replace("1000.50", "1100.50");
        String log = Samples.LLAMA_BENCH_TABLE.replace(
                        "| tiny 1B Q4_K - Medium  |   0.70 GiB |     1.00 B | Vulkan  |  99 |  1 |   tg128",
                        "llama-bench: benchmark 2/3: starting\n| tiny 1B Q4_K - Medium  |   0.70 GiB |     1.00 B | Vulkan  |  99 |  1 |   tg128")
                + "\n| note | value |\n| ---- | ----- |\n| a | b |\n\n" + other;
        List<ImportedResult> results = Samples.read(folder, log);

        assertThat(results).hasSize(6);
        assertThat(results.getFirst().setting().engine().version()).contains("7000 (abcdef012)");
        assertThat(results.get(3).setting().engine().version()).contains("7001 (fedcba987)");
        assertThat(Samples.mean(results.get(3), Quantity.PROMPT_TOKENS_PER_SECOND))
                .hasValue(1100.5);
    }

    @Test
    void theFirstLlamaBenchHadBlanksInItsTests() throws IOException {
        ImportedResult result = first(Samples.LLAMA_BENCH_TABLE
                .replace("pp512", "pp 512")
                .replace("tiny 1B Q4_K - Medium", "tiny 1B mostly Q4_0"));

        assertThat(result.setting().load().promptTokens()).contains(new Lengths.Fixed(512));
        assertThat(result.setting().model().quantization()).contains("Q4_0");
        assertThat(LlamaBench.weightFormat("llama 1B IQ2_S mix - 2.7 bpw")).contains("IQ2_M");
        assertThat(LlamaBench.weightFormat("llama 1B IQ1_S - 1.5625 bpw")).contains("IQ1_S");
        assertThat(LlamaBench.weightFormat("llama 1B F16 (guessed)")).contains("F16");
        assertThat(LlamaBench.weightFormat("llama 1B Q2_K - Medium")).contains("Q2_K");
    }

    @Test
    void devicesOfOneNameAreCounted() throws IOException {
        String two = Samples.LLAMA_BENCH
                .replace("\"Imaginary GPU\"", "\"Imaginary GPU, Imaginary GPU\"")
                .replace("\"backends\": \"CUDA\"", "\"cuda\": true, \"vulkan\": false");

        assertThat(first(two).setting().machine())
                .isEqualTo(new Machine(Optional.of("Imaginary GPU"), Optional.of(2), Optional.empty()));
        assertThat(first(two.replace("\"n_prompt\"", "\"split_mode\": \"none\", \"n_prompt\""))
                        .setting()
                        .machine()
                        .count())
                .contains(1);
        assertThat(first(two).setting().engine().backend()).contains("CUDA");
    }

    @Test
    void aSharedPromptIsComputedOnce() throws IOException {
        ImportedResult shared =
                first(Samples.LLAMA_BATCHED.replace("\"n_threads\"", "\"is_pp_shared\": 1, \"n_threads\""));
        List<ImportedResult> tables = Samples.read(
                folder,
                Samples.LLAMA_BATCHED_TABLE + Samples.LLAMA_BATCHED_TABLE.replace("n_batch = 512", "n_batch = 256"));
        ImportedResult promptsOnly = first(Samples.LLAMA_BATCHED
                .replace("\"tg\": 50", "\"tg\": 0")
                .replace("\"speed_tg\": 100.0", "\"speed_tg\": NaN"));

        assertThat(shared.metric(Quantity.PROMPT_TOKENS_PER_SECOND.id())
                        .orElseThrow()
                        .definition())
                .contains("tokens of the prompt that all sequences share over t_pp");
        assertThat(tables.getFirst().setting().engine().options()).containsEntry("n_batch", "512");
        assertThat(tables.getLast().setting().engine().options()).containsEntry("n_batch", "256");
        assertThat(promptsOnly.metric(Quantity.DECODE_TOKENS_PER_SECOND.id())).isEmpty();
    }
}
