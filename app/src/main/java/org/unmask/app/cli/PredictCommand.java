package org.unmask.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unmask.app.catalog.Catalog;
import org.unmask.app.catalog.CatalogDevice;
import org.unmask.app.catalog.DevicePrice;
import org.unmask.app.predict.Formats;
import org.unmask.app.predict.Prediction;
import org.unmask.app.predict.Scenario;
import org.unmask.app.predict.Upkeep;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Predictions from the roofline and a runtime profile.
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description =
                "Predict time, work, memory, energy and money of a generation on one or several devices; lists make a cross"
                        + " product.",
        footer = {
            "",
            "Example: unmask predict --model llada-8b --device a6000,h100-sxm --strategy diffusion --steps 128,64,32 \\",
            "           --prompt-len 512 --gen-len 128 --batch 1-32*2 --format csv"
        })
final class PredictCommand implements Callable<Integer> {
    private final Context context;

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
                    "Runtime profile or profile file: what software costs beyond the roofs. Default: ${DEFAULT-VALUE}."
                            + " See `unmask profiles`.")
    private List<String> profiles = List.of();

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    PredictCommand(Context context) {
        this.context = context;
    }

    /// Devices that share a model.
    private record Place(Device device, Deployment deployment, Upkeep upkeep) {
        Scenario scenario(Model model, Workload.Item item, DTypes types) {
            return Scenario.of(model, device, item.strategy(), item.request(), types)
                    .on(deployment)
                    .with(upkeep);
        }
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = context.catalog();
        DTypes elements = types.types();
        List<Model> modelList = new ArrayList<>();
        for (String name : models) {
            modelList.add(catalog.model(name).model());
        }
        Map<String, DevicePrice> prices = upkeeps.prices(catalog);
        List<Place> places = new ArrayList<>();
        for (String name : devices) {
            CatalogDevice device = catalog.device(name);
            for (Deployment deployment : deployments.of(device)) {
                places.add(new Place(device.device(), deployment, upkeeps.of(device, prices)));
            }
        }
        List<Profile> profileList = new ArrayList<>();
        for (String name : profiles) {
            profileList.add(catalog.profile(name).profile());
        }
        List<Workload.Item> items = workload.items();
        Stream<Prediction> predictions = modelList.stream()
                .flatMap(model -> places.stream()
                        .flatMap(place -> items.stream().map(item -> place.scenario(model, item, elements))))
                .flatMap(scenario -> profileList.stream().map(scenario::under))
                .map(Prediction::of);
        context.out()
                .print(
                        switch (format) {
                            case text -> Formats.text(predictions);
                            case json -> Formats.json(predictions) + "\n";
                            case csv -> Formats.csv(predictions);
                        });
        context.out().flush();
        return 0;
    }
}
