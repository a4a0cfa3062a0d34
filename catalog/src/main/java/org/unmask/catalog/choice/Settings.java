package org.unmask.catalog.choice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.Shelf;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Upkeep;
import org.unmask.cost.roofline.Profile;

/// Models, devices and profiles by name, with the types and the numbers of devices they are priced for. Lists make a
/// cross product.
public record Settings(
        List<String> models, List<String> devices, Elements elements, Sharing sharing, List<String> profiles) {
    public Settings {
        models = List.copyOf(models);
        devices = List.copyOf(devices);
        profiles = List.copyOf(profiles);
    }

    /// Models, devices, numbers of devices and profiles, each with each, for the first of some strategies and a request.
    ///
    /// @param strategies  whose drafters scenarios know
    /// @param upkeep  what an hour of a device takes
    /// @throws IOException if a file of an entry cannot be read or is wrong
    /// @throws IllegalArgumentException if a name, a type or a number of devices is bad
    public List<Scenario> scenarios(
            Shelf shelf, List<StrategySpec> strategies, Request request, Function<CatalogDevice, Upkeep> upkeep)
            throws IOException {
        Map<String, Model> drafters = elements.drafters(shelf, strategies, request.generatedTokens());
        DTypes types = elements.types();
        List<Profile> priced = new ArrayList<>();
        for (String name : profiles) {
            priced.add(shelf.profile(name).profile());
        }
        List<Scenario> all = new ArrayList<>();
        for (String modelName : models) {
            Model model = elements.of(shelf.model(modelName));
            for (String deviceName : devices) {
                CatalogDevice device = shelf.device(deviceName);
                for (Deployment deployment : sharing.of(device)) {
                    for (Profile profile : priced) {
                        all.add(new Scenario(
                                model,
                                device.device(),
                                strategies.getFirst(),
                                request,
                                types,
                                profile,
                                deployment,
                                upkeep.apply(device),
                                drafters));
                    }
                }
            }
        }
        return all;
    }

    /// Notes on the predictions: how files are priced where they say otherwise, and models trained for shorter texts.
    ///
    /// @param tokens  of the longest prompt and answer together
    /// @param stored  whether how weights are stored is said, too
    /// @throws IOException if a file of a model cannot be read or is wrong
    public List<String> notes(Shelf shelf, long tokens, boolean stored) throws IOException {
        List<String> notes = new ArrayList<>();
        for (String name : models) {
            CatalogModel entry = shelf.model(name);
            notes.addAll(elements.notes(entry, stored));
            if (entry.isBeyond(tokens)) {
                notes.add("note: " + tokens + " positions are more than the "
                        + entry.positions().getAsInt() + " that "
                        + entry.model().id()
                        + " was trained for; the prediction goes on");
            }
        }
        return notes;
    }
}
