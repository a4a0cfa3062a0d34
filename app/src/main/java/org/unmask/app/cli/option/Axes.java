package org.unmask.app.cli.option;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.DevicePrice;
import org.unmask.catalog.choice.Settings;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.cost.predict.Scenario;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of a cross product of predictions.
public final class Axes {
    @Option(
            names = "--model",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "Catalogue model, folder or config.json. See `unmask models`.")
    private List<String> models = List.of();

    @Mixin
    private PricedOn priced = new PricedOn();

    @Mixin
    private Workload workload = new Workload();

    @Mixin
    private ElementTypes types = new ElementTypes();

    @Mixin
    private Deployments deployments = new Deployments();

    @Mixin
    private Upkeeps upkeeps = new Upkeeps();

    @Mixin
    private PromptChunks chunks = new PromptChunks();

    /// A request with its prompts in the passes that are asked for.
    public Request chunked(Request request) {
        return chunks.of(request);
    }

    /// Strategies, lengths and batches.
    public Workload workload() {
        return workload;
    }

    /// Notes on the predictions: how files are priced where they say otherwise, and models trained for shorter texts.
    ///
    /// @param stored  whether how weights are stored is said, too
    public List<String> notes(Catalog catalog, boolean stored) throws IOException {
        long prompt = Collections.max(workload.promptTokens());
        long generated = Collections.max(workload.generatedTokens());
        return chosen().notes(catalog, prompt + generated, stored);
    }

    private Settings chosen() {
        return new Settings(models, priced.devices(), types.elements(), deployments.sharing(), priced.profiles());
    }

    /// Models, devices and profiles, each with each, for the first of some strategies and a request.
    public List<Scenario> settings(Catalog catalog, List<StrategySpec> strategies, Request request) throws IOException {
        Map<String, DevicePrice> prices = upkeeps.prices(catalog);
        return chosen().scenarios(catalog, strategies, request, device -> upkeeps.of(device, prices));
    }
}
