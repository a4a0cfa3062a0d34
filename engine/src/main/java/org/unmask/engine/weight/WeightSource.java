package org.unmask.engine.weight;

import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

/// Where the weights of a model come from: a file, or a generator. Kernels read the data from several threads:
/// memory must not be confined to one.
public interface WeightSource {
    /// The tensor in this role, `[rows x columns]` as the architecture says; a vector has one row.
    ///
    /// @param layer  from 0; ignored for tensors that are not per layer
    Matrix matrix(Weight weight, int layer);
}
