package org.unmask.run.session;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Progress;
import org.unmask.engine.spi.Backend;

/// Several models on one backend, each loaded once.
public final class LoadedModels implements AutoCloseable {
    private final DTypes types;
    private final Backend backend;
    private final int threads;
    private final Progress.Factory shown;
    private final Map<CatalogModel, LoadedModel> loaded = new HashMap<>();
    private final Map<List<CatalogModel>, LoadedModel> drafted = new HashMap<>();

    /// Loads models with their weights into the memory of a backend.
    ///
    /// @param types  of weights, keys and values
    public LoadedModels(DTypes types, Backend backend, int threads) {
        this(types, backend, threads, Progress.SILENT);
    }

    /// Shows how far the loading of a model is.
    public LoadedModels(DTypes types, Backend backend, int threads, Progress.Factory shown) {
        this.types = types;
        this.backend = backend;
        this.threads = threads;
        this.shown = shown;
    }

    /// The model with its weights, loaded when first asked for.
    public LoadedModel of(CatalogModel entry) throws IOException {
        LoadedModel known = loaded.get(entry);
        if (known != null) {
            return known;
        }
        LoadedModel model = LoadedModel.open(entry, types, backend, threads, shown);
        loaded.put(entry, model);
        return model;
    }

    /// The model with its weights, and with another that drafts for it.
    ///
    /// @param drafter  empty if none does
    /// @throws IllegalArgumentException if the other cannot draft for it
    public LoadedModel of(CatalogModel entry, Optional<CatalogModel> drafter) throws IOException {
        if (drafter.isEmpty()) {
            return of(entry);
        }
        List<CatalogModel> both = List.of(entry, drafter.get());
        LoadedModel known = drafted.get(both);
        if (known != null) {
            return known;
        }
        LoadedModel pair = of(entry).draftedBy(of(drafter.get()));
        drafted.put(both, pair);
        return pair;
    }

    /// What each of these models may take while all of them are loaded.
    public static Map<CatalogModel, Capacity> room(Collection<CatalogModel> entries, DTypes types) {
        Capacity all = Capacity.now();
        Set<CatalogModel> distinct = new LinkedHashSet<>(entries);
        Map<CatalogModel, Capacity> room = new HashMap<>();
        for (CatalogModel entry : distinct) {
            Capacity left = all;
            for (CatalogModel other : distinct) {
                left = other.equals(entry) ? left : left.beside(other.model(), types);
            }
            room.put(entry, left);
        }
        return room;
    }

    @Override
    public void close() {
        loaded.values().forEach(LoadedModel::close);
    }
}
