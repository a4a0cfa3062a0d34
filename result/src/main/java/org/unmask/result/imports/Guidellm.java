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
/// cool-down; `requests`, which lists more, is left out. Times are milliseconds, but `request_latency` seconds. Of rates
/// only the mean is one over time: the others are rates from one piece to the next.
final class Guidellm implements Importer {
    static final String PROGRAM = "guidellm";
    private static final String BENCHMARKS = "benchmarks";
    private static final String SUCCESSFUL = "successful";
    private static final int KNOWN_VERSION = 1;

    private static final String OUTPUT_TOKEN = "time_per_output_token_ms";

    /// What versions before 0.4 have beside their metrics, and what they meant by time per output token.
    private static final String OLD = "run_stats";

    private static final String OLD_OUTPUT_TOKEN =
            "per request, time between first and last piece over all generated tokens, the first included";

    /// A distribution: its key, and seconds in its unit.
    private record Named(Quantity quantity, String key, double scale, String meaning) {
        boolean isRate() {
            return quantity.unit().endsWith("/s");
        }
    }

    private static final List<Named> NAMES = List.of(
            new Named(
                    Quantity.FIRST_TOKEN,
                    "time_to_first_token_ms",
                    MetricReader.MILLISECONDS,
                    "time from sending a request to the first piece of its answer"),
            new Named(
                    Quantity.OUTPUT_TOKEN,
                    OUTPUT_TOKEN,
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
                    "generated tokens of all requests over the time from the first of them to the last"),
            new Named(
                    Quantity.PROMPT_TOKENS_PER_SECOND,
                    "prompt_tokens_per_second",
                    1,
                    "tokens of all prompts over the time from the first prompt to the last"),
            new Named(
                    Quantity.PROCESSED_TOKENS_PER_SECOND,
                    "tokens_per_second",
                    1,
                    "tokens of all prompts and generated tokens over the time from the first of them to the last"),
            new Named(
                    Quantity.REQUESTS_PER_SECOND,
                    "requests_per_second",
                    1,
                    "answered requests over the time from the first of them to the last"),
            new Named(Quantity.CONCURRENCY, "request_concurrency", 1, "requests that are open at a time"),
            new Named(Quantity.PROMPT_LENGTH, "prompt_token_count", 1, "tokens of a prompt"),
            new Named(Quantity.GENERATED_LENGTH, "output_token_count", 1, "generated tokens of a request"));

    @Override
    public String id() {
        return "guidellm";
    }

    @Override
    public String summary() {
        return "guidellm: guidellm benchmark, benchmarks.json or benchmarks.yaml";
    }

    @Override
    public boolean reads(ForeignFile file) {
        if (!file.hasKeys(List.of(BENCHMARKS))) {
            return false;
        }
        JsonNode first = file.objects().getFirst().node(BENCHMARKS).path(0);
        return first.path("metrics").isObject() || GuidellmFirst.isReport(first);
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
            if (benchmark.isList(BENCHMARKS)) {
                for (Fields run : benchmark.objects(BENCHMARKS)) {
                    results.add(GuidellmFirst.result(benchmark, run, file.source(this, results.size() + 1)));
                }
            } else {
                results.add(result(fields, benchmark, file.source(this, results.size() + 1)));
            }
        }
        return results;
    }

    /// @param fields  of the file, which may name the model
    static ImportedResult result(Fields fields, Fields benchmark, ImportedResult.Source source) throws IOException {
        Fields metrics = benchmark.object("metrics");
        MetricReader reader = new MetricReader(PROGRAM, metrics);
        for (Named named : NAMES) {
            boolean isOld =
                    named.key().equals(OUTPUT_TOKEN) && benchmark.node(OLD).isObject();
            add(reader, metrics, named, isOld ? OLD_OUTPUT_TOKEN : named.meaning());
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
        if (benchmark.has(OLD)) {
            other.set(OLD, benchmark.node(OLD));
        }
        if (fields.has("metadata")) {
            other.set("metadata", fields.node("metadata"));
        }
        return new ImportedResult(source, AiperfMetrics.measured(setting, reader.metrics()), reader.metrics(), other);
    }

    private static void add(MetricReader reader, Fields metrics, Named named, String meaning) throws IOException {
        if (!metrics.isObject(named.key()) || !metrics.object(named.key()).isObject(SUCCESSFUL)) {
            return;
        }
        Fields distribution = metrics.object(named.key()).object(SUCCESSFUL);
        if (distribution.says("count", 0)) {
            return;
        }
        Map<String, Double> statistics = new LinkedHashMap<>();
        for (String name : named.isRate() ? List.of("mean") : distribution.keys()) {
            MetricReader.put(statistics, name, distribution, name, named.scale());
        }
        if (!named.isRate() && distribution.isObject("percentiles")) {
            Fields percentiles = distribution.object("percentiles");
            for (String name : percentiles.keys()) {
                MetricReader.put(statistics, percentile(name), percentiles, name, named.scale());
            }
        }
        reader.add(named.quantity(), named.key(), meaning, statistics, List.of());
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
