package org.unmask.web.explorer;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.Shelf;
import org.unmask.catalog.choice.Elements;
import org.unmask.catalog.choice.Generations;
import org.unmask.catalog.choice.Settings;
import org.unmask.catalog.choice.Sharing;
import org.unmask.core.text.UsageException;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Upkeep;
import org.unmask.input.Fields;

/// One side of a comparison, in the words of the command line.
record Contestant(String model, String device, String strategy, String profile, Elements elements, Sharing sharing) {
    static Contestant of(Fields fields) throws IOException {
        return new Contestant(
                fields.text("model"),
                fields.text("device"),
                fields.text("strategy"),
                fields.text("profile", "roofline"),
                new Elements(
                        fields.text("dtype", "bf16"),
                        fields.optionalText("weight_dtype"),
                        fields.optionalText("activation_dtype"),
                        fields.optionalText("kv_dtype")),
                new Sharing(
                        fields.has("tensor_parallel") ? fields.textOrNumber("tensor_parallel") : "1",
                        fields.has("pipeline_parallel") ? fields.textOrNumber("pipeline_parallel") : "1",
                        fields.has("expert_parallel") ? fields.textOrNumber("expert_parallel") : "1",
                        fields.optionalText("link")));
    }

    Settings settings() {
        return new Settings(List.of(model), List.of(device), elements, sharing, List.of(profile));
    }

    /// The scenario of a workload.
    ///
    /// @throws IllegalArgumentException with the reason that the command line gives
    Scenario scenario(Shelf shelf, Workload workload, Function<CatalogDevice, Upkeep> upkeep) throws IOException {
        List<Generations.Item> items = workload.generations(strategy).items();
        Generations.Item item = items.getFirst();
        List<Scenario> scenarios = settings().scenarios(shelf, List.of(item.strategy()), item.request(), upkeep);
        if (items.size() * scenarios.size() > 1) {
            throw new UsageException("a contestant is one prediction; give numbers, not lists or ranges");
        }
        return scenarios.getFirst();
    }
}
