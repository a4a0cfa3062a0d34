package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unmask.input.Fields;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.node.ObjectNode;

/// Results of `vllm bench serve`, of `vllm bench sweep serve`, and of `benchmark_serving.py` before them.
///
/// `backend` names the protocol of the client: only `vllm` and the like tell which server answered. A sweep adds the
/// options of its server beside the results; they count for the setting. See
/// https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/serve.py.
final class VllmServe implements Importer {
    private static final String PROGRAM = "vllm bench serve";
    private static final List<String> MARKS = List.of("model_id", "num_prompts", "request_rate");

    /// One of these is a time in milliseconds, or the program's own name of a total.
    private static final Pattern OWN =
            Pattern.compile("(mean|median|std|p[\\d.]+)_(ttft|tpot|itl|e2el)_ms|total_token_throughput");

    private static final Set<String> SERVERS =
            Set.of("vllm", "sglang", "sglang-native", "tgi", "lmdeploy", "scalellm", "tensorrt-llm", "deepspeed-mii");

    /// Options that people add to a result with `--metadata`, or that a sweep adds.
    private static final List<String> OPTIONS = List.of(
            "max_num_seqs",
            "max_num_batched_tokens",
            "max_model_len",
            "tensor_parallel_size",
            "pipeline_parallel_size",
            "data_parallel_size",
            "enable_chunked_prefill",
            "enable_prefix_caching",
            "enforce_eager",
            "gpu_memory_utilization",
            "kv_cache_dtype",
            "block_size",
            "quantization",
            "burstiness",
            "ramp_up_strategy");

    /// The rate of all tokens.
    private static final String TOTAL = "total_token_throughput";

    private static final String COMMITTED = "diffusion_committed_tokens";
    private static final String STEPS_PER_CANVAS = "diffusion_steps_per_canvas";

    /// What tells a file of a sweep.
    private static final String RUN = "run_number";

    /// Keys of the client, which are no options of a server.
    private static final Pattern CLIENT =
            Pattern.compile("(mean|median|std|p[\\d.]+)_.*|.*throughput|date|label|backend"
                    + "|endpoint_type|tokenizer_id|num_prompts|completed|failed|duration|rtfx|best_of|use_beam_search"
                    + "|good_completed|max_concurrent_requests|max_output_tokens_per_s|total_.*|request_.*|spec_decode_.*|diffusion_.*|probe_.*|num_warmups"
                    + "|" + RUN);

    @Override
    public String id() {
        return "vllm-serve";
    }

    @Override
    public String summary() {
        return "vLLM: vllm bench serve --save-result, with or without --save-detailed; summary.csv of vllm bench sweep"
                + " serve";
    }

    @Override
    public boolean reads(ForeignFile file) {
        Collection<String> keys = file.objects().isEmpty()
                ? file.columns()
                : file.objects().getFirst().keys();
        return keys.containsAll(MARKS)
                && keys.stream().anyMatch(key -> OWN.matcher(key).matches());
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        // The summary of a sweep is a table, too.
        for (Fields each : file.objects().isEmpty() ? file.rows() : file.objects()) {
            VllmLatencies latencies = VllmLatencies.of(each);
            Fields fields = latencies.fields();
            results.add(new ImportedResult(
                            file.source(this, results.size() + 1), setting(fields), metrics(fields), other(fields))
                    .remarked(latencies.remarks()));
        }
        return results;
    }

    private static Setting setting(Fields fields) throws IOException {
        Optional<String> backend = fields.optionalText("backend").filter(SERVERS::contains);
        return Setting.UNKNOWN
                .with(Served.model(Optional.of(fields.text("model_id"))))
                .with(load(fields))
                .on(
                        Served.stack(
                                backend.map(name -> name.replace("-native", "")), Optional.empty(), options(fields)),
                        Machine.UNKNOWN);
    }

    private static Load load(Fields fields) throws IOException {
        MetricReader reader = new MetricReader(PROGRAM, fields);
        return new Load(
                Served.arrival(fields, "request_rate", "max_concurrency", "num_prompts"),
                lengths(reader, "input_lens", "total_input_tokens"),
                lengths(reader, "output_lens", "total_output_tokens"));
    }

    /// Every request has its length in a detailed file; others have totals.
    private static Optional<Lengths> lengths(MetricReader reader, String each, String total) throws IOException {
        Optional<Lengths> known = Served.measured(
                reader.samples(each, 1).stream().filter(tokens -> tokens > 0).toList());
        return known.isPresent() ? known : Served.mean(reader.number(total), reader.number("completed"));
    }

    private static Map<String, String> options(Fields fields) {
        boolean sweep = fields.has(RUN);
        return Served.options(
                fields,
                Stream.concat(
                        OPTIONS.stream(),
                        fields.keys().stream()
                                .filter(key -> sweep && !CLIENT.matcher(key).matches())
                                .filter(key -> !MARKS.contains(key) && !key.equals("max_concurrency"))));
    }

    private static List<Metric> metrics(Fields fields) throws IOException {
        MetricReader reader = new MetricReader(PROGRAM, fields);
        ServingMetrics.times(reader, MetricReader.MILLISECONDS, "_ms", samples(reader));
        if (fields.has("output_throughput") || fields.has("total_output_tokens")) {
            ServingMetrics.rates(reader, TOTAL);
        } else {
            ServingMetrics.promptRates(reader, TOTAL);
        }
        reader.value(
                Quantity.PEAK_TOKENS_PER_SECOND, "max_output_tokens_per_s", "pieces of answers in the fullest second");
        // A canvas goes through the server as a draft does, and is counted as one, too.
        if (fields.has(COMMITTED) || fields.has(STEPS_PER_CANVAS)) {
            diffusion(reader);
        } else {
            reader.value(
                    Quantity.TOKENS_PER_PASS,
                    "spec_decode_acceptance_length",
                    "accepted draft tokens over drafts, and one");
        }
        return reader.metrics();
    }

    /// Requests that failed have a first token after 0 s, and some an end.
    private static Map<Quantity, List<Double>> samples(MetricReader reader) throws IOException {
        return Map.of(
                Quantity.FIRST_TOKEN,
                reader.samples("ttfts", 1).stream().filter(time -> time > 0).toList(),
                Quantity.INTER_TOKEN,
                reader.samples("itls", 1),
                Quantity.REQUEST_LATENCY,
                reader.samples("latencies", 1).stream().filter(time -> time > 0).toList());
    }

    private static void diffusion(MetricReader reader) throws IOException {
        reader.value(
                        Quantity.COMMITTED_TOKENS_PER_SECOND,
                        "diffusion_committed_throughput",
                        "tokens that canvases committed over duration, those after an end token included")
                .value(
                        Quantity.DENOISING_STEPS_PER_CANVAS,
                        STEPS_PER_CANVAS,
                        "denoising steps over canvases; the pass that commits a canvas is none")
                .value(
                        Quantity.COMMITTED_TOKENS_PER_STEP,
                        "diffusion_committed_per_step",
                        "committed tokens over denoising steps; the pass that commits a canvas is none")
                .value(Quantity.COMMITTED_TOKENS, COMMITTED, "tokens that canvases committed")
                .value(
                        Quantity.DENOISING_STEPS,
                        "diffusion_denoising_steps",
                        "denoising steps; the passes that commit are none")
                .value(
                        Quantity.CANVAS_POSITIONS,
                        "diffusion_canvas_positions",
                        "positions of canvases in all passes, those that commit included");
    }

    /// The texts of a detailed file are no measurement, and are left out.
    private static ObjectNode other(Fields fields) {
        return fields.rest().remove(Set.of("generated_texts"));
    }
}
