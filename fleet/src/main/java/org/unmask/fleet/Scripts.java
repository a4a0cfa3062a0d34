package org.unmask.fleet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.traffic.Arrival;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.MemoryPeak;

/// The passes of requests of a model under a strategy. Requests alike have one script.
final class Scripts {
    private static final int MOST = 1 << 13;
    /// Where a distribution is assumed, the number of kinds of requests, each as frequent as any other.
    private static final int KINDS = 16;

    private final Scenario scenario;
    private final StrategyFiles files;
    private final MemoryPeak memory;
    private final Map<Alike, Script> known = new HashMap<>();
    private final boolean varies;

    private record Alike(StrategySpec spec, int promptTokens, int computedTokens, int kind) {}

    Scripts(Scenario scenario, StrategyFiles files, MemoryPeak memory) {
        this.scenario = scenario;
        this.files = files.remembered();
        this.memory = memory;
        this.varies = spec(scenario, 0).isPresent();
    }

    private Optional<StrategySpec> spec(Scenario point, int kind) {
        return Strategies.quantile(point.strategy(), point.request(), files, (kind + 0.5) / KINDS);
    }

    /// The answer is computed in whole blocks; requests whose answers are then as long have the same passes.
    Script of(Arrival arrival) {
        StrategySpec spec = scenario.model().decoding(scenario.strategy(), arrival.generatedTokens());
        int unit = Strategies.lengthUnit(spec, arrival.generatedTokens());
        int computed = Math.ceilDiv(arrival.generatedTokens(), unit) * unit;
        int kind = varies ? (int) (arrival.rank() * KINDS) : 0;
        Alike alike = new Alike(spec, arrival.promptTokens(), computed, kind);
        Script script = known.get(alike);
        if (script == null) {
            if (known.size() == MOST) {
                known.clear();
            }
            script = make(alike);
            known.put(alike, script);
        }
        return script.asking(arrival.generatedTokens());
    }

    private Script make(Alike alike) {
        Request request = new Request(
                1,
                alike.promptTokens(),
                alike.computedTokens(),
                scenario.request().logits());
        Scenario point = scenario.of(alike.spec(), request);
        return make(varies ? point.of(spec(point, alike.kind()).orElseThrow(), request) : point);
    }

    private Script make(Scenario point) {
        Strategy strategy = Strategies.checked(point.strategy(), point.request());
        ScriptBuilder builder = new ScriptBuilder();
        long[] kept = {0};
        Unfolding.leap(
                strategy,
                point.request(),
                Strategies.assumption(point.strategy(), point.request(), files),
                (first, count, contextStep, rowStep, committed) -> {
                    builder.add(first, count, contextStep, rowStep, committed);
                    kept[0] = Math.max(kept[0], featureBytes(first));
                });
        return builder.script(prefillUnit(strategy), point.request().generatedTokens(), kept[0]);
    }

    /// What a strategy keeps that takes features of its passes over: keys, values and features of all positions.
    private long featureBytes(Pass pass) {
        return pass.reuses()
                ? memory.of(scenario.request().logits(), List.of(pass)).keyValueBytes()
                : 0;
    }

    /// Where no padding keeps blocks whole, prompts may be cut anywhere.
    private static int prefillUnit(Strategy strategy) {
        try {
            return strategy.paddingUnit();
        } catch (IllegalArgumentException _) {
            return 1;
        }
    }
}
