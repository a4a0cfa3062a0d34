package org.unmask.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.model.Paradigm;
import org.unmask.core.text.UsageException;

/// The models of a measurement: a pair, or one in the place of both.
///
/// @param autoregressive  what runs the strategies of autoregressive models
/// @param diffusion  what runs all others
record MeasuredModels(CatalogModel autoregressive, CatalogModel diffusion) {
    /// Finds the models, and says what a person should know of them.
    ///
    /// @param names  one, or two of unlike kinds
    /// @throws UsageException if they are no pair, or one cannot run here
    static MeasuredModels of(Context context, Catalog catalog, List<String> names) throws IOException {
        String given = "--model " + String.join(",", names);
        if (names.size() > 2) {
            throw new UsageException(given + ": expected one model, or a pair");
        }
        List<CatalogModel> entries = new ArrayList<>();
        for (String name : names) {
            entries.add(checked(context, catalog.model(name), name));
        }
        CatalogModel first = entries.getFirst();
        CatalogModel last = entries.getLast();
        if (entries.size() == 1) {
            return new MeasuredModels(first, first);
        }
        if (isAutoregressive(first) == isAutoregressive(last)) {
            throw new UsageException(
                    given + ": both are " + first.model().paradigm().id()
                            + " models; expected an autoregressive and a diffusion one, or measure one after the other");
        }
        return isAutoregressive(first) ? new MeasuredModels(first, last) : new MeasuredModels(last, first);
    }

    private static boolean isAutoregressive(CatalogModel entry) {
        return entry.model().paradigm() == Paradigm.AUTOREGRESSIVE;
    }

    /// Weights that were named are never replaced by synthetic ones without a word.
    private static CatalogModel checked(Context context, CatalogModel entry, String name) {
        if (entry.obstacle().isPresent()) {
            entry.checkRunnable();
        }
        context.tell(entry);
        if (entry.weights().isEmpty() && !entry.model().id().equals(name)) {
            context.err().println("note: " + name + " has no weights: synthetic ones are measured");
        }
        return entry;
    }
}
