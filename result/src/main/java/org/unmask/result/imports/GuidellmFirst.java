package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Load;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reports of guidellm 0.1: benchmarks within benchmarks, every request with the times of its start, its first token and its
/// end, in seconds of the clock. What it sums up is summed up here again from the requests, as its first releases did not
/// write their sums.
final class GuidellmFirst {
    private static final String PROGRAM = Guidellm.PROGRAM + " 0.1";
    private static final String BENCHMARKS = "benchmarks";
    private static final String RESULTS = "results";
    private static final String TOKENS = "output_token_count";

    private GuidellmFirst() {}

    /// Whether an element of `benchmarks` is such a report.
    static boolean isReport(JsonNode report) {
        return report.path(BENCHMARKS).path(0).has("mode")
                && report.path(BENCHMARKS).path(0).path(RESULTS).isArray();
    }

    /// @param report  which names the model
    /// @param run  of one mode and rate
    static ImportedResult result(Fields report, Fields run, ImportedResult.Source source) throws IOException {
        Map<Quantity, List<Double>> samples = new LinkedHashMap<>();
        double first = Double.POSITIVE_INFINITY;
        double last = 0;
        double tokens = 0;
        List<Fields> requests = run.objects(RESULTS);
        for (Fields request : requests) {
            double start = request.positive("start_time");
            first = Math.min(first, start);
            last = Math.max(last, request.positive("end_time"));
            tokens += request.has(TOKENS) ? request.number(TOKENS) : 0;
            collect(request, start, samples);
        }
        MetricReader reader = new MetricReader(PROGRAM, run);
        add(
                reader,
                Quantity.FIRST_TOKEN,
                "first_token_time",
                "time from the start of a request to its first token",
                samples);
        add(reader, Quantity.REQUEST_LATENCY, "end_time", "time from the start of a request to its end", samples);
        add(reader, Quantity.PROMPT_LENGTH, "prompt_token_count", "tokens of a prompt", samples);
        add(reader, Quantity.GENERATED_LENGTH, TOKENS, "generated tokens of a request", samples);
        if (last > first) {
            reader.add(
                    Quantity.TOKENS_PER_SECOND,
                    TOKENS,
                    "generated tokens of all answered requests over the time from the first start to the last end",
                    Map.of(Metric.VALUE, tokens / (last - first)),
                    List.of());
        }
        reader.add(
                        Quantity.REQUESTS,
                        RESULTS,
                        "requests that were answered",
                        Map.of(Metric.VALUE, (double) requests.size()),
                        List.of())
                .add(
                        Quantity.FAILED_REQUESTS,
                        "errors",
                        "requests that failed",
                        Map.of(Metric.VALUE, (double) run.node("errors").size()),
                        List.of());
        Optional<String> model =
                report.isObject("args") ? report.object("args").optionalText("model") : Optional.empty();
        Setting setting = Setting.UNKNOWN
                .with(Served.model(model))
                .with(new Load(arrival(run), Optional.empty(), Optional.empty()));
        ObjectNode other = run.rest();
        other.remove("concurrencies");
        return new ImportedResult(source, AiperfMetrics.measured(setting, reader.metrics()), reader.metrics(), other);
    }

    private static void collect(Fields request, double start, Map<Quantity, List<Double>> samples) throws IOException {
        if (request.has("first_token_time")) {
            put(samples, Quantity.FIRST_TOKEN, request.positive("first_token_time") - start, request);
        }
        put(samples, Quantity.REQUEST_LATENCY, request.positive("end_time") - start, request);
        for (Map.Entry<Quantity, String> length : Map.of(
                        Quantity.PROMPT_LENGTH, "prompt_token_count", Quantity.GENERATED_LENGTH, TOKENS)
                .entrySet()) {
            if (request.has(length.getValue())) {
                put(samples, length.getKey(), request.number(length.getValue()), request);
            }
        }
    }

    private static void put(Map<Quantity, List<Double>> samples, Quantity quantity, double value, Fields request)
            throws IOException {
        if (value < 0) {
            throw request.bad("start_time", "a time before those of the first token and the end");
        }
        samples.computeIfAbsent(quantity, _ -> new ArrayList<>()).add(value);
    }

    private static void add(
            MetricReader reader, Quantity quantity, String key, String meaning, Map<Quantity, List<Double>> samples) {
        List<Double> own = samples.getOrDefault(quantity, List.of());
        reader.add(quantity, key, meaning, MetricReader.statistics(own), own);
    }

    private static Optional<Arrival> arrival(Fields run) throws IOException {
        if (run.says("mode", "synchronous")) {
            return Optional.of(new Arrival.Concurrency(1));
        }
        return run.says("mode", "asynchronous") && run.has("rate")
                ? Optional.of(new Arrival.Rate(run.positive("rate")))
                : Optional.empty();
    }
}
