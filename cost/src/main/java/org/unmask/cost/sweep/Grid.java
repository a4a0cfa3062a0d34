package org.unmask.cost.sweep;

import java.util.List;
import java.util.stream.IntStream;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.cost.predict.Scenario;

/// A cross product of scenarios, numbered.
///
/// @param settings  everything but strategy and request: model, devices, types, profile; of the request in them only how prompts are cut
///     into passes counts
/// @param promptTokens  ascending or not, as given
public record Grid(
        List<Scenario> settings,
        List<StrategySpec> strategies,
        List<Integer> generatedTokens,
        List<Integer> promptTokens,
        List<Integer> batches,
        LogitRows logits) {
    private static final int MOST_CHECKS = 1_000_000;

    public Grid {
        settings = List.copyOf(settings);
        strategies = List.copyOf(strategies);
        generatedTokens = List.copyOf(generatedTokens);
        promptTokens = List.copyOf(promptTokens);
        batches = List.copyOf(batches);
    }

    /// Number of points.
    ///
    /// @throws IllegalArgumentException if they are 2^63 or more
    public long size() {
        try {
            return IntStream.of(
                            settings.size(),
                            strategies.size(),
                            generatedTokens.size(),
                            promptTokens.size(),
                            batches.size())
                    .asLongStream()
                    .reduce(1, Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the sweep has 2^63 points or more; give shorter lists", e);
        }
    }

    /// The number of the setting a point has; consecutive points share it.
    public int setting(long index) {
        return (int) (index / (size() / settings.size()));
    }

    /// The point of a number.
    ///
    /// @param index  from 0; the batch changes fastest, then the prompt
    public Scenario scenario(long index) {
        long rest = index;
        int batch = batches.get((int) (rest % batches.size()));
        rest /= batches.size();
        int prompt = promptTokens.get((int) (rest % promptTokens.size()));
        rest /= promptTokens.size();
        int generated = generatedTokens.get((int) (rest % generatedTokens.size()));
        rest /= generatedTokens.size();
        StrategySpec strategy = strategies.get((int) (rest % strategies.size()));
        rest /= strategies.size();
        Scenario setting = settings.get((int) rest);
        Request request = new Request(batch, prompt, generated, logits);
        return setting.of(strategy, request.chunked(setting.request().prefillChunk()));
    }

    /// Checks what does not depend on prompt and batch, so that a sweep does not end in the middle; of very many
    /// combinations the first.
    ///
    /// @throws IllegalArgumentException naming the first combination that cannot be priced
    public void check() {
        settings.forEach(Scenario::roofline);
        int checked = 0;
        for (Scenario setting : settings) {
            for (StrategySpec strategy : strategies) {
                for (int generated : generatedTokens) {
                    if (checked++ < MOST_CHECKS) {
                        check(setting.of(strategy, new Request(1, promptTokens.getFirst(), generated, logits)));
                    }
                }
            }
        }
    }

    private void check(Scenario point) {
        Request request = point.request();
        if (request.generatedTokens() == generatedTokens.getFirst()
                && Strategies.needsLogits(point.strategy(), request)) {
            throw new IllegalArgumentException("strategy '" + point.strategy() + "' depends on the logits: add "
                    + Strategies.assumptions(point.strategy()));
        }
        Strategies.checked(point.strategy(), request);
    }
}
