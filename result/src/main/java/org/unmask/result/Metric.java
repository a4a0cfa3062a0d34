package org.unmask.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A quantity that another program measured, by its own definition.
///
/// Two metrics of one name are comparable only if their definitions are: programs do not count alike.
///
/// @param name  what is measured: `seconds`, `tokens_per_second`, `time_to_first_token`
/// @param unit  base unit: `s`, `tokens/s`; empty for a count
/// @param definition  how the program counts, in one sentence that names its own field
/// @param statistics  what is said of the samples, by name: [#MEAN], [#MEDIAN], [#STANDARD_DEVIATION], [#LEAST],
///     [#MOST], `p99` and other percentiles; [#VALUE] if the program states one number
/// @param samples  empty if the program does not give them
public record Metric(
        String name, String unit, String definition, Map<String, Double> statistics, List<Double> samples) {
    /// The only number there is.
    public static final String VALUE = "value";

    /// The arithmetic mean.
    public static final String MEAN = "mean";

    /// The middle of the samples.
    public static final String MEDIAN = "median";

    /// The standard deviation of the samples.
    public static final String STANDARD_DEVIATION = "standard_deviation";

    /// The least of the samples.
    public static final String LEAST = "min";

    /// The greatest of the samples.
    public static final String MOST = "max";

    public Metric {
        statistics = Collections.unmodifiableMap(new LinkedHashMap<>(statistics));
        samples = List.copyOf(samples);
        statistics.forEach((statistic, value) -> requireFinite(name + " " + statistic, value));
        for (Double sample : samples) {
            requireFinite(name + " samples", sample);
        }
    }

    private static void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + ": " + value + "; expected a number");
        }
    }

    /// The middle: the median; the mean, or the only number, if the program gives no median.
    public OptionalDouble middle() {
        return List.of(MEDIAN, MEAN, VALUE).stream()
                .map(this::statistic)
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    /// One of the statistics; empty if the program does not give it.
    public OptionalDouble statistic(String id) {
        Double value = statistics.get(id);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    ObjectNode json() {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("name", name)
                .put("unit", unit)
                .put("definition", definition);
        ObjectNode numbers = json.putObject("statistics");
        statistics.forEach(numbers::put);
        ArrayNode list = json.putArray("samples");
        samples.forEach(list::add);
        return json;
    }

    static Metric of(JsonNode json) {
        Map<String, Double> statistics = new LinkedHashMap<>();
        json.required("statistics")
                .properties()
                .forEach(
                        entry -> statistics.put(entry.getKey(), entry.getValue().asDouble()));
        List<Double> samples = new ArrayList<>();
        json.required("samples").forEach(sample -> samples.add(sample.asDouble()));
        return new Metric(
                json.required("name").asString(),
                json.required("unit").asString(),
                json.required("definition").asString(),
                statistics,
                samples);
    }
}
