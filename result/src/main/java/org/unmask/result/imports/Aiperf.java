package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.Checkpoint;
import org.unmask.result.ImportedResult;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Setting;
import org.unmask.result.Stack;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Summaries of AIPerf, and of GenAI-Perf before it, as JSON: `profile_export_aiperf.json`,
/// `profile_export_genai_perf.json`.
///
/// Versions of 2025 had the metrics under `records`, and short names for some. The server that answered is unknown, its
/// devices only if telemetry was on.
final class Aiperf implements Importer {
    private static final String CONFIG = "input_config";
    private static final String RECORDS = "records";
    private static final String SCHEMA = "schema_version";
    private static final String VERSION = "aiperf_version";

    @Override
    public String id() {
        return "aiperf";
    }

    @Override
    public String summary() {
        return "AIPerf and GenAI-Perf: profile_export_aiperf.json, profile_export_genai_perf.json";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return (file.hasKeys(List.of(CONFIG)) || file.hasKeys(List.of(VERSION)))
                && (file.hasKeys(List.of(RECORDS))
                        || file.objects().getFirst().keys().stream().anyMatch(AiperfMetrics::knows));
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        Fields fields = file.only();
        if (fields.has(SCHEMA) && !fields.text(SCHEMA).startsWith("1.")) {
            throw fields.bad(SCHEMA, "1.x: newer formats are not known");
        }
        Fields records = fields.isObject(RECORDS) ? fields.object(RECORDS) : fields;
        MetricReader reader = new MetricReader(program(fields), records);
        for (String name : records.keys()) {
            if (AiperfMetrics.knows(name) && records.isObject(name)) {
                AiperfMetrics.add(reader, name, records.object(name));
            }
        }
        Optional<Fields> config = fields.isObject(CONFIG) ? Optional.of(fields.object(CONFIG)) : Optional.empty();
        Setting setting = config.isPresent() ? setting(config.get()) : Setting.UNKNOWN;
        setting = AiperfMetrics.measured(setting.on(Stack.UNKNOWN, machine(fields)), reader.metrics());
        ObjectNode other = fields.rest();
        config.ifPresent(kept -> other.set(CONFIG, kept.rest()));
        if (records != fields) {
            other.set(RECORDS, records.rest());
        }
        return List.of(new ImportedResult(file.source(this, 1), setting, reader.metrics(), other));
    }

    private static String program(Fields fields) throws IOException {
        boolean old = Stream.of(RECORDS, SCHEMA, VERSION, "was_cancelled").noneMatch(fields::has);
        return old ? "GenAI-Perf" : "AIPerf";
    }

    /// The model and the load, as versions wrote them.
    static Setting setting(Fields config) throws IOException {
        JsonNode all = config.node("models");
        Optional<String> model = first(
                all.path("items").path(0).path("name"),
                all.path(0).path("name"),
                all.path(0),
                config.node("model_names").path(0),
                config.node("model").path(0),
                config.node("endpoint").path("model_names").path(0));
        return Setting.UNKNOWN
                .with(model.map(Checkpoint::named).orElse(Checkpoint.UNKNOWN))
                .with(new Load(arrival(config), Optional.empty(), Optional.empty()));
    }

    private static Optional<String> first(JsonNode... places) {
        return Stream.of(places)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(name -> !name.isBlank())
                .findFirst();
    }

    /// A rate goes before clients, which are then only its limit.
    private static Optional<Arrival> arrival(Fields config) {
        List<JsonNode> places = Stream.concat(
                        Stream.of(
                                config.node("loadgen"),
                                config.node("perf_analyzer").path("stimulus")),
                        Stream.concat(
                                config.node("phases").valueStream().filter(Aiperf::isMeasured),
                                Stream.of(config.node("stimulus"), top(config))))
                .toList();
        Optional<Arrival> rate = numbers(places, "request_rate", "rate").map(Arrival.Rate::new);
        return rate.isPresent() || isScheduled(places)
                ? rate
                : numbers(places, "concurrency").map(clients -> new Arrival.Concurrency(clients.intValue()));
    }

    /// The load where the first versions of GenAI-Perf had it: among everything else.
    private static JsonNode top(Fields config) {
        ObjectNode top = JsonMapper.shared().createObjectNode();
        for (String key : List.of("request_rate", "concurrency")) {
            if (config.node(key).isNumber()) {
                top.set(key, config.node(key));
            }
        }
        return top;
    }

    private static boolean isMeasured(JsonNode phase) {
        return !phase.path("name").asString("").contains("warmup")
                && !phase.path("type").asString("").contains("warmup");
    }

    /// Requests at times that a trace gives have no rate.
    private static boolean isScheduled(List<JsonNode> places) {
        return places.stream().anyMatch(place -> place.path("fixed_schedule").asBoolean(false));
    }

    private static Optional<Double> numbers(List<JsonNode> places, String... keys) {
        return Stream.of(keys)
                .flatMap(key -> places.stream().map(place -> place.path(key)))
                .filter(number -> number.isNumber() && number.doubleValue() > 0)
                .map(JsonNode::doubleValue)
                .filter(Double::isFinite)
                .findFirst();
    }

    /// The devices that telemetry saw; unknown if they are of several kinds.
    private static Machine machine(Fields fields) {
        Set<String> names = new TreeSet<>();
        int count = 0;
        for (JsonNode endpoint : fields.node("telemetry_data").path("endpoints")) {
            for (JsonNode gpu : endpoint.path("gpus")) {
                names.add(gpu.path("gpu_name").asString(""));
                count++;
            }
        }
        return names.size() == 1 && !names.contains("")
                ? new Machine(Optional.of(names.iterator().next()), Optional.of(count), Optional.empty())
                : Machine.UNKNOWN;
    }
}
