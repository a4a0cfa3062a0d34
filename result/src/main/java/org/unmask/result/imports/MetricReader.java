package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.input.Fields;
import org.unmask.result.Metric;
import org.unmask.result.Statistics;
import tools.jackson.databind.JsonNode;

/// Takes the metrics of a result from its fields, one after another. What the fields do not say has no metric.
final class MetricReader {
    /// Programs state milliseconds.
    static final double MILLISECONDS = 1e-3;

    private static final int NINETY_NINE = 99;

    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d+)?)");

    /// What programs call the statistics of a distribution.
    private static final Map<String, String> STATISTICS = Map.ofEntries(
            Map.entry("mean", Metric.MEAN),
            Map.entry("avg", Metric.MEAN),
            Map.entry("median", Metric.MEDIAN),
            Map.entry("p50", Metric.MEDIAN),
            Map.entry("std", Metric.STANDARD_DEVIATION),
            Map.entry("std_dev", Metric.STANDARD_DEVIATION),
            Map.entry("stdev", Metric.STANDARD_DEVIATION),
            Map.entry("min", Metric.LEAST),
            Map.entry("p0", Metric.LEAST),
            Map.entry("max", Metric.MOST),
            Map.entry("p100", Metric.MOST));

    private final String program;
    private final Fields fields;
    private final List<Metric> metrics = new ArrayList<>();

    /// @param program  whose definitions are said
    MetricReader(String program, Fields fields) {
        this.program = program;
        this.fields = fields;
    }

    /// The metrics so far.
    List<Metric> metrics() {
        return List.copyOf(metrics);
    }

    /// A number of its own.
    MetricReader value(Quantity quantity, String key, String meaning) throws IOException {
        return value(quantity, key, 1, meaning);
    }

    /// A number of its own.
    ///
    /// @param scale  of the base unit in the unit of the program
    MetricReader value(Quantity quantity, String key, double scale, String meaning) throws IOException {
        if (fields.has(key)) {
            double value = scaled(fields.number(key), scale);
            add(quantity, key, meaning, Map.of(Metric.VALUE, value), List.of());
        }
        return this;
    }

    /// A number of its own, or -1 where the program measured none.
    MetricReader valueUnlessMinusOne(Quantity quantity, String key, String meaning) throws IOException {
        return fields.says(key, -1) || fields.node(key).doubleValue(0) == -1 ? this : value(quantity, key, meaning);
    }

    /// Statistics whose keys end alike: `mean_ttft_ms`, `p99_ttft_ms`.
    ///
    /// @param key  what they end in
    MetricReader distribution(Quantity quantity, String key, double scale, String meaning) throws IOException {
        return distribution(quantity, key, scale, meaning, List.of());
    }

    /// Statistics whose keys end alike, and their samples.
    MetricReader distribution(Quantity quantity, String key, double scale, String meaning, List<Double> samples)
            throws IOException {
        Map<String, Double> statistics = new LinkedHashMap<>();
        String end = "_" + key;
        for (String name : fields.keys()) {
            if (name.endsWith(end)) {
                put(statistics, name.substring(0, name.length() - end.length()), fields, name, scale);
            }
        }
        return add(quantity, key, meaning, statistics, samples);
    }

    /// Statistics that stand in an object of their own: `{"mean": 1, "p99": 2}`.
    ///
    /// @param key  as the definition names the object
    MetricReader object(Quantity quantity, String key, Fields object, double scale, String meaning) throws IOException {
        Map<String, Double> statistics = new LinkedHashMap<>();
        for (String name : object.keys()) {
            put(statistics, name, object, name, scale);
        }
        return add(quantity, key, meaning, statistics, List.of());
    }

    /// Statistics that were made elsewhere. Times that are all 0 are those of nothing.
    MetricReader add(
            Quantity quantity, String key, String meaning, Map<String, Double> statistics, List<Double> samples) {
        boolean measured = statistics.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(Metric.STANDARD_DEVIATION)
                        && (entry.getValue() > 0 || !quantity.isNeverZero()));
        if (measured || !samples.isEmpty()) {
            metrics.add(new Metric(
                    quantity.id(), quantity.unit(), program + " " + key + ": " + meaning, statistics, samples));
        }
        return this;
    }

    /// What samples say; nothing if there are none.
    static Map<String, Double> statistics(List<Double> samples) {
        double[] values = samples.stream().mapToDouble(Double::doubleValue).toArray();
        Map<String, Double> statistics = new LinkedHashMap<>();
        if (values.length > 0) {
            statistics.put(
                    Metric.MEAN,
                    samples.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
            statistics.put(Metric.MEDIAN, Statistics.quantile(values, 50));
            statistics.put("p" + NINETY_NINE, Statistics.quantile(values, NINETY_NINE));
            statistics.put(Metric.LEAST, Statistics.quantile(values, 0));
            statistics.put(Metric.MOST, Statistics.quantile(values, 100));
        }
        return statistics;
    }

    /// Adds a statistic by its name in the program, if it is one and the key holds something.
    static void put(Map<String, Double> statistics, String name, Fields from, String key, double scale)
            throws IOException {
        Matcher percentile = PERCENTILE.matcher(name);
        String known = STATISTICS.getOrDefault(name, percentile.matches() ? name : "");
        if (!known.isEmpty() && from.has(key)) {
            statistics.put(known, scaled(from.number(key), scale));
        }
    }

    /// Numbers of a list, or of the lists in it, in the base unit; none if the key is missing.
    List<Double> samples(String key, double scale) throws IOException {
        List<Double> samples = new ArrayList<>();
        if (fields.has(key)) {
            collect(fields.node(key), key, scale, samples);
        }
        return samples;
    }

    /// A number in the base unit. A thousandth is divided by a thousand, so that 18 ms are 0.018 s to the last digit.
    static double scaled(double value, double scale) {
        return scale < 1 ? value / Math.rint(1 / scale) : value * scale;
    }

    private void collect(JsonNode list, String key, double scale, List<Double> to) throws IOException {
        if (!list.isArray()) {
            throw fields.bad(key, "a list of numbers");
        }
        for (JsonNode each : list) {
            if (each.isArray()) {
                collect(each, key, scale, to);
            } else if (each.isNumber() && each.doubleValue() >= 0 && Double.isFinite(each.doubleValue())) {
                to.add(scaled(each.doubleValue(), scale));
            } else {
                throw fields.bad(key, "numbers from 0");
            }
        }
    }

    /// A number that is no metric of its own; empty if the key is missing.
    OptionalDouble number(String key) throws IOException {
        return fields.has(key) ? OptionalDouble.of(fields.number(key)) : OptionalDouble.empty();
    }
}
