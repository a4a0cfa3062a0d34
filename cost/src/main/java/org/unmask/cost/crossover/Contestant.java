package org.unmask.cost.crossover;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.unmask.core.decode.CommitProfile;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Quote;
import org.unmask.cost.roofline.Quoter;
import org.unmask.cost.roofline.Roofline;

/// One of the two models on the device. Not thread-safe.
final class Contestant {
    private final Model model;
    private final StrategySpec strategy;
    private final Device device;
    private final int generatedTokens;
    private final LogitRows logits;
    private final Quoter quoter;
    private final Function<String, CommitProfile> reader;
    private final Map<String, CommitProfile> profiles = new HashMap<>();

    private Contestant(Contest contest, Model model, StrategySpec strategy, Function<String, CommitProfile> reader) {
        this.reader = reader;
        this.model = model;
        this.strategy = strategy;
        this.device = contest.device();
        this.generatedTokens = contest.generatedTokens();
        this.logits = contest.logits();
        Roofline roofline = Roofline.of(device, contest.types().compute());
        this.quoter = new Quoter(model.architecture(), contest.types(), roofline, contest.profile());
    }

    static Contestant autoregressive(Contest contest, Function<String, CommitProfile> reader) {
        return new Contestant(contest, contest.autoregressive(), contest.autoregressiveStrategy(), reader);
    }

    static Contestant diffusion(Contest contest, Function<String, CommitProfile> reader) {
        return new Contestant(contest, contest.diffusion(), contest.diffusionStrategy(), reader);
    }

    Quote quote(int batch, int promptTokens) {
        return quote(strategy, batch, promptTokens);
    }

    /// @throws IllegalArgumentException if the strategy does not fit the generated length
    Quote quote(StrategySpec other, int batch, int promptTokens) {
        Request request = request(batch, promptTokens);
        return quoter.quote(
                Strategies.create(other, generatedTokens),
                request,
                Strategies.assumption(other, request, file -> profiles.computeIfAbsent(file, reader)));
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
        return new Request(batch, promptTokens, generatedTokens, logits, model.shiftedLogits());
    }

    boolean fits(Quote quote) {
        return quote.memory().totalBytes() <= device.memoryBytes();
    }

    /// Memory grows with the batch, so the largest can be searched for.
    int largestBatch(int promptTokens, int limit) {
        return MemoryEstimate.largest(batch -> fits(quote(batch, promptTokens)), limit);
    }
}
