package org.unmask.engine.weight;

import java.lang.foreign.Arena;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

/// Where the weights of a model come from: a file, or a generator. Kernels read the data from several threads:
/// memory must not be confined to one.
public interface WeightSource {
    /// The matrix in this role, `[rows x columns]` as the architecture says; a vector has one row. Where a file holds
    /// several matrices in one tensor (queries, keys and values; all experts of a layer), it is a part of that
    /// tensor.
    ///
    /// @param layer  from 0; ignored for tensors that are not per layer
    /// @param expert  from 0; 0 for roles that are not one per expert
    Matrix matrix(Weight weight, int layer, int expert);

    /// These weights for callers that need what they get only for a while: what must be made for them lies in that
    /// arena, and not in one that lives as long as the source.
    ///
    /// @param arena  accessible to every thread
    default WeightSource within(Arena arena) {
        return this;
    }

    /// The matrix in a role that is not one per expert.
    default Matrix matrix(Weight weight, int layer) {
        return matrix(weight, layer, 0);
    }
}
