package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Load;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Benchmarks of guidellm: `benchmarks.json`. Every rate or number of clients of a sweep is a result of its own.
///
/// Distributions are those of the requests that were answered inside the measured window, without warm-up and
/// cool-down; `requests`, which lists more, is left out. Times are milliseconds, but `request_latency` seconds.
final class Guidellm implements Importer {
    private static final String PROGRAM = "guidellm";
    private static final String BENCHMARKS = "benchmarks";
    private static final String SUCCESSFUL = "successful";
    private static final int KNOWN_VERSION = 1;

    /// A distribution: its key, and seconds in its unit.
    private record Named(Quantity quantity, String key, double scale, String meaning) {}

    private static final List<Named> NAMES = List.of(
            new Named(
                    Quantity.FIRST_TOKEN,
                    "time_to_first_token_ms",
                    MetricReader.MILLISECONDS,
                    "time from sending a request to the first piece of its answer"),
            new Named(
                    Quantity.OUTPUT_TOKEN,
                    "time_per_output_token_ms",
                    MetricReader.MILLISECONDS,
                    "per request, its time over all its generated tokens, the first included"),
            new Named(
                    Quantity.INTER_TOKEN,
                    "inter_token_latency_ms",
                    MetricReader.MILLISECONDS,
                    "per request, time between first and last piece over generated tokens less one: what others call TPOT"),
            new Named(Quantity.REQUEST_LATENCY, "request_latency", 1, "time of a request, in seconds"),
            new Named(
                    Quantity.TOKENS_PER_SECOND,
                    "output_tokens_per_second",
                    1,
                    "generated tokens of all requests over time"),
            new Named(
                    Quantity.PROMPT_TOKENS_PER_SECOND,
                    "prompt_tokens_per_second",
                    1,
                    "tokens of all prompts over time"),
            new Named(
                    Quantity.PROCESSED_TOKENS_PER_SECOND,
                    "tokens_per_second",
                    1,
                    "tokens of all prompts and generated tokens over time"),
            new Named(Quantity.REQUESTS_PER_SECOND, "requests_per_second", 1, "answered requests over time"),
            new Named(Quantity.CONCURRENCY, "request_concurrency", 1, "requests that are open at a time"),
            new Named(Quantity.PROMPT_LENGTH, "prompt_token_count", 1, "tokens of a prompt"),
            new Named(Quantity.GENERATED_LENGTH, "output_token_count", 1, "generated tokens of a request"));

    @Override
    public String id() {
        return "guidellm";
    }

    @Override
    public String summary() {
        return "guidellm: guidellm benchmark, benchmarks.json";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(List.of(BENCHMARKS))
                && file.objects()
                        .getFirst()
                        .node(BENCHMARKS)
                        .path(0)
                        .path("metrics")
                        .isObject();
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        Fields fields = file.only();
        if (fields.isObject("metadata")
                && fields.object("metadata").decimal("version", KNOWN_VERSION) > KNOWN_VERSION) {
            throw fields.object("metadata").bad("version", "1: newer formats are not known");
        }
        for (Fields benchmark : fields.objects(BENCHMARKS)) {
            results.add(result(fields, benchmark, file.source(this, results.size() + 1)));
        }
        return results;
    }

    private static ImportedResult result(Fields fields, Fields benchmark, ImportedResult.Source source)
            throws IOException {
        Fields metrics = benchmark.object("metrics");
        MetricReader reader = new MetricReader(PROGRAM, metrics);
        for (Named named : NAMES) {
            add(reader, metrics, named);
        }
        if (metrics.isObject("request_totals")) {
            Fields totals = metrics.object("request_totals");
            count(reader, totals, Quantity.REQUESTS, SUCCESSFUL, "requests answered in the measured window");
            count(reader, totals, Quantity.FAILED_REQUESTS, "errored", "requests that failed in the measured window");
        }
        Setting setting = Setting.UNKNOWN
                .with(Served.model(model(fields, benchmark)))
                .with(new Load(arrival(benchmark), Optional.empty(), Optional.empty()));
        ObjectNode other = benchmark.rest();
        other.remove(List.of("requests", "request_samples"));
        other.set("metrics", metrics.rest());
        if (fields.has("metadata")) {
            other.set("metadata", fields.node("metadata"));
        }
        return new ImportedResult(source, AiperfMetrics.measured(setting, reader.metrics()), reader.metrics(), other);
    }

    private static void add(MetricReader reader, Fields metrics, Named named) throws IOException {
        if (!metrics.isObject(named.key()) || !metrics.object(named.key()).isObject(SUCCESSFUL)) {
            return;
        }
        Fields distribution = metrics.object(named.key()).object(SUCCESSFUL);
        if (distribution.says("count", 0)) {
            return;
        }
        Map<String, Double> statistics = new LinkedHashMap<>();
        for (String name : distribution.keys()) {
            MetricReader.put(statistics, name, distribution, name, named.scale());
        }
        if (distribution.isObject("percentiles")) {
            Fields percentiles = distribution.object("percentiles");
            for (String name : percentiles.keys()) {
                MetricReader.put(statistics, percentile(name), percentiles, name, named.scale());
            }
        }
        reader.add(named.quantity(), named.key(), named.meaning(), statistics, List.of());
    }

    /// Percentiles are written as digits behind a point: `p05` is the fifth, `p999` the 99.9th.
    private static String percentile(String name) {
        if (!name.matches("p\\d{2,3}")) {
            return name;
        }
        String digits = name.substring(1);
        String fraction = digits.length() == 3 ? "." + digits.charAt(2) : "";
        return "p" + Integer.parseInt(digits.substring(0, 2)) + fraction;
    }

    private static void count(MetricReader reader, Fields totals, Quantity quantity, String key, String meaning)
            throws IOException {
        if (totals.has(key)) {
            Map<String, Double> value = Map.of(Metric.VALUE, totals.number(key));
            reader.add(quantity, "request_totals." + key, meaning, value, List.of());
        }
    }

    private static Optional<String> model(Fields fields, Fields benchmark) {
        return Stream.of(
                        fields.node("args").path("model"),
                        fields.node("args").path("backend").path("model"),
                        benchmark.node("config").path("backend").path("model"),
                        benchmark.node("worker").path("backend_model"),
                        benchmark.node("benchmarker").path("backend").path("model"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .findFirst();
    }

    private static Optional<Arrival> arrival(Fields benchmark) {
        JsonNode strategy = Stream.of(
                        benchmark.node("config").path("strategy"),
                        benchmark.node("args").path("strategy"),
                        benchmark.node("scheduler").path("strategy"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElse(benchmark.node("strategy"));
        JsonNode rate = strategy.path("rate");
        JsonNode clients = strategy.has("streams") ? strategy.path("streams") : strategy.path("max_concurrency");
        return switch (strategy.path("type_").asString(strategy.path("kind").asString(""))) {
            case "synchronous" -> Optional.of(new Arrival.Concurrency(1));
            case "concurrent", "throughput" ->
                clients.isInt() && clients.intValue() > 0
                        ? Optional.of(new Arrival.Concurrency(clients.intValue()))
                        : Optional.empty();
            case "constant", "poisson", "async" ->
                rate.isNumber() && rate.doubleValue() > 0
                        ? Optional.of(new Arrival.Rate(rate.doubleValue()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
