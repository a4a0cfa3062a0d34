package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.input.Fields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Aggregates of InferenceX since the middle of 2026, whose metrics stand in objects of their own: brought to the keys that
/// they had before, `mean_ttft` for `request_metrics.latency.ttft.mean`.
final class InferenceXNested {
    private static final String METRICS = "request_metrics";
    private static final List<String> TIMES = List.of("ttft", "e2el", "itl", "tpot", "intvty");

    /// Keys of statistics of lengths.
    private static final Map<String, String> LENGTHS =
            Map.of("input", "input_tokens", "output_actual", "output_tokens_actual");

    /// Keys of numbers, by their place.
    private static final Map<String, String> NUMBERS = Map.of(
            "/throughput/input/tokens_per_second", "input_tput_tps",
            "/throughput/output/tokens_per_second", "output_tput_tps",
            "/throughput/total/tokens_per_second", "total_tput_tps",
            "/throughput/duration_seconds", "duration_seconds",
            "/throughput/per_gpu/total_tput_tps", "tput_per_gpu",
            "/throughput/per_gpu/output_tput_tps", "output_tput_per_gpu",
            "/throughput/per_gpu/input_tput_tps", "input_tput_per_gpu");

    private InferenceXNested() {}

    /// An object of this form with the keys of before; any other as it is.
    static Fields flat(Fields fields) throws IOException {
        if (!fields.isObject(METRICS)) {
            return fields;
        }
        ObjectNode flat = JsonMapper.shared().createObjectNode();
        fields.keys().forEach(key -> flat.set(key, fields.node(key)));
        JsonNode metrics = fields.node(METRICS);
        TIMES.forEach(time -> put(flat, metrics.path("latency").path(time), time));
        LENGTHS.forEach((length, name) -> put(flat, metrics.path("tokens").path(length), name));
        NUMBERS.forEach((place, name) -> set(flat, name, metrics.at(place)));
        return Fields.of(fields.file(), flat);
    }

    private static void put(ObjectNode flat, JsonNode statistics, String name) {
        statistics
                .properties()
                .forEach(entry -> set(
                        flat,
                        (entry.getKey().equals("p50") ? "median" : entry.getKey()) + "_" + name,
                        entry.getValue()));
    }

    private static void set(ObjectNode flat, String name, JsonNode value) {
        if (!value.isMissingNode() && !flat.has(name)) {
            flat.set(name, value);
        }
    }
}
