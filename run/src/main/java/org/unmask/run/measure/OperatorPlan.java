package org.unmask.run.measure;

import java.util.List;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DTypes;

/// Which operators are to be timed.
///
/// @param models  whose operators
/// @param rows  the most rows of a pass
/// @param keys  the most keys of a sequence
public record OperatorPlan(List<CatalogModel> models, DTypes types, int rows, int keys) {
    public OperatorPlan {
        models = List.copyOf(models);
    }
}
