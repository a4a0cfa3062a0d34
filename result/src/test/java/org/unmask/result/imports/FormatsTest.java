package org.unmask.result.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.decode.Strategies;
import org.unmask.core.op.DType;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Metric;
import org.unmask.result.Setting;

/// The formats other than `llama-bench`, each by what its sample says.
class FormatsTest {
    @TempDir
    private Path folder;

    private ImportedResult first(String content) throws IOException {
        return Samples.first(folder, content);
    }

    static Stream<String> samples() {
        return Samples.ALL.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aFileIsRecognisedByWhatItHolds(String name) throws IOException {
        List<ImportedResult> results = Samples.read(folder, Samples.named(name));

        assertThat(results).isNotEmpty();
        assertThat(results).allSatisfy(result -> {
            assertThat(result.source().format()).isEqualTo(name.split(" ", -1)[0]);
            assertThat(result.metrics()).isNotEmpty();
            assertThat(result.remarks()).isEmpty();
            assertThat(ImportedResult.of(result.json())).isEqualTo(result);
        });
    }

    @ParameterizedTest
    @MethodSource("samples")
    void exactlyOneFormatReadsAFile(String name) throws IOException {
        ForeignFile file = ForeignFile.read(Files.writeString(folder.resolve("anything.txt"), Samples.named(name)));

        assertThat(Importers.ALL.stream().filter(importer -> importer.reads(file)))
                .hasSize(1);
    }

    @Test
    void vllmServeStatesMilliseconds() throws IOException {
        ImportedResult result = first(Samples.VLLM_SERVE);

        assertThat(result.setting().model().id()).contains("acme/tiny-1b");
        assertThat(result.setting().engine().name()).contains("vllm");
        assertThat(result.setting().load().arrival()).contains(new Arrival.Concurrency(2));
        assertThat(result.setting().load().promptTokens()).contains(Served.measured(64));
        assertThat(result.setting().load().generatedTokens()).contains(Served.measured(20));
        assertThat(Samples.value(result, Quantity.TOKENS_PER_SECOND)).hasValue(100);
        assertThat(Samples.value(result, Quantity.PROCESSED_TOKENS_PER_SECOND)).hasValue(420);
        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN)).hasValue(0.020);
        assertThat(Samples.statistic(result, Quantity.FIRST_TOKEN, Metric.MEDIAN))
                .hasValue(0.018);
        assertThat(Samples.statistic(result, Quantity.OUTPUT_TOKEN, "p99.9")).hasValue(0.030);
        assertThat(Samples.statistic(result, Quantity.INTER_TOKEN, "p99")).hasValue(0.050);
        assertThat(result.metric(Quantity.INTER_TOKEN.id()).orElseThrow().definition())
                .isEqualTo(
                        "vllm bench serve itl_ms: time between pieces of an answer, whatever number of tokens one brings");
        assertThat(result.other().at("/tomorrow/a").asInt()).isEqualTo(1);
        assertThat(result.setting().machine().name()).isEmpty();
    }

    /// What `--save-detailed` adds, and a probe beside the load.
    @Test
    void vllmServeKeepsEveryRequestOfADetailedFile() throws IOException {
        ImportedResult result = first(Samples.VLLM_SERVE.replace(
                "\"tomorrow\"",
                "\"ttfts\": [0.018, 0.0, 0.022], \"itls\": [[0.02], [], [0.02, 0.021]], \"latencies\": [0.4, 0.0, 0.5],"
                        + " \"mean_e2el_ms\": 450.0, \"mean_client_queue_time_ms\": 3.0, \"probe_median_e2el_ms\": 9.0,"
                        + " \"tomorrow\""));

        assertThat(result.metric(Quantity.REQUEST_LATENCY.id()).orElseThrow().samples())
                .containsExactly(0.4, 0.5);
        assertThat(Samples.mean(result, Quantity.REQUEST_LATENCY)).hasValue(0.45);
        assertThat(result.other().get("mean_client_queue_time_ms").asDouble()).isEqualTo(3);
        assertThat(result.other().get("probe_median_e2el_ms").asDouble()).isEqualTo(9);
    }

    @Test
    void aServerThatGeneratesOneTokenHasNoRateOfDecoding() throws IOException {
        ImportedResult result = first(Samples.SGLANG_SERVER
                .replace("\"output_len\": 10", "\"output_len\": 1")
                .replace("\"output_throughput\": 40.0", "\"output_throughput\": Infinity"));

        assertThat(result.metric(Quantity.DECODE_TOKENS_PER_SECOND.id())).isEmpty();
        assertThat(Samples.value(result, Quantity.SECONDS)).hasValue(2);
    }

    @Test
    void genaiPerfOnceHadItsLoadAmongEverythingElse() throws IOException {
        ImportedResult result = first(Samples.GENAI_PERF.replace(
                "\"perf_analyzer\": {\"stimulus\": {\"concurrency\": 3}}",
                "\"request_rate\": null, \"concurrency\": 3"));

        assertThat(result.setting().load().arrival()).contains(new Arrival.Concurrency(3));
    }

    @Test
    void vllmLatencyOfALaterVersionStatesADeviation() throws IOException {
        ImportedResult result =
                first(Samples.VLLM_LATENCY.replace("\"latencies\"", "\"std_latency\": 0.08, \"latencies\""));

        assertThat(Samples.statistic(result, Quantity.SECONDS, Metric.STANDARD_DEVIATION))
                .hasValue(0.08);
    }

    @Test
    void guidellmOfALaterVersionNamesKindsAndHasTheModelWithItsBackend() throws IOException {
        ImportedResult result = first(Samples.GUIDELLM
                .replace(
                        "\"args\": {\"model\": \"acme/tiny-1b\"}",
                        "\"args\": {\"backend\": {\"kind\": \"openai_http\"," + " \"model\": \"acme/tiny-1b\"}}")
                .replace("\"type_\"", "\"kind\""));

        assertThat(result.setting().model().id()).contains("acme/tiny-1b");
        assertThat(result.setting().load().arrival()).contains(new Arrival.Concurrency(4));
    }

    @Test
    void vllmServeOfOtherServersSaysNotWhichItWas() throws IOException {
        ImportedResult result = first(Samples.VLLM_SERVE.replace("\"backend\": \"vllm\"", "\"backend\": \"openai\""));

        assertThat(result.setting().engine().name()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"inf\"    | 2    | concurrency 2",
                "Infinity   | null | concurrency 10",
                "4.0        | null | rate 4.0",
                "4.0        | 2    | rate 4.0",
            })
    void requestsComeAtARateOrFromClients(String rate, String clients, String expected) throws IOException {
        Optional<Arrival> arrival = first(Samples.VLLM_SERVE
                        .replace("\"inf\"", rate)
                        .replace("\"max_concurrency\": 2", "\"max_concurrency\": " + clients))
                .setting()
                .load()
                .arrival();

        assertThat(arrival.map(known -> switch (known) {
                    case Arrival.Concurrency some -> "concurrency " + some.clients();
                    case Arrival.Rate some -> "rate " + some.requestsPerSecond();
                    case Arrival.Batch some -> "batch " + some.sequences();
                }))
                .contains(expected);
    }

    @Test
    void whatAFileDoesNotSayIsNotMadeUp() throws IOException {
        ImportedResult result = first("""
                {"model_id": "/home/user/models/Tiny-1B/", "tokenizer_id": "x", "num_prompts": 10, "request_rate": 4.0,
                 "max_concurrency": null, "mean_ttft_ms": 20.0, "mean_itl_ms": 0.0, "p99_itl_ms": 0.0, "std_itl_ms": 0.0}
                """);

        assertThat(result.metrics()).extracting(Metric::name).containsExactly(Quantity.FIRST_TOKEN.id());
        assertThat(result.setting().load().promptTokens()).isEmpty();
        assertThat(result.setting().model().id()).contains("Tiny-1B");
        assertThat(result.setting().model().place()).contains("/home/user/models/Tiny-1B/");
    }

    @Test
    void aSweepOfServersKeepsTheirOptionsApart() throws IOException {
        String sweep = Samples.VLLM_SERVE.replace(
                "\"label\": null", "\"run_number\": 0, \"max_num_seqs\": 4, \"knob\": \"a\"");
        Setting setting = first(sweep).setting();

        assertThat(setting.engine().options())
                .containsEntry("max_num_seqs", "4")
                .containsEntry("knob", "a");
        assertThat(setting.engine().options()).containsOnlyKeys("max_num_seqs", "knob", "burstiness");
        assertThat(first(sweep.replace("\"knob\": \"a\"", "\"knob\": \"b\""))
                        .setting()
                        .id())
                .isNotEqualTo(setting.id());
    }

    @Test
    void theSummaryOfASweepIsATable() throws IOException {
        List<ImportedResult> runs = Samples.read(folder, Samples.VLLM_SWEEP);

        assertThat(runs).hasSize(2);
        assertThat(runs)
                .extracting(run -> run.setting().load().arrival().orElseThrow())
                .containsExactly(new Arrival.Concurrency(2), new Arrival.Rate(2.5));
        assertThat(runs.getFirst().setting().engine().options())
                .isEqualTo(Map.of("max_num_seqs", "4", "enable_prefix_caching", "false"));
        assertThat(Samples.mean(runs.getFirst(), Quantity.FIRST_TOKEN)).hasValue(0.020);
        assertThat(Samples.value(runs.get(1), Quantity.TOKENS_PER_SECOND)).hasValue(50);
    }

    @Test
    void aDetailedFileHasSamplesAndLengthsOfEachRequest() throws IOException {
        ImportedResult result = first(Samples.VLLM_SERVE.replace("\"label\": null", """
                "input_lens": [64, 64, 64], "output_lens": [10, 30, 0], "ttfts": [0.01, 0.03, 0.0], \
                "itls": [[0.02, 0.04], [0.03], []], "generated_texts": ["a", "b", ""], "errors": ["", "", "timeout"]"""));

        assertThat(result.setting().load().promptTokens()).contains(new Lengths.Fixed(64));
        assertThat(result.setting().load().generatedTokens())
                .contains(new Lengths.Drawn(Lengths.MEASURED, 20, Optional.empty(), Optional.of(10), Optional.of(30)));
        assertThat(result.metric(Quantity.FIRST_TOKEN.id()).orElseThrow().samples())
                .containsExactly(0.01, 0.03);
        assertThat(result.metric(Quantity.INTER_TOKEN.id()).orElseThrow().samples())
                .containsExactly(0.02, 0.04, 0.03);
        assertThat(result.other().has("generated_texts")).isFalse();
        assertThat(result.other().has("errors")).isTrue();
    }

    @Test
    void vllmServeOfADiffusionModelCountsCanvases() throws IOException {
        ImportedResult result = first(Samples.VLLM_SERVE.replace("\"label\": null", """
                "diffusion_committed_throughput": 128.0, "diffusion_steps_per_canvas": 15.0, \
                "diffusion_committed_per_step": 2.0, "diffusion_committed_tokens": 256, \
                "diffusion_denoising_steps": 128, "diffusion_canvas_positions": 2176"""));

        assertThat(Samples.value(result, Quantity.COMMITTED_TOKENS_PER_SECOND)).hasValue(128);
        assertThat(Samples.value(result, Quantity.DENOISING_STEPS_PER_CANVAS)).hasValue(15);
        assertThat(Samples.value(result, Quantity.COMMITTED_TOKENS_PER_STEP)).hasValue(2);
        assertThat(Samples.value(result, Quantity.COMMITTED_TOKENS)).hasValue(256);
        assertThat(Samples.value(result, Quantity.DENOISING_STEPS)).hasValue(128);
        assertThat(Samples.value(result, Quantity.CANVAS_POSITIONS)).hasValue(2176);
        assertThat(Samples.value(result, Quantity.TOKENS_PER_SECOND)).hasValue(100);
    }

    @Test
    void vllmLatencyIsSecondsOfAnUnknownBatch() throws IOException {
        ImportedResult result = first(Samples.VLLM_LATENCY);

        assertThat(Samples.mean(result, Quantity.SECONDS)).hasValue(2.5);
        assertThat(Samples.statistic(result, Quantity.SECONDS, Metric.MEDIAN)).hasValue(2.5);
        assertThat(Samples.statistic(result, Quantity.SECONDS, "p99")).hasValue(2.6);
        assertThat(result.metrics().getFirst().samples()).containsExactly(2.4, 2.5, 2.6);
        assertThat(result.setting().model().id()).isEmpty();
        assertThat(result.setting().load().arrival()).isEmpty();
    }

    /// Records have the options of the run, which the program's own file lacks.
    @Test
    void vllmRecordsSayBatchAndLengthsToo() throws IOException {
        ImportedResult result = first(Samples.VLLM_RECORDS);
        Setting setting = result.setting();

        assertThat(result.source().format()).isEqualTo("vllm-records");
        assertThat(Samples.mean(result, Quantity.SECONDS)).hasValue(2.5);
        assertThat(Samples.statistic(result, Quantity.SECONDS, "p99")).hasValue(2.6);
        assertThat(result.metrics().getFirst().samples()).containsExactly(2.4, 2.5, 2.6);
        assertThat(setting.model().id()).contains("acme/tiny-1b");
        assertThat(setting.load())
                .isEqualTo(new Load(
                        Optional.of(new Arrival.Batch(4)),
                        Optional.of(new Lengths.Fixed(32)),
                        Optional.of(new Lengths.Fixed(128))));
        assertThat(setting.types().activation()).contains(DType.BFLOAT16);
        assertThat(setting.types().weight()).isEmpty();
        assertThat(setting.machine().count()).contains(2);
        assertThat(setting.engine().options()).containsEntry("enforce_eager", "true");
    }

    @Test
    void vllmRecordsOfAServerAreOneResult() throws IOException {
        ImportedResult result = first(Samples.VLLM_SERVE_RECORDS);

        assertThat(Samples.statistic(result, Quantity.FIRST_TOKEN, Metric.MEDIAN))
                .hasValue(0.018);
        assertThat(Samples.statistic(result, Quantity.FIRST_TOKEN, "p99")).hasValue(0.04);
        assertThat(Samples.value(result, Quantity.TOKENS_PER_SECOND)).hasValue(100);
        assertThat(result.setting().load().arrival()).contains(new Arrival.Concurrency(2));
        assertThat(result.setting().load().promptTokens()).contains(Served.measured(64));
        assertThat(result.setting().machine().count()).isEmpty();
    }

    @Test
    void vllmThroughputCountsTokensOfPromptsToo() throws IOException {
        ImportedResult result = first(Samples.VLLM_THROUGHPUT);

        assertThat(Samples.value(result, Quantity.PROCESSED_TOKENS_PER_SECOND)).hasValue(500);
        assertThat(result.metric(Quantity.TOKENS_PER_SECOND.id())).isEmpty();
        assertThat(result.setting().load().arrival()).contains(new Arrival.Concurrency(8));
    }

    @Test
    void sglangSaysWhatItsServerWasStartedWith() throws IOException {
        ImportedResult result = first(Samples.SGLANG_SERVING);
        Setting setting = result.setting();

        assertThat(setting.model().id()).contains("acme/tiny-1b");
        assertThat(setting.engine().version()).contains("1.2.3");
        assertThat(setting.engine().options())
                .containsEntry("attention_backend", "fa3")
                .doesNotContainKey("log_level");
        assertThat(setting.types().weight()).contains(DType.BFLOAT16);
        assertThat(setting.types().keyValue()).contains(DType.FP8);
        assertThat(setting.machine().count()).contains(6);
        assertThat(setting.load().arrival()).contains(new Arrival.Concurrency(4));
        assertThat(setting.load().promptTokens())
                .contains(new Lengths.Drawn("uniform", 75, Optional.empty(), Optional.of(50), Optional.of(100)));
        assertThat(setting.load().generatedTokens())
                .contains(new Lengths.Drawn("uniform", 40, Optional.empty(), Optional.of(25), Optional.of(50)));
        assertThat(Samples.mean(result, Quantity.REQUEST_LATENCY)).hasValue(2.0);
        assertThat(Samples.statistic(result, Quantity.INTER_TOKEN, "p95")).hasValue(0.060);
        assertThat(Samples.value(result, Quantity.PROCESSED_TOKENS_PER_SECOND)).hasValue(230);
        assertThat(result.other().at("/server_info/log_level").asString()).isEqualTo("info");
    }

    @Test
    void sglangsServerLeavesThePromptsOutOfItsRate() throws IOException {
        ImportedResult result = first(Samples.SGLANG_SERVER);

        assertThat(result.setting().load().arrival()).contains(new Arrival.Batch(4));
        assertThat(Samples.value(result, Quantity.SECONDS)).hasValue(2);
        assertThat(Samples.value(result, Quantity.DECODE_TOKENS_PER_SECOND)).hasValue(40);
        assertThat(Samples.value(result, Quantity.FIRST_TOKEN)).hasValue(1);
        assertThat(result.metric(Quantity.TOKENS_PER_SECOND.id())).isEmpty();
        assertThat(result.metric(Quantity.TOKENS_PER_PASS.id())).isEmpty();
    }

    @Test
    void sglangsOneBatchHasStepsOfTheWholeBatch() throws IOException {
        ImportedResult result = first(Samples.SGLANG_OFFLINE);

        assertThat(Samples.value(result, Quantity.STEP_SECONDS)).hasValue(0.02);
        assertThat(Samples.value(result, Quantity.DECODE_TOKENS_PER_SECOND)).hasValue(100);
        assertThat(Samples.value(result, Quantity.PROMPT_SECONDS)).hasValue(0.5);
    }

    @Test
    void aiperfHasTheUnitBesideEveryNumber() throws IOException {
        ImportedResult result = first(Samples.AIPERF);

        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN)).hasValue(0.1);
        assertThat(Samples.statistic(result, Quantity.FIRST_TOKEN, Metric.LEAST))
                .hasValue(0.04);
        assertThat(Samples.statistic(result, Quantity.INTER_TOKEN, "p99")).hasValue(0.012);
        assertThat(Samples.mean(result, Quantity.INTER_CHUNK)).hasValue(0.15);
        assertThat(Samples.mean(result, Quantity.BENCHMARK_SECONDS)).hasValue(8);
        assertThat(result.setting().model().id()).contains("tiny");
        assertThat(result.setting().machine().name()).contains("Imaginary GPU");
        assertThat(result.setting().machine().count()).contains(2);
        assertThat(result.setting().load().arrival()).contains(new Arrival.Concurrency(1));
        assertThat(result.setting().load().promptTokens()).contains(new Lengths.Fixed(64));
        assertThat(result.setting().load().generatedTokens())
                .contains(
                        new Lengths.Drawn(Lengths.MEASURED, 101, Optional.of(5.0), Optional.of(90), Optional.of(110)));
        assertThat(result.other().at("/goodness/avg").asInt()).isEqualTo(3);
    }

    @Test
    void olderAiperfAndGenaiPerfHadOtherPlaces() throws IOException {
        ImportedResult old = first(Samples.AIPERF_OLD);
        ImportedResult genai = first(Samples.GENAI_PERF);

        assertThat(Samples.mean(old, Quantity.FIRST_TOKEN)).hasValue(0.1);
        assertThat(old.setting().load().arrival()).contains(new Arrival.Concurrency(4));
        assertThat(genai.setting().model().id()).contains("tiny");
        assertThat(genai.setting().load().arrival()).contains(new Arrival.Concurrency(3));
        assertThat(genai.metrics().getFirst().definition()).startsWith("GenAI-Perf ");
    }

    @ParameterizedTest
    @CsvSource({"ms, sec, 100", "ms, us, 0.0001", "ms, ns, 1e-7"})
    void aUnitIsHonoured(String old, String unit, double seconds) throws IOException {
        ImportedResult result = first(Samples.AIPERF.replace(
                "\"time_to_first_token\": {\"unit\": \"" + old, "\"time_to_first_token\": {\"unit\": \"" + unit));

        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN).orElseThrow()).isCloseTo(seconds, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"minutes", "tokens", "''"})
    void aUnitThatIsNoneIsRefused(String unit) {
        assertThatThrownBy(() -> first(Samples.AIPERF.replace(
                        "\"time_to_first_token\": {\"unit\": \"ms", "\"time_to_first_token\": {\"unit\": \"" + unit)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("time_to_first_token.unit: \"" + unit + "\"; expected a unit of s");
    }

    @Test
    void newerVersionsAreRefused() {
        assertThatThrownBy(() -> first(Samples.AIPERF.replace("\"1.3\"", "\"2.0\"")))
                .hasMessageContaining("schema_version: \"2.0\"; expected 1.x");
        assertThatThrownBy(() -> first(Samples.GUIDELLM.replace("\"version\": 1", "\"version\": 2")))
                .hasMessageContaining("metadata.version: 2; expected 1");
    }

    @Test
    void aiperfTablesHaveBlocks() throws IOException {
        ImportedResult result = first(Samples.AIPERF_TABLE);

        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN).orElseThrow()).isCloseTo(1.2005, within(1e-12));
        assertThat(Samples.mean(result, Quantity.TOKENS_PER_SECOND)).hasValue(430.05);
        assertThat(Samples.mean(result, Quantity.REQUESTS)).hasValue(10);
        assertThat(result.setting().load().promptTokens()).contains(new Lengths.Fixed(64));
        assertThat(result.other().has("http_chunks_received")).isTrue();
    }

    @Test
    void recordsOfRequestsAreSamplesAndFailuresNone() throws IOException {
        ImportedResult result = first(Samples.AIPERF_RECORDS);

        assertThat(result.metric(Quantity.FIRST_TOKEN.id()).orElseThrow().samples())
                .containsExactly(0.1, 0.2);
        assertThat(result.metric(Quantity.INTER_CHUNK.id()).orElseThrow().samples())
                .containsExactly(0.05, 0.07, 0.06);
        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN).orElseThrow()).isCloseTo(0.15, within(1e-12));
        assertThat(Samples.value(result, Quantity.REQUESTS)).hasValue(2);
        assertThat(Samples.value(result, Quantity.FAILED_REQUESTS)).hasValue(1);
        assertThat(result.metric(Quantity.TOKENS_PER_SECOND.id())).isEmpty();
        assertThat(result.other().get("warmup_requests").asInt()).isEqualTo(1);
    }

    /// 3520 positions in 110 steps are canvases of 32; 320 tokens are 10 canvases, hence 110 steps less 10 over 10.
    @Test
    void countersOfAServerTellTheStepsOfACanvas() throws IOException {
        ImportedResult result = first(Samples.AIPERF_SERVER);

        assertThat(Samples.value(result, Quantity.CANVAS_LENGTH)).hasValue(32);
        assertThat(Samples.value(result, Quantity.CANVASES)).hasValue(10);
        assertThat(Samples.value(result, Quantity.DENOISING_STEPS)).hasValue(110);
        assertThat(Samples.value(result, Quantity.DENOISING_STEPS_PER_CANVAS)).hasValue(10);
        assertThat(Samples.value(result, Quantity.COMMITTED_TOKENS_PER_STEP)).hasValue(3.2);
        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN)).hasValue(0.5);
        assertThat(result.setting().model().id()).contains("tiny-diffusion");
        assertThat(result.setting().engine().name()).contains("vllm");
    }

    @Test
    void guidellmHasAResultForEveryRate() throws IOException {
        List<ImportedResult> results = Samples.read(folder, Samples.GUIDELLM);
        ImportedResult result = results.getFirst();

        assertThat(results).hasSize(2);
        assertThat(result.setting().load().arrival()).contains(new Arrival.Concurrency(4));
        assertThat(results.getLast().setting().load().arrival()).contains(new Arrival.Rate(2.5));
        assertThat(result.setting().model().id()).contains("acme/tiny-1b");
        assertThat(Samples.mean(result, Quantity.REQUEST_LATENCY)).hasValue(2.0);
        assertThat(Samples.statistic(result, Quantity.REQUEST_LATENCY, "p5")).hasValue(1.5);
        assertThat(Samples.statistic(result, Quantity.REQUEST_LATENCY, "p99.9")).hasValue(2.5);
        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN)).hasValue(0.15);
        assertThat(Samples.mean(result, Quantity.TOKENS_PER_SECOND)).hasValue(70);
        assertThat(result.metric(Quantity.INTER_TOKEN.id())).isEmpty();
        assertThat(Samples.value(result, Quantity.FAILED_REQUESTS)).hasValue(1);
        assertThat(result.setting().load().promptTokens()).contains(new Lengths.Fixed(50));
        assertThat(result.other().at("/metrics/unknown_metric").isObject()).isTrue();
        assertThat(result.other().has("requests")).isFalse();
    }

    @Test
    void llamaBenchTablesHaveTextCells() throws IOException {
        ImportedResult result = first(Samples.LLAMA_BENCH_CSV);

        assertThat(Samples.mean(result, Quantity.PROMPT_TOKENS_PER_SECOND)).hasValue(2048);
        assertThat(Samples.mean(result, Quantity.SECONDS)).hasValue(0.25);
        assertThat(result.setting().engine().version()).contains("7000 (12345678)");
        assertThat(result.setting().types().weight()).contains(DType.FP16);
        assertThat(result.setting().machine().name()).contains("Imaginary GPU");
    }

    @Test
    void thePrintedTableOfLlamaBenchMayStandInALog() throws IOException {
        List<ImportedResult> results = Samples.read(folder, Samples.LLAMA_BENCH_TABLE);

        assertThat(Samples.mean(results.get(0), Quantity.PROMPT_TOKENS_PER_SECOND))
                .hasValue(1000.5);
        assertThat(Samples.statistic(results.get(0), Quantity.PROMPT_TOKENS_PER_SECOND, Metric.STANDARD_DEVIATION))
                .hasValue(2.5);
        assertThat(Samples.mean(results.get(1), Quantity.TOKENS_PER_SECOND)).hasValue(40.25);
        assertThat(results.get(1).metrics().getFirst().statistics()).containsOnlyKeys(Metric.MEAN);
        assertThat(results.get(1).setting().load().promptTokens()).contains(new Lengths.Fixed(4096));
        assertThat(results.get(1).setting().cached()).contains(true);
        assertThat(Samples.mean(results.get(2), Quantity.PROCESSED_TOKENS_PER_SECOND))
                .hasValue(300);
        assertThat(results.get(0).setting().engine().version()).contains("7000 (abcdef012)");
        assertThat(results.get(0).setting().engine().backend()).contains("Vulkan");
        assertThat(results.get(0).setting().model().quantization()).contains("Q4_K_M");
        assertThat(results.get(0).setting().machine().name()).isEmpty();
    }

    @Test
    void llamaBatchedBenchIsTheSameAsLinesAndAsATable() throws IOException {
        ImportedResult lines = first(Samples.LLAMA_BATCHED);
        ImportedResult table = first(Samples.LLAMA_BATCHED_TABLE);

        assertThat(lines.setting().load().arrival()).contains(new Arrival.Batch(4));
        assertThat(lines.setting().strategy()).contains(Strategies.AUTOREGRESSIVE);
        assertThat(Samples.value(lines, Quantity.DECODE_TOKENS_PER_SECOND)).hasValue(100);
        assertThat(Samples.value(lines, Quantity.PROCESSED_TOKENS_PER_SECOND)).hasValue(240);
        assertThat(table.metrics()).isEqualTo(lines.metrics());
        assertThat(table.setting().load()).isEqualTo(lines.setting().load());
        assertThat(table.setting().engine().threads()).contains(20);
        assertThat(table.setting().engine().options())
                .containsEntry("n_batch", "512")
                .containsEntry("flash_attn", "1");
    }

    @Test
    void inferencexStatesSecondsWithoutSayingSo() throws IOException {
        ImportedResult result = first(Samples.INFERENCEX);
        ImportedResult run = first(Samples.INFERENCEX_RUN);

        assertThat(Samples.mean(result, Quantity.FIRST_TOKEN)).hasValue(0.5);
        assertThat(Samples.statistic(result, Quantity.INTER_TOKEN, "p95")).hasValue(0.03);
        assertThat(Samples.value(result, Quantity.DEVICE_PROCESSED_TOKENS_PER_SECOND))
                .hasValue(700);
        assertThat(result.metric(Quantity.TOKENS_PER_SECOND.id())).isEmpty();
        assertThat(result.setting().machine().name()).contains("imaginary");
        assertThat(result.setting().machine().count()).contains(4);
        assertThat(result.setting().types().weight()).contains(DType.FP8);
        assertThat(result.setting().load().arrival()).contains(new Arrival.Concurrency(8));
        assertThat(Samples.statistic(run, Quantity.FIRST_TOKEN, Metric.MEDIAN)).hasValue(0.5);
        assertThat(Samples.value(run, Quantity.TOKENS_PER_SECOND)).hasValue(40);
        assertThat(run.setting().load().promptTokens()).contains(Served.measured(100));
    }

    @Test
    void optimumReportsPartsOfAGeneration() throws IOException {
        ImportedResult result = first(Samples.OPTIMUM);

        assertThat(Samples.mean(result, Quantity.PROMPT_SECONDS)).hasValue(0.1);
        assertThat(Samples.statistic(result, Quantity.PROMPT_SECONDS, Metric.STANDARD_DEVIATION))
                .isEmpty();
        assertThat(Samples.value(result, Quantity.DECODE_TOKENS_PER_SECOND)).hasValue(124);
        assertThat(Samples.statistic(result, Quantity.DECODE_SECONDS, "p99")).hasValue(1.1);
        assertThat(result.setting().load().arrival()).contains(new Arrival.Batch(4));
        assertThat(result.setting().load().generatedTokens()).contains(new Lengths.Fixed(32));
        assertThat(result.setting().types().weight()).contains(DType.FP16);
        assertThat(result.setting().machine().name()).contains("Imaginary GPU");
        assertThat(first(Samples.OPTIMUM.replace("\"cuda\"", "\"cpu\""))
                        .setting()
                        .machine()
                        .name())
                .contains("Imaginary CPU");
        assertThatThrownBy(() -> first(
                        Samples.OPTIMUM.replace("\"unit\": \"s\", \"mean\": 0.1", "\"unit\": \"ms\", \"mean\": 0.1")))
                .hasMessageContaining("report.prefill.latency.unit: \"ms\"; expected \"s\"");
    }

    @Test
    void tablesOfOptimumHaveTheUnitInTheColumn() throws IOException {
        ImportedResult result = first(Samples.OPTIMUM_TABLE);

        assertThat(Samples.value(result, Quantity.SECONDS)).hasValue(4);
        assertThat(Samples.value(result, Quantity.TOKENS_PER_SECOND)).hasValue(25);
        assertThat(Samples.value(result, Quantity.PEAK_MEMORY)).hasValue(1.5e9);
        assertThat(result.setting().model().id()).contains("acme/tiny-1b");
        assertThat(result.setting().load().generatedTokens()).contains(new Lengths.Fixed(50));
        assertThat(result.setting().machine().name()).contains("Imaginary GPU");
        assertThatThrownBy(() -> first(Samples.OPTIMUM_TABLE.replace("generate.latency(s)", "generate.latency(ms)")))
                .hasMessageContaining("latency(ms)");
    }
}
