package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reports of optimum-benchmark as JSON, alone or with their configuration, and tables of them as CSV.
///
/// Units stand beside the numbers or, in tables of 2023, behind the names of columns: `generate.latency(s)`. The device is
/// the one that the configuration names, not one that the environment lists.
final class OptimumBenchmark implements Importer {
    private static final String PROGRAM = "optimum-benchmark";
    private static final Pattern COLUMN =
            Pattern.compile("(?:forward|generate|prefill|decode)\\.(latency|throughput)\\(.*\\)");
    private static final Pattern REPORT_COLUMN =
            Pattern.compile("(?:report\\.)?(?:forward|generate|prefill|decode|per_token)\\.latency\\..*");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final double MEGABYTES = 1e6;
    private static final String THROUGHPUT = "throughput";
    private static final String SAMPLES = "samples/s";
    private static final double ROUNDING = 0.01;

    /// A part of a report, and what its time and its throughput are.
    private record Part(String name, Quantity time, String timed, Quantity rate, String rateUnit, String counted) {}

    private static final List<Part> PARTS = List.of(
            new Part(
                    "forward",
                    Quantity.FORWARD_SECONDS,
                    "time of one forward pass of the batch",
                    Quantity.SAMPLES_PER_SECOND,
                    "samples/s",
                    "sequences over the time of a forward pass"),
            new Part(
                    "prefill",
                    Quantity.PROMPT_SECONDS,
                    "time of the prompts of the batch and the first token",
                    Quantity.PROMPT_TOKENS_PER_SECOND,
                    "tokens/s",
                    "tokens of all prompts over the time of prefill"),
            new Part(
                    "decode",
                    Quantity.DECODE_SECONDS,
                    "time of the tokens after the first, of the whole batch",
                    Quantity.DECODE_TOKENS_PER_SECOND,
                    "tokens/s",
                    "generated tokens of all sequences, but the first, over the time of decode"),
            new Part(
                    "per_token",
                    Quantity.STEP_SECONDS,
                    "time of one decoding step of the batch",
                    Quantity.DECODE_TOKENS_PER_SECOND,
                    "tokens/s",
                    "sequences over the time of a step"),
            new Part(
                    "generate",
                    Quantity.SECONDS,
                    "time of prompts and all tokens of the batch",
                    Quantity.TOKENS_PER_SECOND,
                    "tokens/s",
                    "generated tokens of all sequences over the time of prompts and tokens"));

    @Override
    public String id() {
        return PROGRAM;
    }

    @Override
    public String summary() {
        return "optimum-benchmark: benchmark.json, benchmark_report.json, and tables of them as CSV";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of("config", "report"))
                || PARTS.stream().anyMatch(part -> hasPart(file, part))
                || file.columns().stream()
                        .anyMatch(name -> COLUMN.matcher(name).matches()
                                || REPORT_COLUMN.matcher(name).matches());
    }

    private static boolean hasPart(ForeignFile file, Part part) {
        return file.hasKeys(List.of(part.name()))
                && file.objects().getFirst().node(part.name()).path("latency").has("unit");
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        for (Fields fields : file.objects().isEmpty() ? nested(file.rows()) : file.objects()) {
            results.add(result(fields, file.source(this, results.size() + 1)));
        }
        return results;
    }

    /// Columns with dots in their names as objects within objects.
    private static List<Fields> nested(List<Fields> rows) throws IOException {
        List<Fields> nested = new ArrayList<>();
        for (Fields row : rows) {
            ObjectNode all = JsonMapper.shared().createObjectNode();
            for (Map.Entry<String, JsonNode> cell : row.rest().properties()) {
                ObjectNode at = all;
                String[] path = cell.getKey().split("\\.(?![^(]*\\))", -1);
                for (int i = 0; i + 1 < path.length; i++) {
                    at = at.path(path[i]).isObject() ? (ObjectNode) at.get(path[i]) : at.putObject(path[i]);
                }
                at.set(path[path.length - 1], cell.getValue());
            }
            nested.add(Fields.of(row.file(), all));
        }
        return nested;
    }

    private static ImportedResult result(Fields fields, ImportedResult.Source source) throws IOException {
        Optional<Fields> report = part(fields, "report");
        Setting setting = setting(part(fields, "config").orElse(fields));
        List<String> remarks = new ArrayList<>();
        List<Metric> metrics = metrics(report.orElse(fields), setting.load(), remarks);
        ObjectNode other = fields.rest();
        for (String kept : List.of("config", "report")) {
            part(fields, kept).ifPresent(object -> other.set(kept, fields.node(kept)));
        }
        return new ImportedResult(source, setting, metrics, other, remarks);
    }

    private static Optional<Fields> part(Fields fields, String key) throws IOException {
        return fields.isObject(key) ? Optional.of(fields.object(key)) : Optional.empty();
    }

    private static List<Metric> metrics(Fields report, Load load, List<String> remarks) throws IOException {
        List<Metric> metrics = new ArrayList<>();
        for (Part part : PARTS) {
            if (report.isObject(part.name())) {
                Fields measured = report.object(part.name());
                MetricReader reader = new MetricReader(PROGRAM + " " + part.name(), measured);
                columns(measured, part, reader);
                objects(measured, part, reader);
                throughput(measured, part, load, reader, remarks);
                metrics.addAll(reader.metrics());
            }
        }
        return metrics;
    }

    /// As in tables of 2023.
    private static void columns(Fields measured, Part part, MetricReader reader) throws IOException {
        for (String key : measured.keys()) {
            if (key.matches("(latency|throughput)\\(.*\\)")
                    && !key.equals("latency(s)")
                    && !key.equals("throughput(" + part.rateUnit() + ")")) {
                throw measured.bad(key, "latency(s) and throughput(" + part.rateUnit() + ")");
            }
        }
        reader.value(part.time(), "latency(s)", part.timed() + ", in seconds")
                .value(part.rate(), "throughput(" + part.rateUnit() + ")", part.counted())
                .value(Quantity.PEAK_MEMORY, "peak_memory(MB)", MEGABYTES, "most memory in use, of 10^6 bytes");
    }

    /// As in reports.
    private static void objects(Fields measured, Part part, MetricReader reader) throws IOException {
        if (measured.isObject("latency")) {
            Fields latency = measured.object("latency");
            requireUnit(latency, "s");
            Map<String, Double> statistics = new LinkedHashMap<>();
            for (String name : latency.keys()) {
                MetricReader.put(statistics, name, latency, name, 1);
            }
            List<Double> samples = samples(latency);
            if (samples.size() == 1) {
                statistics.remove(Metric.STANDARD_DEVIATION);
            }
            reader.add(part.time(), "latency", part.timed() + ", in seconds", statistics, samples);
        }
    }

    /// Tables hold the list as a text.
    private static List<Double> samples(Fields latency) throws IOException {
        JsonNode values = latency.node("values");
        if (!values.isString()) {
            return new MetricReader(PROGRAM, latency).samples("values", 1);
        }
        try {
            ObjectNode parsed = JsonMapper.shared().createObjectNode();
            parsed.set("values", JsonMapper.shared().readTree(values.stringValue()));
            return new MetricReader(PROGRAM, Fields.of(latency.file(), parsed)).samples("values", 1);
        } catch (JacksonException _) {
            throw latency.bad("values", "a list of numbers");
        }
    }

    /// In later versions rates of prompts and of whole generations are sequences over time; some have those of tokens,
    /// all but the first of each sequence, under that unit.
    private static void throughput(Fields measured, Part part, Load load, MetricReader reader, List<String> remarks)
            throws IOException {
        if (!measured.isObject(THROUGHPUT)) {
            return;
        }
        Fields throughput = measured.object(THROUGHPUT);
        double value = throughput.number("value");
        if (throughput.says("unit", part.rateUnit())) {
            reader.add(part.rate(), THROUGHPUT, part.counted(), Map.of(Metric.VALUE, value), List.of());
        } else if (throughput.says("unit", SAMPLES) && part.timed().contains("prompts")) {
            double sequences = value * measured.node("latency").path("mean").doubleValue(0) / batch(load);
            double later = generated(load) - 1.0;
            if (isNear(sequences, 1)) {
                reader.add(
                        Quantity.SAMPLES_PER_SECOND,
                        THROUGHPUT,
                        "sequences over the " + part.timed(),
                        Map.of(Metric.VALUE, value),
                        List.of());
            } else if (isNear(sequences, later)) {
                reader.add(
                        part.rate(),
                        THROUGHPUT,
                        "generated tokens of all sequences, but the first, over the " + part.timed(),
                        Map.of(Metric.VALUE, value),
                        List.of());
            } else {
                remarks.add(part.name() + ".throughput: " + value + " " + SAMPLES
                        + " is neither sequences nor generated" + " tokens over its latency; it is left out");
            }
        } else {
            requireUnit(throughput, part.rateUnit());
        }
    }

    private static boolean isNear(double a, double b) {
        return Math.abs(a - b) <= ROUNDING * b;
    }

    private static double batch(Load load) {
        return load.arrival().orElse(null) instanceof Arrival.Batch batch ? batch.sequences() : Double.NaN;
    }

    private static double generated(Load load) {
        return load.generatedTokens().orElse(null) instanceof Lengths.Fixed fixed ? fixed.tokens() : Double.NaN;
    }

    private static void requireUnit(Fields measured, String unit) throws IOException {
        if (!measured.says("unit", unit)) {
            throw measured.bad("unit", "\"" + unit + "\"");
        }
    }

    private static Setting setting(Fields config) throws IOException {
        JsonNode backend = config.node("backend");
        JsonNode scenario = config.node(config.isObject("scenario") ? "scenario" : "benchmark");
        Optional<String> quantization = text(backend.path("quantization_scheme"));
        Optional<DType> type = Served.type(Stream.of(backend.path("torch_dtype"), backend.path("dtype"))
                .flatMap(place -> text(place).stream())
                .findFirst());
        Checkpoint model = Served.model(text(backend.path("model")).or(() -> text(config.node("model"))));
        return Setting.UNKNOWN
                .with(new Checkpoint(model.id(), model.weights(), model.place(), quantization))
                .with(load(scenario))
                .with(new ElementTypes(
                        quantization.isPresent() ? Optional.empty() : type, type, Optional.empty(), Optional.empty()))
                .on(
                        Served.stack(text(backend.path("name")), text(backend.path("version")), options(backend)),
                        machine(config, backend));
    }

    /// What of a backend changes what it does.
    private static Map<String, String> options(JsonNode backend) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String name :
                List.of("torch_compile", "bettertransformer", "attn_implementation", "device_map", "library")) {
            text(backend.path(name)).ifPresent(value -> options.put(name, value));
        }
        return options;
    }

    /// The room of an answer is its length only if the least is the most.
    private static Load load(JsonNode scenario) {
        JsonNode shapes = scenario.path("input_shapes");
        JsonNode generation = scenario.path("generate_kwargs");
        Optional<Integer> most = count(generation.path("max_new_tokens"));
        Optional<Integer> fixed = most.filter(
                        tokens -> count(generation.path("min_new_tokens")).equals(most))
                .or(() -> count(scenario.path("new_tokens")));
        return new Load(
                count(shapes.path("batch_size")).map(Arrival.Batch::new),
                count(shapes.path("sequence_length")).map(Lengths.Fixed::new),
                fixed.map(Lengths.Fixed::new));
    }

    private static Machine machine(Fields config, JsonNode backend) {
        JsonNode environment = config.node("environment");
        String device = text(backend.path("device"))
                .or(() -> text(config.node("device")))
                .orElse("");
        if (device.equals("cpu")) {
            return new Machine(text(environment.path("cpu")).map(String::strip), Optional.empty(), Optional.empty());
        }
        List<String> names = Stream.of(environment.path("gpu"), environment.path("gpus"))
                .flatMap(OptimumBenchmark::names)
                .distinct()
                .toList();
        return !device.isEmpty() && names.size() == 1
                ? new Machine(Optional.of(names.getFirst()), Optional.empty(), Optional.empty())
                : Machine.UNKNOWN;
    }

    /// A list, or a list as Python prints it.
    private static Stream<String> names(JsonNode list) {
        return list.isArray()
                ? list.valueStream().map(name -> name.asString(""))
                : QUOTED.matcher(list.asString("")).results().map((MatchResult name) -> name.group(1));
    }

    private static Optional<String> text(JsonNode place) {
        return Optional.of(place.asString(""))
                .filter(text -> place.isValueNode() && !place.isNull() && !text.isBlank());
    }

    private static Optional<Integer> count(JsonNode place) {
        return place.isInt() && place.intValue() > 0 ? Optional.of(place.intValue()) : Optional.empty();
    }
}
