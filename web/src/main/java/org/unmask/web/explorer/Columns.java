package org.unmask.web.explorer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.cost.predict.PointQuoter;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;

/// Throughputs of contestants at every batch and prompt of a map. Those asked for last are kept: they depend neither on
/// the batch nor on the prompt in question, so that a slider of either moves over a map that is there. Safe for many
/// threads.
final class Columns {
    private static final int KEPT = 128;

    private final Map<Scenario, double[]> kept = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Scenario, double[]> eldest) {
            return size() > KEPT;
        }
    };

    /// Tokens a second by prompt, then batch, all else as in a scenario; 0 where it does not fit. To be read only.
    double[] of(Scenario scenario) {
        Scenario first = at(scenario, WinnerMap.BATCHES.getFirst(), WinnerMap.PROMPTS.getFirst());
        synchronized (kept) {
            double[] known = kept.get(first);
            if (known != null) {
                return known;
            }
        }
        double[] priced = priced(first);
        synchronized (kept) {
            kept.put(first, priced);
        }
        return priced;
    }

    /// Prompts beside one another, each with a quoter of its own.
    private static double[] priced(Scenario scenario) {
        return WinnerMap.PROMPTS.parallelStream()
                .flatMapToDouble(promptTokens -> row(scenario, promptTokens))
                .toArray();
    }

    private static DoubleStream row(Scenario scenario, int promptTokens) {
        PointQuoter quoter = new PointQuoter(scenario, StrategyFiles.NONE);
        return WinnerMap.BATCHES.stream().mapToDouble(batch -> throughput(quoter, at(scenario, batch, promptTokens)));
    }

    private static Scenario at(Scenario scenario, int batch, int promptTokens) {
        return scenario.of(scenario.strategy(), scenario.request().ofPrompts(batch, promptTokens));
    }

    /// Work that 63 bits cannot count is far beyond any memory.
    private static double throughput(PointQuoter quoter, Scenario point) {
        try {
            Totals totals = quoter.quote(point);
            return totals.fits() ? totals.tokensPerSecond() : 0;
        } catch (ArithmeticException _) {
            return 0;
        }
    }
}
