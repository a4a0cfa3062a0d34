package org.unmask.app.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.decode.StrategySpec;
import org.unmask.result.Arrival;
import org.unmask.result.Lengths;
import org.unmask.result.Setting;
import org.unmask.result.compare.Series;

/// Claims that results make: of each setting the times and rates that a roof bounds.
final class SettingClaims {
    /// The quantities of results by their names.
    private static final Map<String, Measure> MEASURES = Map.ofEntries(
            Map.entry("tokens_per_second", Measure.RATE),
            Map.entry("tokens_per_second_per_device", Measure.DEVICE_RATE),
            Map.entry("tokens_per_second_per_sequence", Measure.USER_DECODE_RATE),
            Map.entry("decode_tokens_per_second", Measure.DECODE_RATE),
            Map.entry("prompt_tokens_per_second", Measure.PROMPT_RATE),
            Map.entry("seconds", Measure.SECONDS),
            Map.entry("request_latency", Measure.SECONDS),
            Map.entry("prompt_seconds", Measure.PROMPT_SECONDS),
            Map.entry("forward_seconds", Measure.PROMPT_SECONDS),
            Map.entry("time_to_first_token", Measure.PROMPT_SECONDS),
            Map.entry("first_token_seconds", Measure.PROMPT_SECONDS),
            Map.entry("decode_seconds", Measure.DECODE_SECONDS),
            Map.entry("time_per_output_token", Measure.TOKEN_SECONDS),
            Map.entry("step_seconds", Measure.TOKEN_SECONDS));

    /// Times of one request among others.
    private static final List<String> ALONE = List.of(
            "request_latency", "time_to_first_token", "time_per_output_token", "tokens_per_second_per_sequence");

    /// Of these the times of requests that share passes.
    private static final List<String> SHARED =
            List.of("request_latency", "time_per_output_token", "tokens_per_second_per_sequence");

    private final Series series;
    private final Measure measure;
    private final boolean bound;
    private final List<String> said = new ArrayList<>();

    private SettingClaims(Series series, Measure measure, boolean bound) {
        this.series = series;
        this.measure = measure;
        this.bound = bound;
    }

    /// The claim of a series; empty if roofs say nothing of its quantity.
    static Optional<Claimed> of(String source, Series series) {
        return of(source, series, true);
    }

    /// The claim of a series as it is expected, not as it is possible: requests of several clients share their passes.
    static Optional<Claimed> shared(String source, Series series) {
        return of(source, series, false);
    }

    private static Optional<Claimed> of(String source, Series series, boolean bound) {
        Measure measure = MEASURES.get(series.name());
        if (measure == null || isWholeRun(series, measure)) {
            return Optional.empty();
        }
        return Optional.of(new SettingClaims(series, measure, bound).claim(source + ", " + series.name()));
    }

    /// Servers say tokens of prompts over the time of everything.
    private static boolean isWholeRun(Series series, Measure measure) {
        return measure == Measure.PROMPT_RATE
                && !(series.setting().load().arrival().orElse(null) instanceof Arrival.Batch);
    }

    private Claimed claim(String source) {
        Setting setting = series.setting();
        Optional<Integer> generated = tokens("answers", setting.load().generatedTokens());
        boolean promptsOnly = generated.isPresent() && generated.get() == 0;
        Claimed.Stated stated = new Claimed.Stated(
                setting.model().id(),
                setting.machine().name(),
                setting.machine().count(),
                setting.strategy().map(StrategySpec::toString),
                batch(setting),
                tokens("prompts", setting.load().promptTokens()),
                promptsOnly ? Optional.of(1) : generated,
                setting.logits(),
                setting.types(),
                setting.model().quantization(),
                setting.cached().orElse(false));
        Measure part = promptsOnly && measure == Measure.SECONDS
                ? Measure.PROMPT_SECONDS
                : stated.inCache() && measure == Measure.RATE ? Measure.DECODE_RATE : measure;
        return new Claimed(source, "", part, Optional.of(series.value()), stated, said);
    }

    private Optional<Integer> batch(Setting setting) {
        Optional<Integer> together = switch (setting.load().arrival().orElse(null)) {
            case Arrival.Batch batch -> Optional.of(batch.sequences());
            case Arrival.Concurrency clients -> Optional.of(clients.clients());
            case Arrival.Rate _ -> Optional.empty();
            case null -> Optional.empty();
        };
        boolean alone = ALONE.contains(series.name()) && (bound || !SHARED.contains(series.name()));
        if (alone && together.orElse(2) > 1) {
            said.add("the request is alone: others beside it would only slow it down");
            return Optional.of(1);
        }
        if (setting.load().arrival().orElse(null) instanceof Arrival.Concurrency && together.orElse(1) > 1) {
            said.add("requests of all clients are computed together");
        }
        return together;
    }

    private Optional<Integer> tokens(String of, Optional<Lengths> lengths) {
        return switch (lengths.orElse(null)) {
            case Lengths.Fixed fixed -> Optional.of(fixed.tokens());
            case Lengths.Drawn drawn -> {
                int mean = (int) Math.max(1, Math.round(drawn.mean()));
                said.add("all " + of + " have their mean length");
                yield Optional.of(mean);
            }
            case Lengths.AsGiven _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }
}
