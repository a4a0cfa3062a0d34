package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DTypes;
import org.unmask.engine.spi.Backend;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.LoadedModel;

/// The models of a part of a study, each loaded once.
final class Models implements AutoCloseable {
    private final DTypes types;
    private final Backend backend;
    private final int threads;
    private final Map<CatalogModel, LoadedModel> loaded = new HashMap<>();

    Models(DTypes types, Backend backend, int threads) {
        this.types = types;
        this.backend = backend;
        this.threads = threads;
    }

    /// The model with its weights, loaded when first asked for.
    LoadedModel of(CatalogModel entry) throws IOException {
        LoadedModel known = loaded.get(entry);
        if (known != null) {
            return known;
        }
        LoadedModel model = LoadedModel.open(entry, types, backend, threads);
        loaded.put(entry, model);
        return model;
    }

    /// What each of these models may take while all of them are loaded.
    static Map<CatalogModel, Capacity> room(Collection<CatalogModel> entries, DTypes types) {
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

    /// What tells a model from others in results: its id, and where its weights are if it has some.
    static String identity(CatalogModel entry) {
        return entry.model().id()
                + entry.weights()
                        .map(file -> "@" + place(file.toAbsolutePath().normalize()))
                        .orElse("");
    }

    /// A folder has one set of safetensors files, but may have several GGUF files.
    private static Path place(Path weights) {
        return weights.toString().endsWith(".gguf")
                ? weights
                : weights.resolve("..").normalize();
    }

    @Override
    public void close() {
        loaded.values().forEach(LoadedModel::close);
    }
}
