package org.unmask.web.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import org.unmask.core.traffic.Objective;
import org.unmask.result.Metric;
import org.unmask.result.imports.Quantity;

/// What the answers to a load amount to. Only complete answers count, for times, tokens and rates.
///
/// @param all  requests that were sent, in order
/// @param objective  what a good answer is, if that was said
public record Figures(List<Received> all, Optional<Objective> objective) {
    private static final double NANOS_PER_SECOND = 1e9;

    public Figures {
        all = List.copyOf(all);
    }

    /// Answers that are complete.
    public List<Received> answered() {
        return all.stream().filter(each -> each.error().isEmpty()).toList();
    }

    /// Time from the first request to the last answer.
    public double seconds() {
        long first = all.stream().mapToLong(Received::intended).min().orElse(0);
        long last = all.stream().mapToLong(Received::end).max().orElse(0);
        return (last - first) / NANOS_PER_SECOND;
    }

    /// Everything, each with how it is counted.
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        times(metrics);
        counts(metrics);
        return metrics;
    }

    private void times(List<Metric> metrics) {
        add(
                metrics,
                Quantity.FIRST_TOKEN,
                "time from when a request was to be sent to the first piece of its answer that holds text",
                Received::firstToken);
        add(
                metrics,
                Quantity.OUTPUT_TOKEN,
                "per request, time from the first piece to the last over the tokens after the first piece; if one"
                        + " piece is all, the whole time over its tokens",
                Received::outputToken);
        add(
                metrics,
                Quantity.INTER_TOKEN,
                "time between two pieces shared by the tokens of the later one, each token a sample; the first piece"
                        + " is none",
                betweenTokens());
        add(metrics, Quantity.INTER_CHUNK, "time between two pieces, however many tokens one brings", betweenChunks());
        add(
                metrics,
                Quantity.REQUEST_LATENCY,
                "time from when a request was to be sent to the end of its answer: the event that says why it ends",
                each -> OptionalDouble.of(each.endSeconds()));
        Weighted lags = new Weighted();
        all.forEach(each -> lags.add(each.lag(), 1));
        if (!lags.isEmpty()) {
            metrics.add(new Metric(
                    "generator_lag",
                    "s",
                    "time from when a request was to be sent to when it was, all requests; latencies include it",
                    lags.statistics(),
                    List.of()));
        }
        Weighted firsts = new Weighted();
        for (Received each : answered()) {
            each.firstTokens().ifPresent(tokens -> firsts.add(tokens, 1));
        }
        if (!firsts.isEmpty()) {
            metrics.add(new Metric(
                    "first_chunk_tokens",
                    "",
                    "tokens of the first piece of an answer",
                    firsts.statistics(),
                    List.of()));
        }
    }

    private void add(
            List<Metric> metrics, Quantity quantity, String definition, Function<Received, OptionalDouble> value) {
        Weighted weighted = new Weighted();
        List<Double> samples = new ArrayList<>();
        for (Received each : answered()) {
            value.apply(each).ifPresent(seconds -> {
                weighted.add(seconds, 1);
                samples.add(seconds);
            });
        }
        if (!weighted.isEmpty()) {
            metrics.add(new Metric(quantity.id(), quantity.unit(), definition, weighted.statistics(), samples));
        }
    }

    private static void add(List<Metric> metrics, Quantity quantity, String definition, Weighted weighted) {
        if (!weighted.isEmpty()) {
            metrics.add(new Metric(quantity.id(), quantity.unit(), definition, weighted.statistics(), List.of()));
        }
    }

    private Weighted betweenTokens() {
        Weighted weighted = new Weighted();
        for (Received each : answered()) {
            boolean single = each.tokens().isPresent()
                    && each.tokens().getAsInt() == each.chunks().size();
            for (int i = 1; i < each.chunks().size(); i++) {
                Chunk chunk = each.chunks().get(i);
                OptionalInt tokens = chunk.tokens().isEmpty() && single ? OptionalInt.of(1) : chunk.tokens();
                double seconds = (chunk.at() - each.chunks().get(i - 1).at()) / NANOS_PER_SECOND;
                tokens.ifPresent(count -> weighted.add(seconds / Math.max(1, count), count));
            }
        }
        return weighted;
    }

    private Weighted betweenChunks() {
        Weighted weighted = new Weighted();
        for (Received each : answered()) {
            for (int i = 1; i < each.chunks().size(); i++) {
                weighted.add(
                        (each.chunks().get(i).at() - each.chunks().get(i - 1).at()) / NANOS_PER_SECOND, 1);
            }
        }
        return weighted;
    }

    private void counts(List<Metric> metrics) {
        List<Received> answered = answered();
        double seconds = seconds();
        long generated = sum(answered, Received::tokens);
        long prompts = sum(answered, Received::promptTokens);
        value(
                metrics,
                Quantity.BENCHMARK_SECONDS,
                "time from when the first request was to be sent to the last answer",
                seconds);
        value(metrics, Quantity.REQUESTS, "requests with a complete answer", answered.size());
        value(metrics, Quantity.FAILED_REQUESTS, "requests without a complete answer", all.size() - answered.size());
        value(
                metrics,
                Quantity.PROMPT_TOKENS,
                "tokens of the prompts of complete answers, as the server counts them",
                prompts);
        value(
                metrics,
                Quantity.GENERATED_TOKENS,
                "tokens of complete answers, as the server counts them, or else the tokenizer",
                generated);
        if (seconds > 0) {
            value(
                    metrics,
                    Quantity.TOKENS_PER_SECOND,
                    "tokens of complete answers over the whole time",
                    generated / seconds);
            value(
                    metrics,
                    Quantity.REQUESTS_PER_SECOND,
                    "complete answers over the whole time",
                    answered.size() / seconds);
        }
        metrics.add(
                one("one_piece_answers", "", "complete answers that came in one piece", count(Received::isOnePiece)));
        objective.ifPresent(asked -> {
            long good = count(each -> asked.isMet(each.firstToken(), each.outputToken(), each.endSeconds()));
            metrics.add(one("good_requests", "", "complete answers that meet the objectives", good));
            if (seconds > 0) {
                metrics.add(
                        one("goodput", "1/s", "answers that meet the objectives over the whole time", good / seconds));
            }
        });
    }

    private long count(Predicate<Received> condition) {
        return answered().stream().filter(condition).count();
    }

    private static long sum(List<Received> answers, Function<Received, OptionalInt> tokens) {
        return answers.stream().mapToLong(each -> tokens.apply(each).orElse(0)).sum();
    }

    private static void value(List<Metric> metrics, Quantity quantity, String definition, double value) {
        metrics.add(one(quantity.id(), quantity.unit(), definition, value));
    }

    private static Metric one(String name, String unit, String definition, double value) {
        return new Metric(name, unit, definition, Map.of(Metric.VALUE, value), List.of());
    }

    /// Why some numbers are missing or should not be trusted, one sentence each.
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        long unknown = count(each -> each.tokens().isEmpty());
        if (unknown > 0) {
            remarks.add("the server did not count the tokens of " + unknown
                    + " answers, which count as none; give --tokenizer to count them here");
        }
        long undivided = count(each -> each.tokens().isPresent()
                && each.outputToken().isEmpty()
                && each.chunks().size() > 1);
        if (undivided > 0) {
            remarks.add("nobody counted the tokens of the pieces of " + undivided
                    + " answers, so they have no time per output token; give --tokenizer");
        }
        return remarks;
    }
}
