package org.unmask.run.session;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DTypes;
import org.unmask.engine.spi.Backend;

/// Several models on one backend, each loaded once.
public final class LoadedModels implements AutoCloseable {
    private final DTypes types;
    private final Backend backend;
    private final int threads;
    private final Map<CatalogModel, LoadedModel> loaded = new HashMap<>();

    /// @param types  of weights, keys and values
    public LoadedModels(DTypes types, Backend backend, int threads) {
        this.types = types;
        this.backend = backend;
        this.threads = threads;
    }

    /// The model with its weights, loaded when first asked for.
    public LoadedModel of(CatalogModel entry) throws IOException {
        LoadedModel known = loaded.get(entry);
        if (known != null) {
            return known;
        }
        LoadedModel model = LoadedModel.open(entry, types, backend, threads);
        loaded.put(entry, model);
        return model;
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
