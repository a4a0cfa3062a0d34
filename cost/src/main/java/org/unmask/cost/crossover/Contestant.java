package org.unmask.cost.crossover;

import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.PointQuoter;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;

/// One of the two models on the device. Not thread-safe.
final class Contestant {
    private final Scenario scenario;
    private final PointQuoter quoter;

    private Contestant(Contest contest, Model model, StrategySpec strategy, StrategyFiles reader) {
        this.scenario = contest.scenario(model, strategy, contest.request(1, 1));
        this.quoter = new PointQuoter(scenario, reader);
    }

    static Contestant autoregressive(Contest contest, StrategyFiles reader) {
        return new Contestant(contest, contest.autoregressive(), contest.autoregressiveStrategy(), reader);
    }

    /// The autoregressive model by its usual strategy.
    static Contestant alone(Contest contest, StrategyFiles reader) {
        return new Contestant(contest, contest.autoregressive(), Strategies.AUTOREGRESSIVE, reader);
    }

    static Contestant diffusion(Contest contest, StrategyFiles reader) {
        return new Contestant(contest, contest.diffusion(), contest.diffusionStrategy(), reader);
    }

    Totals quote(int batch, int promptTokens) {
        return quote(scenario.strategy(), batch, promptTokens);
    }

    /// @throws IllegalArgumentException if the strategy does not fit the generated length
    Totals quote(StrategySpec other, int batch, int promptTokens) {
        return quoter.quote(scenario.of(other, request(batch, promptTokens)));
    }

    /// Why the model cannot be run by a strategy; empty if it can.
    String objection(StrategySpec other) {
        return Variations.objection(other, request(1, 1));
    }

    private Request request(int batch, int promptTokens) {
        return scenario.request().ofPrompts(batch, promptTokens);
    }

    /// Memory grows with the batch, so the largest can be searched for. Where prompts are computed in chunks, a pass has as
    /// many tokens of each sequence as the chunk has room for, and a batch that divides it worse needs less memory: then
    /// this is a batch that fits before one that does not, and larger ones may fit again.
    int largestBatch(int promptTokens, int limit) {
        return MemoryEstimate.largest(batch -> quote(batch, promptTokens).fits(), limit);
    }
}
