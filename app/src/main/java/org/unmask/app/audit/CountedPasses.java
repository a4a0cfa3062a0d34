package org.unmask.app.audit;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.result.Setting;
import org.unmask.result.compare.Series;

/// What servers counted of their passes, as keys of strategies.
///
/// A counter belongs to a setting if both name the same model and nothing that both know differs: exports of times and of
/// counters are different files. Counters that contradict one another say nothing.
///
/// @param series  of all results
record CountedPasses(List<Series> series) {
    private static final String CANVAS = "canvas";
    private static final String CANVAS_LENGTH = "canvas_length";
    private static final String STEPS_PER_CANVAS = "denoising_steps_per_canvas";
    private static final String TOKENS_PER_STEP = "committed_tokens_per_step";
    private static final String TOKENS_PER_PASS = "tokens_per_pass";

    /// Two counters of the same thing, from the client and from the server, may differ by their last request.
    private static final double TOLERANCE = 0.01;

    private static final int DIGITS = 6;

    CountedPasses {
        series = List.copyOf(series);
    }

    /// The strategy with the passes that were counted; empty if none were, or if it has no place for them.
    Optional<StrategySpec> strategy(Setting setting, StrategySpec strategy) {
        Set<String> keys =
                Strategies.family(strategy.id()).keys().stream().map(Key::name).collect(Collectors.toSet());
        StrategySpec open = strategy.without(StrategyKeys.STEPS.name())
                .without(StrategyKeys.TOKENS_PER_PASS.name())
                .without(StrategyKeys.PROFILE.name());
        if (keys.contains(CANVAS)) {
            return counter(setting, STEPS_PER_CANVAS)
                    .flatMap(steps -> counter(setting, CANVAS_LENGTH)
                            .map(length -> open.with(CANVAS, String.valueOf(Math.round(length))))
                            .or(() -> Optional.of(open))
                            .map(known -> known.with(StrategyKeys.STEPS.name(), shown(steps))));
        }
        return keys.contains(StrategyKeys.TOKENS_PER_PASS.name())
                ? counter(setting, TOKENS_PER_STEP)
                        .or(() -> counter(setting, TOKENS_PER_PASS))
                        .map(tokens -> open.with(StrategyKeys.TOKENS_PER_PASS.name(), shown(tokens)))
                : Optional.empty();
    }

    private static String shown(double count) {
        return new BigDecimal(count)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }

    /// Whether no counter says that passes were other than the strategy has them: a drafter accepts more than one token.
    boolean isFollowed(Setting setting, StrategySpec strategy) {
        return !Strategies.isAutoregressive(strategy)
                || counter(setting, TOKENS_PER_PASS)
                        .map(tokens -> Math.abs(tokens - 1) < TOLERANCE)
                        .orElse(true);
    }

    private Optional<Double> counter(Setting setting, String name) {
        List<Double> values = series.stream()
                .filter(one -> one.name().equals(name) && isOf(one.setting(), setting))
                .map(Series::value)
                .toList();
        double least = values.stream().mapToDouble(value -> value).min().orElse(0);
        double most = values.stream().mapToDouble(value -> value).max().orElse(0);
        return least > 0 && most <= least * (1 + TOLERANCE) ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static boolean isOf(Setting counted, Setting timed) {
        return counted.model().id().isPresent()
                && timed.model().id().isPresent()
                && counted.match(timed).different().isEmpty();
    }
}
