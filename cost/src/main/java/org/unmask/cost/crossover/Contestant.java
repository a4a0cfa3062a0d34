package org.unmask.cost.crossover;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.unmask.core.decode.CommitProfile;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;
import org.unmask.cost.roofline.Quote;
import org.unmask.cost.roofline.Quoter;

/// One of the two models on the device. Not thread-safe.
final class Contestant {
    private final Scenario scenario;
    private final Quoter quoter;
    private final Function<String, CommitProfile> reader;
    private final Map<String, CommitProfile> profiles = new HashMap<>();

    private Contestant(Contest contest, Model model, StrategySpec strategy, Function<String, CommitProfile> reader) {
        this.reader = reader;
        Request any = new Request(1, 1, contest.generatedTokens(), contest.logits());
        this.scenario = new Scenario(
                model, contest.device(), strategy, any, contest.types(), contest.profile(), Deployment.SINGLE);
        this.quoter = new Quoter(model.architecture(), contest.types(), scenario.roofline(), contest.profile());
    }

    static Contestant autoregressive(Contest contest, Function<String, CommitProfile> reader) {
        return new Contestant(contest, contest.autoregressive(), contest.autoregressiveStrategy(), reader);
    }

    static Contestant diffusion(Contest contest, Function<String, CommitProfile> reader) {
        return new Contestant(contest, contest.diffusion(), contest.diffusionStrategy(), reader);
    }

    Totals quote(int batch, int promptTokens) {
        return quote(scenario.strategy(), batch, promptTokens);
    }

    /// @throws IllegalArgumentException if the strategy does not fit the generated length
    Totals quote(StrategySpec other, int batch, int promptTokens) {
        Request request = request(batch, promptTokens);
        Quote quote = quoter.quote(
                Strategies.create(other, request.generatedTokens()),
                request,
                Strategies.assumption(other, request, file -> profiles.computeIfAbsent(file, reader)));
        return Totals.of(scenario.of(other, request), quote);
    }

    /// Why the model cannot be run by a strategy; empty if it can.
    String objection(StrategySpec other) {
        try {
            Strategies.checked(other, request(1, 1));
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Request request(int batch, int promptTokens) {
        Request any = scenario.request();
        return new Request(batch, promptTokens, any.generatedTokens(), any.logits(), any.shifted());
    }

    /// Memory grows with the batch, so the largest can be searched for.
    int largestBatch(int promptTokens, int limit) {
        return MemoryEstimate.largest(batch -> quote(batch, promptTokens).fits(), limit);
    }
}
