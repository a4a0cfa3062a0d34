package org.unmask.catalog;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;

/// Models, devices and runtime profiles by name.
public interface Shelf {
    /// Finds a model.
    ///
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such model
    CatalogModel model(String name) throws IOException;

    /// The models that strategies name as drafters, by name.
    ///
    /// @throws IOException if the file of a model cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such model, or a strategy is bad
    default Map<String, CatalogModel> drafters(List<StrategySpec> strategies, int generatedTokens) throws IOException {
        Map<String, CatalogModel> drafters = new HashMap<>();
        for (StrategySpec strategy : strategies) {
            Optional<String> name = Strategies.drafter(strategy, generatedTokens);
            if (name.isPresent()) {
                drafters.put(name.get(), drafter(name.get()));
            }
        }
        return drafters;
    }

    private CatalogModel drafter(String name) throws IOException {
        try {
            return model(name);
        } catch (UsageException e) {
            // A look-up is no model, so that no list of models has it.
            if (Names.nearest(name, List.of(Strategies.LOOKUP)).isEmpty()) {
                throw e;
            }
            throw Names.unknown("drafter", name, List.of(Strategies.LOOKUP));
        }
    }

    /// Finds a device.
    ///
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such device
    CatalogDevice device(String name) throws IOException;

    /// Finds a runtime profile.
    ///
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such profile
    CatalogProfile profile(String name) throws IOException;
}
