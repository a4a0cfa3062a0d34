package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.unmask.core.op.DType;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.Checkpoint;
import org.unmask.result.ElementTypes;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;

/// Results of InferenceX, once InferenceMAX: the aggregates that it publishes, and results of its `benchmark_serving.py`
/// that were brought to seconds. Keys of times have no unit: all are seconds.
///
/// `tput_per_gpu` counts tokens of prompts and generated ones. With prompts and answers on devices of their own,
/// `output_tput_per_gpu` is over those that generate.
final class InferenceX implements Importer {
    private static final String NOMINAL = "nominal";
    private static final double ROUNDING = 1e-3;
    private static final String PROGRAM = "InferenceX";
    private static final List<String> AGGREGATE = List.of("hw", "framework", "precision", "conc");
    private static final List<String> RUN = List.of("model_id", "num_prompts", "max_concurrency");
    private static final Pattern SECONDS = Pattern.compile("(mean|median|std|p[\\d.]+)_(ttft|tpot|itl|e2el)");

    /// What was run, and how it was laid out.
    private static final List<String> OPTIONS = List.of(
            "image",
            "precision",
            "tp",
            "pp",
            "dcp_size",
            "pcp_size",
            "ep",
            "dp_attention",
            "mtp",
            "spec_decoding",
            "disagg",
            "is_multinode",
            "offloading",
            "scenario_type",
            "prefill_tp",
            "prefill_ep",
            "prefill_dp_attention",
            "prefill_num_workers",
            "decode_tp",
            "decode_ep",
            "decode_dp_attention",
            "decode_num_workers",
            "num_prefill_gpu",
            "num_decode_gpu");

    @Override
    public String id() {
        return "inferencex";
    }

    @Override
    public String summary() {
        return "InferenceX, InferenceMAX: aggregates, and runs in seconds";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(AGGREGATE)
                || (file.hasKeys(RUN) && hasSeconds(file.objects().getFirst()));
    }

    private static boolean hasSeconds(Fields fields) {
        return fields.keys().stream().anyMatch(key -> SECONDS.matcher(key).matches());
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        for (Fields each : file.objects()) {
            Fields fields = InferenceXNested.flat(each);
            ImportedResult.Source source = file.source(this, results.size() + 1);
            MetricReader reader = new MetricReader(PROGRAM, fields);
            Setting setting = fields.has("hw") ? aggregate(fields) : run(fields, reader);
            List<Metric> metrics = metrics(fields, reader);
            results.add(new ImportedResult(source, setting, metrics, fields.rest()));
        }
        return results;
    }

    private static Setting aggregate(Fields fields) throws IOException {
        Optional<DType> precision = Served.type(fields.verbatim("precision"));
        Checkpoint model = Served.model(fields.optionalText("model"));
        return Setting.UNKNOWN
                .with(model)
                .with(new Load(
                        Optional.of(new Arrival.Concurrency(fields.count("conc"))),
                        lengths(fields, "isl", "mean_input_tokens"),
                        lengths(fields, "osl", "mean_output_tokens_actual")))
                .with(new ElementTypes(precision, Optional.empty(), Optional.empty(), Optional.empty()))
                .on(
                        Served.stack(
                                fields.optionalText("framework"),
                                Optional.empty(),
                                Served.options(fields, OPTIONS.stream())),
                        new Machine(Optional.of(fields.text("hw")), devices(fields), Optional.empty()));
    }

    /// Lengths that were asked for, around which prompts and answers are drawn, or of those that came the mean.
    private static Optional<Lengths> lengths(Fields fields, String asked, String mean) throws IOException {
        if (fields.has(asked)) {
            return Optional.of(new Lengths.Drawn(
                    NOMINAL, fields.count(asked), Optional.empty(), Optional.empty(), Optional.empty()));
        }
        return fields.has(mean) ? Optional.of(Served.measured(fields.number(mean))) : Optional.empty();
    }

    private static Optional<Integer> devices(Fields fields) throws IOException {
        if (fields.has("num_prefill_gpu") && fields.has("num_decode_gpu")) {
            return Optional.of(fields.whole("num_prefill_gpu") + fields.whole("num_decode_gpu"));
        }
        Optional<Integer> tensor = Served.count(fields, "tp");
        return tensor.isEmpty()
                ? tensor
                : Optional.of(Math.multiplyExact(
                        tensor.get(), Math.multiplyExact(fields.count("pp", 1), fields.count("pcp_size", 1))));
    }

    private static Setting run(Fields fields, MetricReader reader) throws IOException {
        return Setting.UNKNOWN
                .with(Served.model(Optional.of(fields.text("model_id"))))
                .with(new Load(
                        Served.arrival(fields, "request_rate", "max_concurrency", "num_prompts"),
                        Served.mean(reader.number("total_input_tokens"), reader.number("completed")),
                        Served.mean(reader.number("total_output_tokens"), reader.number("completed"))));
    }

    /// Where statistics of interactivity are those of the time turned over, the deviation is none.
    private static void interactivity(Fields fields, MetricReader reader) throws IOException {
        boolean isTurned = fields.keys().stream()
                .filter(key -> key.endsWith("_tpot") && !key.startsWith("std"))
                .allMatch(key -> isTurned(fields.node(key), fields.node(key.replace("_tpot", "_intvty"))));
        Map<String, Double> statistics = new LinkedHashMap<>();
        for (String key : fields.keys()) {
            if (key.endsWith("_intvty") && !(isTurned && key.startsWith("std"))) {
                MetricReader.put(statistics, key.substring(0, key.length() - "_intvty".length()), fields, key, 1);
            }
        }
        reader.add(
                Quantity.SEQUENCE_TOKENS_PER_SECOND,
                "intvty",
                isTurned
                        ? "interactivity: 1 over tpot of the same statistic"
                        : "interactivity: generated tokens of one sequence over time, of its own statistics",
                statistics,
                List.of());
    }

    private static boolean isTurned(JsonNode time, JsonNode rate) {
        return !rate.isNumber() || Math.abs(time.doubleValue(0) * rate.doubleValue() - 1) < ROUNDING;
    }

    private static List<Metric> metrics(Fields fields, MetricReader reader) throws IOException {
        ServingMetrics.times(reader, 1, "", Map.of());
        ServingMetrics.rates(reader, "total_token_throughput");
        reader.value(
                        Quantity.TOKENS_PER_SECOND,
                        "output_tput_tps",
                        "generated tokens of all answered requests over duration")
                .value(Quantity.PROMPT_TOKENS_PER_SECOND, "input_tput_tps", "tokens of all prompts over duration")
                .value(
                        Quantity.PROCESSED_TOKENS_PER_SECOND,
                        "total_tput_tps",
                        "tokens of all prompts and generated tokens over duration")
                .value(
                        Quantity.DEVICE_PROCESSED_TOKENS_PER_SECOND,
                        "tput_per_gpu",
                        "tokens of all prompts and generated tokens over duration and devices")
                .value(
                        Quantity.DEVICE_TOKENS_PER_SECOND,
                        "output_tput_per_gpu",
                        "generated tokens over duration and the devices that generate")
                .value(
                        Quantity.DEVICE_PROMPT_TOKENS_PER_SECOND,
                        "input_tput_per_gpu",
                        "tokens of all prompts over duration and the devices that compute prompts")
                .value(Quantity.BENCHMARK_SECONDS, "duration_seconds", "time of the benchmark, in seconds")
                .value(Quantity.REQUESTS, "num_requests_successful", "requests that were answered")
                .value(Quantity.PROMPT_TOKENS, "total_prompt_tokens", "tokens of all prompts")
                .value(Quantity.GENERATED_TOKENS, "total_generation_tokens", "generated tokens of all requests");
        interactivity(fields, reader);
        return reader.metrics();
    }
}
