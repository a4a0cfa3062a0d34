package org.unmask.run.evaluate;

import java.util.Objects;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.StrategySpec;
import org.unmask.result.Setting;
import org.unmask.run.measure.Asked;

/// A setting that is evaluated.
///
/// @param setting  with everything known of this machine
public record Entry(Asked asked, Setting setting) {
    /// The model that answers.
    public CatalogModel model() {
        return asked.entry();
    }

    /// How it decodes.
    public StrategySpec strategy() {
        return asked.strategy();
    }

    /// Problems that it answers together.
    public int batch() {
        return asked.request().batch();
    }

    /// What its answers are found by.
    public String id() {
        return setting.id();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry && entry.id().equals(id());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id());
    }
}
