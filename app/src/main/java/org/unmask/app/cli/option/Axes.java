package org.unmask.app.cli.option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.DevicePrice;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.UsageException;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;
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

    @Option(
            names = "--device",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "Catalogue device or device file. See `unmask devices`.")
    private List<String> devices = List.of();

    @Mixin
    private Workload workload = new Workload();

    @Mixin
    private ElementTypes types = new ElementTypes();

    @Mixin
    private Deployments deployments = new Deployments();

    @Mixin
    private Upkeeps upkeeps = new Upkeeps();

    @Option(
            names = "--profile",
            defaultValue = "roofline",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Runtime profile or profile file, which says what software costs beyond the roofs. Default: ${DEFAULT-VALUE}."
                            + " See `unmask profiles`.")
    private List<String> profiles = List.of();

    @Option(
            names = "--prefill-chunk",
            paramLabel = "TOKENS",
            description =
                    "Most tokens of a pass over prompts, of all sequences together, as serving systems have it. Default: all"
                            + " prompts of a batch in one pass.")
    private Integer prefillChunk;

    /// A request with its prompts in the passes that are asked for.
    public Request chunked(Request request) {
        if (prefillChunk != null && prefillChunk < 1) {
            throw new UsageException("--prefill-chunk " + prefillChunk + "; expected a whole number from 1");
        }
        return prefillChunk == null ? request : request.chunked(prefillChunk);
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
        List<String> notes = new ArrayList<>();
        for (String name : models) {
            CatalogModel entry = catalog.model(name);
            notes.addAll(types.notes(entry, stored));
            if (entry.isBeyond(prompt + generated)) {
                notes.add("note: " + (prompt + generated) + " positions are more than the "
                        + entry.positions().getAsInt() + " that "
                        + entry.model().id()
                        + " was trained for; the prediction goes on");
            }
        }
        return notes;
    }

    /// Models, devices and profiles, each with each, for a strategy and a request.
    public List<Scenario> settings(Catalog catalog, StrategySpec strategy, Request request) throws IOException {
        DTypes elements = types.types();
        Map<String, DevicePrice> prices = upkeeps.prices(catalog);
        List<Profile> profileList = new ArrayList<>();
        for (String name : profiles) {
            profileList.add(catalog.profile(name).profile());
        }
        List<Scenario> settings = new ArrayList<>();
        for (String modelName : models) {
            Model model = types.of(catalog.model(modelName));
            for (String deviceName : devices) {
                CatalogDevice device = catalog.device(deviceName);
                for (Deployment deployment : deployments.of(device)) {
                    Scenario place = Scenario.of(model, device.device(), strategy, request, elements)
                            .on(deployment)
                            .with(upkeeps.of(device, prices));
                    profileList.forEach(profile -> settings.add(place.under(profile)));
                }
            }
        }
        return settings;
    }
}
