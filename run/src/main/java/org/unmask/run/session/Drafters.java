package org.unmask.run.session;

import java.util.Map;
import java.util.Optional;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;

/// The models that strategies draft with, by the names that strategies have for them.
public record Drafters(Map<String, CatalogModel> named) {
    /// No strategy drafts with a model.
    public static final Drafters NONE = new Drafters(Map.of());

    public Drafters {
        named = Map.copyOf(named);
    }

    /// The model that a strategy drafts with; empty if it needs none.
    ///
    /// @throws IllegalArgumentException if the engine does not run it, it was trained for shorter texts, or it cannot draft
    ///     for the target
    public Optional<CatalogModel> of(StrategySpec strategy, CatalogModel target, Request request) {
        Optional<String> name = Strategies.drafter(strategy, request.generatedTokens());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        CatalogModel drafter = named.get(name.get());
        if (drafter == null) {
            throw new IllegalArgumentException(
                    "strategy '" + strategy + "': the drafter '" + name.get() + "' is not given here");
        }
        drafter.model().checkDraftsFor(target.model(), 0);
        drafter.checkRuns(Strategies.AUTOREGRESSIVE, request);
        return Optional.of(drafter);
    }
}
