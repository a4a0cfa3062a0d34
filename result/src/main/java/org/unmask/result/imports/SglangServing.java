package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.unmask.input.Fields;
import org.unmask.result.Checkpoint;
import org.unmask.result.ElementTypes;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import org.unmask.result.Stack;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Results of `sglang.bench_serving`: one line a run.
///
/// `server_info` says what the server was started with; older versions lack it, and the first wrote some keys shorter. Lengths of the random data set are drawn
/// evenly up to those that were asked for, so that their mean is what came out. See
/// https://github.com/sgl-project/sglang/blob/main/python/sglang/bench_serving.py.
final class SglangServing implements Importer {
    private static final String PROGRAM = "sglang bench_serving";
    private static final String SERVER = "server_info";
    private static final String RANDOM = "random";
    private static final List<String> MARKS = List.of("backend", "dataset_name", "request_rate", "completed");

    /// Keys of versions of 2024, and what they became. Their times are milliseconds, too.
    private static final Map<String, String> OLD = Map.of(
            "output_token_throughput", "output_throughput",
            "mean_e2e_latency", "mean_e2e_latency_ms",
            "median_e2e_latency", "median_e2e_latency_ms",
            "median_ttft", "median_ttft_ms",
            "median_itl", "median_itl_ms",
            "total_input", "total_input_tokens",
            "total_output", "total_output_tokens",
            "benchmark_duration", "duration");

    /// One of these stands in every version.
    private static final List<String> RATES = List.of("output_throughput", "output_token_throughput");

    /// What the server was told that changes what it does.
    private static final List<String> OPTIONS = List.of(
            "tp_size",
            "pp_size",
            "dp_size",
            "ep_size",
            "enable_dp_attention",
            "chunked_prefill_size",
            "max_running_requests",
            "schedule_policy",
            "attention_backend",
            "sampling_backend",
            "moe_runner_backend",
            "disable_radix_cache",
            "disable_cuda_graph",
            "disable_overlap_schedule",
            "enable_mixed_chunk",
            "enable_torch_compile",
            "speculative_algorithm",
            "speculative_num_steps",
            "speculative_num_draft_tokens",
            "dllm_algorithm",
            "dllm_block_size",
            "disaggregation_mode");

    @Override
    public String id() {
        return "sglang-serving";
    }

    @Override
    public String summary() {
        return "SGLang: python -m sglang.bench_serving --output-file";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(MARKS)
                && RATES.stream().anyMatch(file.objects().getFirst().keys()::contains);
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        for (Fields fields : file.objects()) {
            results.add(result(named(fields), file.source(this, results.size() + 1)));
        }
        return results;
    }

    /// The lines of a file may be of several versions.
    private static Fields named(Fields fields) throws IOException {
        List<String> keys = fields.keys();
        if (OLD.keySet().stream().noneMatch(keys::contains)) {
            return fields;
        }
        ObjectNode named = JsonMapper.shared().createObjectNode();
        for (String key : keys) {
            String name = OLD.getOrDefault(key, key);
            named.set(keys.contains(name) ? key : name, fields.node(key));
        }
        return Fields.of(fields.file(), named);
    }

    private static ImportedResult result(Fields fields, ImportedResult.Source source) throws IOException {
        Optional<Fields> server = fields.isObject(SERVER) ? Optional.of(fields.object(SERVER)) : Optional.empty();
        Setting setting = Setting.UNKNOWN.with(load(fields));
        if (server.isPresent()) {
            setting = served(setting, server.get());
        } else if (fields.optionalText("backend")
                .filter(name -> name.startsWith("sglang"))
                .isPresent()) {
            setting = setting.on(Served.stack(Optional.of("sglang"), Optional.empty(), Map.of()), Machine.UNKNOWN);
        }
        List<Metric> metrics = metrics(fields);
        ObjectNode other = fields.rest();
        other.remove("generated_texts");
        server.ifPresent(info -> other.set(SERVER, info.rest()));
        return new ImportedResult(source, setting, metrics, other);
    }

    private static Setting served(Setting setting, Fields server) throws IOException {
        Checkpoint model = Served.model(server.optionalText("model_path"));
        Stack stack = Served.stack(
                Optional.of("sglang"), server.verbatimOrNumber("version"), Served.options(server, OPTIONS.stream()));
        return setting.with(new Checkpoint(
                        model.id(), model.weights(), model.place(), server.verbatimOrNumber("quantization")))
                .with(new ElementTypes(
                        model.quantization().isEmpty() && !server.has("quantization")
                                ? Served.type(server.verbatim("dtype"))
                                : Optional.empty(),
                        Served.type(server.verbatim("dtype")),
                        Served.type(server.verbatim("kv_cache_dtype")),
                        Optional.empty()))
                .on(stack, new Machine(Optional.empty(), devices(server), Optional.empty()));
    }

    /// Replicas share no device unless they only share the attention.
    private static Optional<Integer> devices(Fields server) throws IOException {
        if (!server.has("tp_size")) {
            return Optional.empty();
        }
        int replicas = server.says("enable_dp_attention", true) ? 1 : server.count("dp_size", 1);
        return Optional.of(
                Math.multiplyExact(Math.multiplyExact(server.count("tp_size"), server.count("pp_size", 1)), replicas));
    }

    private static Load load(Fields fields) throws IOException {
        MetricReader reader = new MetricReader(PROGRAM, fields);
        return new Load(
                Served.arrival(fields, "request_rate", "max_concurrency", "completed"),
                lengths(fields, reader, "input"),
                lengths(fields, reader, "output"));
    }

    private static Optional<Lengths> lengths(Fields fields, MetricReader reader, String side) throws IOException {
        Optional<Lengths> each = Served.measured(reader.samples(side + "_lens", 1).stream()
                .filter(tokens -> tokens > 0)
                .toList());
        OptionalDouble total = reader.number("total_" + side + "_tokens");
        OptionalDouble requests = reader.number("completed");
        OptionalDouble asked = reader.number("random_" + side + "_len");
        OptionalDouble ratio = reader.number("random_range_ratio");
        if (fields.says("dataset_name", RANDOM) && asked.isPresent() && ratio.isPresent()) {
            return Served.mean(total, requests)
                    .map(mean ->
                            uniform(((Lengths.Drawn) mean).mean(), (int) asked.getAsDouble(), ratio.getAsDouble()));
        }
        return each.isPresent() ? each : Served.mean(total, requests);
    }

    private static Lengths uniform(double mean, int most, double ratio) {
        int least = Math.max((int) (most * ratio), 1);
        return least == most
                ? new Lengths.Fixed(most)
                : new Lengths.Drawn("uniform", mean, Optional.empty(), Optional.of(least), Optional.of(most));
    }

    private static List<Metric> metrics(Fields fields) throws IOException {
        MetricReader reader = new MetricReader(PROGRAM, fields);
        ServingMetrics.times(
                reader,
                MetricReader.MILLISECONDS,
                "_ms",
                Map.of(
                        Quantity.FIRST_TOKEN,
                        reader.samples("ttfts", 1).stream()
                                .filter(time -> time > 0)
                                .toList(),
                        Quantity.INTER_TOKEN,
                        reader.samples("itls", 1)));
        reader.distribution(
                Quantity.REQUEST_LATENCY,
                "e2e_latency_ms",
                MetricReader.MILLISECONDS,
                "time from sending a request to the last piece of its answer");
        ServingMetrics.rates(
                reader,
                Stream.of("total_throughput", "total_token_throughput")
                        .filter(fields::has)
                        .findFirst()
                        .orElse("total_throughput"));
        reader.value(Quantity.CONCURRENCY, "concurrency", "times of all requests over duration")
                .valueUnlessMinusOne(
                        Quantity.TOKENS_PER_PASS, "accept_length", "mean tokens that a pass of the server accepted")
                .value(
                        Quantity.PEAK_TOKENS_PER_SECOND,
                        "max_output_tokens_per_s",
                        "pieces of answers in the fullest second");
        return reader.metrics();
    }
}
