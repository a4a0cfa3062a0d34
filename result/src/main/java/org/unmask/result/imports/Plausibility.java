package org.unmask.result.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.core.text.Units;
import org.unmask.result.Arrival;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Metric;

/// Compares the numbers of a result with one another, and with what no machine does. A remark is no error: the numbers are
/// kept as the program wrote them.
final class Plausibility {
    /// No machine reads the weights of any language model in less, once a token.
    private static final double LEAST_TOKEN_SECONDS = 2e-6;

    /// Not even one request over a wire, and one launch of a kernel.
    private static final double LEAST_FIRST_TOKEN_SECONDS = 20e-6;

    /// Rounded numbers, and clocks that start and end elsewhere, differ by less.
    private static final double SLACK = 1.25;

    /// Times in a wrong unit are a thousand times too small or too great; nothing else is off by so much.
    private static final double FAR = 100;

    /// A pass over fewer tokens takes as long as one over none.
    private static final double MANY_TOKENS = 1000;

    private final ImportedResult result;
    private final List<String> remarks = new ArrayList<>();

    private Plausibility(ImportedResult result) {
        this.result = result;
    }

    /// What cannot be right, one sentence each.
    static List<String> remarks(ImportedResult result) {
        Plausibility check = new Plausibility(result);
        check.leastTimes();
        check.order();
        check.shareOfRates();
        check.ratesOfTotals();
        check.busyClients();
        check.timeOfBatch();
        check.timeOfPrompts();
        return check.remarks;
    }

    private void leastTimes() {
        for (Quantity quantity : List.of(Quantity.OUTPUT_TOKEN, Quantity.STEP_SECONDS)) {
            atLeast(quantity, LEAST_TOKEN_SECONDS);
        }
        for (Quantity quantity : List.of(Quantity.FIRST_TOKEN, Quantity.REQUEST_LATENCY)) {
            atLeast(quantity, LEAST_FIRST_TOKEN_SECONDS);
        }
    }

    private void atLeast(Quantity quantity, double seconds) {
        OptionalDouble value = middle(quantity);
        if (value.isPresent() && value.getAsDouble() < seconds) {
            remarks.add(quantity.id() + ": " + Units.seconds(value.getAsDouble())
                    + " is less than any machine takes; is the unit right?");
        }
    }

    /// Parts of a time are no longer than the whole.
    private void order() {
        notAbove(Quantity.FIRST_TOKEN, Quantity.REQUEST_LATENCY);
        notAbove(Quantity.FIRST_TOKEN, Quantity.BENCHMARK_SECONDS);
        notAbove(Quantity.REQUEST_LATENCY, Quantity.BENCHMARK_SECONDS);
        notAbove(Quantity.PROMPT_SECONDS, Quantity.SECONDS);
        notAbove(Quantity.DECODE_SECONDS, Quantity.SECONDS);
    }

    private void notAbove(Quantity part, Quantity whole) {
        OptionalDouble a = middle(part);
        OptionalDouble b = middle(whole);
        if (a.isPresent() && b.isPresent() && a.getAsDouble() > b.getAsDouble() * SLACK) {
            remarks.add(part.id() + ": " + Units.seconds(a.getAsDouble()) + " is longer than " + whole.id() + ", "
                    + Units.seconds(b.getAsDouble()) + "; is the unit right?");
        }
    }

    /// What is generated is a part of what is processed. The rate of prompts may leave the time of answers out.
    private void shareOfRates() {
        OptionalDouble processed = middle(Quantity.PROCESSED_TOKENS_PER_SECOND);
        for (Quantity quantity : List.of(Quantity.TOKENS_PER_SECOND, Quantity.PROMPT_TOKENS_PER_SECOND)) {
            OptionalDouble rate = middle(quantity);
            double most = quantity == Quantity.TOKENS_PER_SECOND ? SLACK : FAR;
            if (processed.isPresent() && rate.isPresent() && rate.getAsDouble() > most * processed.getAsDouble()) {
                remarks.add(quantity.id() + ": " + number(rate.getAsDouble()) + " tokens/s is "
                        + number(rate.getAsDouble() / processed.getAsDouble())
                        + " times the rate of prompts and answers together: the program divides by a part of the time"
                        + " that is nearly nothing");
            }
        }
    }

    private void ratesOfTotals() {
        rate(Quantity.TOKENS_PER_SECOND, Quantity.GENERATED_TOKENS);
        rate(Quantity.REQUESTS_PER_SECOND, Quantity.REQUESTS);
    }

    private void rate(Quantity quantity, Quantity total) {
        OptionalDouble rate = middle(quantity);
        OptionalDouble count = middle(total);
        OptionalDouble time = middle(Quantity.BENCHMARK_SECONDS);
        if (rate.isPresent() && count.isPresent() && time.isPresent() && time.getAsDouble() > 0) {
            double expected = count.getAsDouble() / time.getAsDouble();
            if (isFar(rate.getAsDouble(), expected, SLACK)) {
                remarks.add(quantity.id() + ": " + number(rate.getAsDouble()) + ", but " + total.id() + " over "
                        + Quantity.BENCHMARK_SECONDS.id() + " is " + number(expected));
            }
        }
    }

    /// Clients that always have one request open: the times of all requests fill those of all clients.
    private void busyClients() {
        OptionalDouble latency = latency();
        OptionalDouble requests = middle(Quantity.REQUESTS);
        OptionalDouble time = middle(Quantity.BENCHMARK_SECONDS);
        Optional<Arrival> arrival = result.setting().load().arrival();
        if (latency.isEmpty()
                || requests.isEmpty()
                || time.isEmpty()
                || !(arrival.orElse(null) instanceof Arrival.Concurrency clients)) {
            return;
        }
        double open = Math.min(clients.clients(), requests.getAsDouble()) * time.getAsDouble();
        double busy = requests.getAsDouble() * latency.getAsDouble();
        if (busy > open * SLACK || busy * FAR < open) {
            remarks.add("times of requests: " + number(requests.getAsDouble()) + " of "
                    + Units.seconds(latency.getAsDouble()) + " do not fit " + clients.clients() + " clients for "
                    + Units.seconds(time.getAsDouble()) + "; is the unit right?");
        }
    }

    /// The time of a request, or what its parts say of it.
    private OptionalDouble latency() {
        OptionalDouble whole = mean(Quantity.REQUEST_LATENCY);
        if (whole.isPresent()) {
            return whole;
        }
        OptionalDouble first = mean(Quantity.FIRST_TOKEN);
        OptionalDouble token = mean(Quantity.OUTPUT_TOKEN);
        OptionalDouble tokens = generatedTokens();
        return first.isPresent() && token.isPresent() && tokens.isPresent()
                ? OptionalDouble.of(first.getAsDouble() + token.getAsDouble() * (tokens.getAsDouble() - 1))
                : OptionalDouble.empty();
    }

    /// A rate of the tokens of a batch belongs to its time.
    private void timeOfBatch() {
        OptionalDouble seconds = middle(Quantity.SECONDS);
        OptionalDouble rate = middle(Quantity.TOKENS_PER_SECOND);
        OptionalDouble tokens = generatedTokens();
        if (seconds.isPresent()
                && rate.isPresent()
                && tokens.isPresent()
                && tokens.getAsDouble() > 0
                && result.setting().load().arrival().orElse(null) instanceof Arrival.Batch batch) {
            double expected = batch.sequences() * tokens.getAsDouble() / seconds.getAsDouble();
            if (isFar(rate.getAsDouble(), expected, 2)) {
                remarks.add(Quantity.TOKENS_PER_SECOND.id() + ": " + number(rate.getAsDouble()) + ", but tokens over "
                        + Quantity.SECONDS.id() + " is " + number(expected) + "; is the unit right?");
            }
        }
    }

    /// A generated token is not computed faster than a token of a prompt, whose pass has more of them at once.
    private void timeOfPrompts() {
        OptionalDouble seconds = middle(Quantity.SECONDS);
        OptionalDouble rate = middle(Quantity.DECODE_TOKENS_PER_SECOND);
        OptionalDouble generated = generatedTokens();
        OptionalDouble prompt = tokens(result.setting().load().promptTokens());
        if (seconds.isEmpty()
                || rate.isEmpty()
                || generated.isEmpty()
                || prompt.isEmpty()
                || !(result.setting().load().arrival().orElse(null) instanceof Arrival.Batch batch)) {
            return;
        }
        double prompts = batch.sequences() * prompt.getAsDouble();
        double rest = seconds.getAsDouble() - batch.sequences() * generated.getAsDouble() / rate.getAsDouble();
        if (prompts >= MANY_TOKENS && rest > 0 && rate.getAsDouble() > 2 * prompts / rest) {
            remarks.add(Quantity.DECODE_TOKENS_PER_SECOND.id() + ": " + number(rate.getAsDouble()) + " tokens/s leaves "
                    + Units.seconds(rest) + " of " + Units.seconds(seconds.getAsDouble()) + " to prompts, "
                    + number(prompts / rest) + " tokens/s; the program divides by a part of the time that is nearly"
                    + " nothing");
        }
    }

    private OptionalDouble generatedTokens() {
        return tokens(result.setting().load().generatedTokens());
    }

    private static OptionalDouble tokens(Optional<Lengths> lengths) {
        return switch (lengths.orElse(null)) {
            case Lengths.Fixed fixed -> OptionalDouble.of(fixed.tokens());
            case Lengths.Drawn drawn -> OptionalDouble.of(drawn.mean());
            case Lengths.AsGiven _ -> OptionalDouble.empty();
            case null -> OptionalDouble.empty();
        };
    }

    private static boolean isFar(double a, double b, double times) {
        return a > b * times || b > a * times;
    }

    private OptionalDouble middle(Quantity quantity) {
        return result.metric(quantity.id()).map(Metric::middle).orElse(OptionalDouble.empty());
    }

    private OptionalDouble mean(Quantity quantity) {
        OptionalDouble mean = result.metric(quantity.id())
                .map(metric -> metric.statistic(Metric.MEAN))
                .orElse(OptionalDouble.empty());
        return mean.isPresent() ? mean : middle(quantity);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }
}
