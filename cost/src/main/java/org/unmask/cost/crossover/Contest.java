package org.unmask.cost.crossover;

import java.util.Map;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Upkeep;
import org.unmask.cost.roofline.Profile;

/// Two models that generate as many tokens on the same device.
///
/// @param profile  what the software of both costs beyond the roofs
/// @param prefillChunk  tokens that a pass over prompts computes at most, of all sequences together; 0 is no limit
/// @param drafters  models that the strategies name as drafters, by name
public record Contest(
        Model autoregressive,
        StrategySpec autoregressiveStrategy,
        Model diffusion,
        StrategySpec diffusionStrategy,
        Device device,
        int generatedTokens,
        LogitRows logits,
        DTypes types,
        Profile profile,
        int prefillChunk,
        Map<String, Model> drafters) {
    /// Checks every name and combination, so that nothing fails later.
    ///
    /// @throws IllegalArgumentException if a strategy belongs to the other kind of model, cannot be priced, or does
    ///     not fit the generated length
    public Contest {
        if (autoregressive.paradigm() != Paradigm.AUTOREGRESSIVE) {
            throw new IllegalArgumentException("model '" + autoregressive.id() + "' is a "
                    + autoregressive.paradigm().id() + " model; the first of the pair must be autoregressive");
        }
        checkKind(autoregressiveStrategy, true);
        checkKind(diffusionStrategy, false);
        diffusionStrategy = diffusion.decoding(diffusionStrategy, generatedTokens);
        drafters = Map.copyOf(drafters);
        Request request = new Request(1, 1, generatedTokens, logits).chunked(prefillChunk);
        Request shifted = request.shifted(diffusion.shiftedLogits());
        checkAssumed(autoregressiveStrategy, request.shifted(autoregressive.shiftedLogits()));
        checkAssumed(diffusionStrategy, shifted);
        device.flopsPerSecond(autoregressive.types(types).compute());
        device.flopsPerSecond(diffusion.types(types).compute());
        Strategies.checked(autoregressiveStrategy, request.shifted(autoregressive.shiftedLogits()));
        Strategies.checked(diffusionStrategy, shifted);
    }

    /// A contest whose prompts are computed at once.
    public Contest(
            Model autoregressive,
            StrategySpec autoregressiveStrategy,
            Model diffusion,
            StrategySpec diffusionStrategy,
            Device device,
            int generatedTokens,
            LogitRows logits,
            DTypes types,
            Profile profile) {
        this(
                autoregressive,
                autoregressiveStrategy,
                diffusion,
                diffusionStrategy,
                device,
                generatedTokens,
                logits,
                types,
                profile,
                0,
                Map.of());
    }

    /// This contest with prompts computed in chunks of some tokens; 0 computes them at once.
    public Contest chunked(int tokens) {
        return with(tokens, drafters);
    }

    /// This contest with models that strategies name as drafters.
    public Contest with(Map<String, Model> known) {
        return with(prefillChunk, known);
    }

    private Contest with(int chunk, Map<String, Model> known) {
        return new Contest(
                autoregressive,
                autoregressiveStrategy,
                diffusion,
                diffusionStrategy,
                device,
                generatedTokens,
                logits,
                types,
                profile,
                chunk,
                known);
    }

    /// One of the two models by a strategy.
    Scenario scenario(Model model, StrategySpec strategy, Request request) {
        return new Scenario(
                model, device, strategy, request, types, profile, Deployment.SINGLE, Upkeep.UNKNOWN, drafters);
    }

    /// What both models are asked for, at a batch and prompt.
    Request request(int batch, int promptTokens) {
        return new Request(batch, promptTokens, generatedTokens, logits).chunked(prefillChunk);
    }

    private static void checkAssumed(StrategySpec strategy, Request request) {
        if (Strategies.needsLogits(strategy, request)) {
            throw new IllegalArgumentException("strategy '" + strategy
                    + "': how many tokens a pass commits depends on the logits; add "
                    + Strategies.assumptions(strategy));
        }
    }

    private static void checkKind(StrategySpec strategy, boolean autoregressive) {
        if (Strategies.isAutoregressive(strategy) != autoregressive) {
            throw new IllegalArgumentException("strategy '" + strategy + "' is for "
                    + (autoregressive ? "diffusion" : "autoregressive") + " models; give the "
                    + (autoregressive ? "autoregressive one 'ar'" : "diffusion model one of its own"));
        }
    }
}
