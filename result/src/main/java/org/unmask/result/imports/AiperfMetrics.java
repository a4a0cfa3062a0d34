package org.unmask.result.imports;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Metric;
import org.unmask.result.Setting;

/// What AIPerf, and GenAI-Perf before it, measure: the names of their metrics, and their units, which stand beside each
/// number.
final class AiperfMetrics {
    /// A metric of the program.
    private record Named(Quantity quantity, String meaning) {}

    /// A unit in base units.
    private record Unit(String base, double scale) {}

    private static final Named FIRST =
            new Named(Quantity.FIRST_TOKEN, "time from sending a request to the first piece of its answer");
    private static final Named SECOND = new Named(Quantity.SECOND_TOKEN, "time between the first two pieces");
    private static final Named PROMPTS = new Named(Quantity.PROMPT_TOKENS, "tokens of all prompts");
    private static final Named GENERATED =
            new Named(Quantity.GENERATED_TOKENS, "generated tokens of all answered requests, reasoning included");

    private static final Map<String, Named> NAMES = Map.ofEntries(
            Map.entry("time_to_first_token", FIRST),
            Map.entry("ttft", FIRST),
            Map.entry("time_to_second_token", SECOND),
            Map.entry("ttst", SECOND),
            Map.entry(
                    "inter_token_latency",
                    new Named(
                            Quantity.INTER_TOKEN,
                            "per request, time after the first piece over generated tokens less one: what others call"
                                    + " TPOT")),
            Map.entry(
                    "inter_chunk_latency",
                    new Named(Quantity.INTER_CHUNK, "time between pieces of an answer, which is what a reader waits")),
            Map.entry(
                    "request_latency",
                    new Named(Quantity.REQUEST_LATENCY, "time from sending a request to the last piece of its answer")),
            Map.entry(
                    "output_token_throughput",
                    new Named(
                            Quantity.TOKENS_PER_SECOND,
                            "generated tokens of all answered requests, reasoning included, over the time of the"
                                    + " benchmark")),
            Map.entry(
                    "output_token_throughput_per_user",
                    new Named(Quantity.SEQUENCE_TOKENS_PER_SECOND, "per request, 1 over inter_token_latency")),
            Map.entry(
                    "output_token_throughput_per_request",
                    new Named(
                            Quantity.SEQUENCE_TOKENS_PER_SECOND,
                            "per request, generated tokens over its whole time, the prompt included")),
            Map.entry(
                    "input_token_throughput",
                    new Named(
                            Quantity.PROMPT_TOKENS_PER_SECOND, "tokens of all prompts over the time of the benchmark")),
            Map.entry(
                    "total_token_throughput",
                    new Named(
                            Quantity.PROCESSED_TOKENS_PER_SECOND,
                            "tokens of prompts and generated tokens over the time of the benchmark")),
            Map.entry(
                    "request_throughput",
                    new Named(Quantity.REQUESTS_PER_SECOND, "answered requests over the time of the benchmark")),
            Map.entry("request_count", new Named(Quantity.REQUESTS, "requests that were answered")),
            Map.entry("error_request_count", new Named(Quantity.FAILED_REQUESTS, "requests that failed")),
            Map.entry(
                    "benchmark_duration",
                    new Named(Quantity.BENCHMARK_SECONDS, "time from the first request to the last answer")),
            Map.entry("input_sequence_length", new Named(Quantity.PROMPT_LENGTH, "tokens of a prompt")),
            Map.entry("num_input_token", new Named(Quantity.PROMPT_LENGTH, "tokens of a prompt")),
            Map.entry("num_output_token", new Named(Quantity.GENERATED_LENGTH, "generated tokens of a request")),
            Map.entry(
                    "output_sequence_length",
                    new Named(Quantity.GENERATED_LENGTH, "generated tokens of a request, reasoning included")),
            Map.entry("total_isl", PROMPTS),
            Map.entry("total_input_sequence_length", PROMPTS),
            Map.entry("total_osl", GENERATED),
            Map.entry("total_output_sequence_length", GENERATED));

    private static final Map<String, Unit> UNITS = Map.ofEntries(
            Map.entry("ns", new Unit("s", 1e-9)),
            Map.entry("us", new Unit("s", 1e-6)),
            Map.entry("ms", new Unit("s", 1e-3)),
            Map.entry("s", new Unit("s", 1)),
            Map.entry("sec", new Unit("s", 1)),
            Map.entry("seconds", new Unit("s", 1)),
            Map.entry("tokens/sec", new Unit("tokens/s", 1)),
            Map.entry("tokens/s", new Unit("tokens/s", 1)),
            Map.entry("tokens per sec", new Unit("tokens/s", 1)),
            Map.entry("tokens/sec/user", new Unit("tokens/s", 1)),
            Map.entry("requests/sec", new Unit("1/s", 1)),
            Map.entry("requests/s", new Unit("1/s", 1)),
            Map.entry("requests per sec", new Unit("1/s", 1)),
            Map.entry("tokens", new Unit("", 1)),
            Map.entry("requests", new Unit("", 1)),
            Map.entry("count", new Unit("", 1)));

    /// A unit that only a rate has.
    private static final String PER_SECOND = "per sec";

    private AiperfMetrics() {}

    /// Whether metrics have this name.
    static boolean knows(String name) {
        return NAMES.containsKey(name);
    }

    private static Named named(String name) {
        return Optional.ofNullable(NAMES.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no metric '" + name + "'"));
    }

    /// What a metric of this name measures.
    static Quantity quantity(String name) {
        return named(name).quantity();
    }

    /// Adds a metric by its name.
    ///
    /// @param metric  `unit`, `avg`, `p99`, ... of it
    static void add(MetricReader reader, String name, Fields metric) throws IOException {
        Named named = named(name);
        reader.object(named.quantity(), name, metric, scale(named.quantity(), metric), named.meaning());
    }

    /// Adds a metric by its name and samples.
    static void add(MetricReader reader, String name, Map<String, Double> statistics, List<Double> samples) {
        reader.add(named(name).quantity(), name, named(name).meaning(), statistics, samples);
    }

    /// The base unit in the unit that stands beside a number. A count may have none.
    static double scale(Quantity quantity, Fields metric) throws IOException {
        String unit = metric.verbatim("unit").orElse("");
        if ((unit.isEmpty() && quantity.unit().isEmpty())
                || (unit.equals(PER_SECOND) && quantity.unit().endsWith("/s"))) {
            return 1;
        }
        Unit known = UNITS.get(unit);
        if (known == null || !known.base().equals(quantity.unit())) {
            throw metric.bad("unit", "a unit of " + (quantity.unit().isEmpty() ? "a count" : quantity.unit()));
        }
        return known.scale();
    }

    /// The setting with the lengths that were measured.
    static Setting measured(Setting setting, List<Metric> metrics) {
        return setting.with(new Load(
                setting.load().arrival(),
                lengths(metrics, Quantity.PROMPT_LENGTH),
                lengths(metrics, Quantity.GENERATED_LENGTH)));
    }

    private static Optional<Lengths> lengths(List<Metric> metrics, Quantity quantity) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(quantity.id()))
                .findFirst()
                .flatMap(Served::lengths);
    }
}
