package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.ElementTypes;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the benchmarks of vLLM write with `SAVE_TO_PYTORCH_BENCHMARK_FORMAT`: a record for each metric of one run, in the format of
/// PyTorch's benchmark database.
///
/// The records of a file together hold what the program's own file holds; beside it they have the options of the run. See
/// https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/lib/utils.py.
final class VllmRecords implements Importer {
    private static final List<Importer> OWN = List.of(new VllmServe(), new VllmLatency(), new VllmThroughput());
    private static final String RUN = "benchmark";
    private static final String METRIC = "metric";

    /// The options that people look for; the others stand under `other`.
    private static final List<String> OPTIONS = List.of(
            "max_num_seqs",
            "max_num_batched_tokens",
            "max_model_len",
            "enable_chunked_prefill",
            "enable_prefix_caching",
            "enforce_eager",
            "gpu_memory_utilization",
            "kv_cache_dtype",
            "block_size",
            "quantization",
            "speculative_config");

    @Override
    public String id() {
        return "vllm-records";
    }

    @Override
    public String summary() {
        return "vLLM: the .pytorch.json of vllm bench serve, latency or throughput with SAVE_TO_PYTORCH_BENCHMARK_FORMAT";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of(RUN, "model", METRIC));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        Fields first = file.objects().getFirst();
        ForeignFile whole = new ForeignFile(file.path(), "", List.of(whole(file)));
        Importer own =
                OWN.stream().filter(each -> each.reads(whole)).findFirst().orElse(null);
        if (own == null) {
            throw new IOException(
                    file.path() + ": records of a benchmark of vLLM that is not known: neither of serve, latency"
                            + " nor throughput");
        }
        ImportedResult result = own.read(whole).getFirst();
        Setting setting = setting(result.setting(), first);
        return List.of(new ImportedResult(
                file.source(this, 1), setting, result.metrics(), result.other().set(RUN, first.node(RUN))));
    }

    /// The metrics of all records, and what stands beside them, under the names of the program's own file.
    private static Fields whole(ForeignFile file) throws IOException {
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        for (Fields each : file.objects()) {
            Fields metric = each.object(METRIC);
            JsonNode values = metric.node("benchmark_values");
            if (!values.isArray() || values.isEmpty()) {
                throw metric.bad("benchmark_values", "a list of numbers");
            }
            String name = metric.text("name");
            if (name.equals("latency")) {
                whole.set("latencies", values);
            } else {
                whole.set(name, values.get(0));
            }
            if (metric.has("extra_info")) {
                whole.setAll(metric.object("extra_info").rest());
            }
        }
        return Fields.of(file.path().toString(), whole);
    }

    private static Setting setting(Setting told, Fields first) throws IOException {
        Fields options = first.object(RUN).object("extra_info").object("args");
        Optional<String> named = options.optionalText("model");
        ElementTypes types = new ElementTypes(
                Optional.empty(),
                Served.type(options.optionalText("dtype")),
                Served.type(options.optionalText("kv_cache_dtype")),
                Optional.empty());
        int devices = options.count("tensor_parallel_size", 1) * options.count("pipeline_parallel_size", 1);
        boolean isCounted = told.engine().name().isPresent() && options.has("tensor_parallel_size");
        return told.with(Served.model(
                        named.isPresent() ? named : first.object("model").optionalText("name")))
                .with(load(told.load(), options))
                .with(types)
                .on(
                        Served.stack(told.engine().name(), Optional.empty(), Served.options(options, OPTIONS.stream())),
                        isCounted
                                ? new Machine(Optional.empty(), Optional.of(devices), Optional.empty())
                                : Machine.UNKNOWN);
    }

    /// A batch of `latency` and the lengths of both are options; what came out of requests to a server counts for more.
    private static Load load(Load told, Fields options) throws IOException {
        Optional<Arrival> batch = Served.count(options, "batch_size").map(Arrival.Batch::new);
        return new Load(
                told.arrival().or(() -> batch),
                told.promptTokens().or(() -> length(options, "input_len", "random_input_len")),
                told.generatedTokens().or(() -> length(options, "output_len", "random_output_len")));
    }

    private static Optional<Lengths> length(Fields options, String... keys) {
        return Stream.of(keys)
                .map(options::node)
                .filter(JsonNode::isInt)
                .findFirst()
                .map(tokens -> new Lengths.Fixed(tokens.intValue()));
    }
}
