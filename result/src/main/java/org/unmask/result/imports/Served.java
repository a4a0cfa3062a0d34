package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unmask.core.op.DType;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.Checkpoint;
import org.unmask.result.Lengths;
import org.unmask.result.Metric;
import org.unmask.result.Stack;
import tools.jackson.databind.JsonNode;

/// What clients that put load on a server say of it, in the terms of a setting.
final class Served {
    private static final Set<String> UNLIMITED = Set.of("inf", "Infinity", "infinity");

    /// Of requests that come at the times of a trace there is no one rate.
    private static final String TRACE = "trace";
    private static final Pattern CACHE = Pattern.compile(".*/models--([^/]+?)--([^/]+)/snapshots/.*");

    private static final Map<String, DType> TYPES = Map.ofEntries(
            Map.entry("bfloat16", DType.BFLOAT16),
            Map.entry("bf16", DType.BFLOAT16),
            Map.entry("float16", DType.FP16),
            Map.entry("fp16", DType.FP16),
            Map.entry("half", DType.FP16),
            Map.entry("float32", DType.FLOAT32),
            Map.entry("float", DType.FLOAT32),
            Map.entry("fp32", DType.FLOAT32),
            Map.entry("fp8", DType.FP8),
            Map.entry("fp8_e4m3", DType.FP8),
            Map.entry("fp8_e5m2", DType.FP8),
            Map.entry("fp4", DType.FP4),
            Map.entry("int8", DType.INT8),
            Map.entry("int4", DType.INT4),
            Map.entry("w8a8", DType.W8A8),
            Map.entry("w4a8", DType.W4A8));

    private Served() {}

    /// A model by its name. That of a folder is its last part, or what it says of a hub's cache.
    static Checkpoint model(Optional<String> name) {
        return name.map(Served::model).orElse(Checkpoint.UNKNOWN);
    }

    private static Checkpoint model(String name) {
        if (!name.matches("[/~.\\\\].*|[A-Za-z]:[/\\\\].*")) {
            return Checkpoint.named(name);
        }
        Matcher cache = CACHE.matcher(name + "/");
        String last = name.replaceFirst("[/\\\\]+$", "").replaceFirst("^.*[/\\\\]", "");
        return new Checkpoint(
                Optional.of(cache.matches() ? cache.group(1) + "/" + cache.group(2) : last),
                Optional.empty(),
                Optional.of(name),
                Optional.empty());
    }

    /// How requests came. Without a limit of rate and clients, every request has a client of its own. Requests at the times
    /// of a trace, or at a rate that grows, have no rate.
    ///
    /// @param rate  key of the requests a second
    /// @param clients  key of the most requests that are open at a time
    /// @param requests  key of the number of requests
    static Optional<Arrival> arrival(Fields fields, String rate, String clients, String requests) throws IOException {
        if (fields.says(rate, TRACE) || fields.has("ramp_up_strategy")) {
            return Optional.empty();
        }
        if (fields.has(rate) && !isUnlimited(fields.node(rate))) {
            return Optional.of(new Arrival.Rate(fields.positive(rate)));
        }
        if (fields.has(clients)) {
            return Optional.of(new Arrival.Concurrency(number(fields, clients)));
        }
        return fields.has(rate) && fields.has(requests)
                ? Optional.of(new Arrival.Concurrency(number(fields, requests)))
                : Optional.empty();
    }

    /// A number of clients, which tables that miss some write as `8.0`.
    private static int number(Fields fields, String key) throws IOException {
        long number = fields.large(key);
        if (number > Integer.MAX_VALUE) {
            throw fields.bad(key, "a whole number from 1 to " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    private static boolean isUnlimited(JsonNode rate) {
        return rate.isString()
                ? UNLIMITED.contains(rate.stringValue())
                : rate.isNumber() && rate.doubleValue() == Double.POSITIVE_INFINITY;
    }

    /// Lengths of which totals are known.
    static Optional<Lengths> mean(OptionalDouble tokens, OptionalDouble requests) {
        return tokens.isPresent() && requests.isPresent() && requests.getAsDouble() > 0
                ? Optional.of(measured(tokens.getAsDouble() / requests.getAsDouble()))
                : Optional.empty();
    }

    /// Lengths of which the mean is known.
    static Lengths measured(double mean) {
        return new Lengths.Drawn(Lengths.MEASURED, mean, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Lengths that are all known; empty if there are none.
    static Optional<Lengths> measured(List<Double> lengths) {
        if (lengths.isEmpty()) {
            return Optional.empty();
        }
        double least = lengths.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = lengths.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double mean =
                lengths.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return Optional.of(
                least == most
                        ? new Lengths.Fixed((int) least)
                        : new Lengths.Drawn(
                                Lengths.MEASURED, mean, Optional.empty(), Optional.of((int) least), Optional.of((int)
                                        most)));
    }

    /// A program of which its name is known, with those options that the fields name.
    static Stack stack(Optional<String> name, Optional<String> version, Map<String, String> options) {
        return new Stack(
                name, version, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), options);
    }

    /// The options of a program that fields name, as they are written. What holds nothing, or more than a value, is none.
    static Map<String, String> options(Fields fields, Stream<String> keys) {
        Map<String, String> options = new TreeMap<>();
        keys.filter(fields.keys()::contains).forEach(key -> {
            JsonNode value = fields.node(key);
            if (value.isValueNode() && !value.isNull()) {
                options.put(key, value.asString());
            }
        });
        return options;
    }

    /// An element type by the name that Python programs give it; empty for `auto`, and for what is none.
    static Optional<DType> type(Optional<String> name) {
        return name.map(text -> text.replaceFirst("^torch\\.", "").toLowerCase(Locale.ROOT))
                .map(TYPES::get);
    }

    /// Lengths of which statistics are known; empty if their mean is not.
    static Optional<Lengths> lengths(Metric metric) {
        OptionalDouble least = metric.statistic(Metric.LEAST);
        OptionalDouble most = metric.statistic(Metric.MOST);
        if (least.isPresent() && least.equals(most)) {
            return Optional.of(new Lengths.Fixed((int) Math.rint(least.getAsDouble())));
        }
        return boxed(metric.statistic(Metric.MEAN))
                .map(mean -> new Lengths.Drawn(
                        Lengths.MEASURED,
                        mean,
                        boxed(metric.statistic(Metric.STANDARD_DEVIATION)),
                        boxed(least).map(Double::intValue),
                        boxed(most).map(Double::intValue)));
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    /// A whole number from 1 as a part of a setting.
    static Optional<Integer> count(Fields fields, String key) throws IOException {
        OptionalInt count = fields.optionalCount(key);
        return count.isPresent() ? Optional.of(count.getAsInt()) : Optional.empty();
    }
}
