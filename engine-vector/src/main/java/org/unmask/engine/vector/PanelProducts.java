package org.unmask.engine.vector;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.ServiceLoader;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Matrix;

/// Products of few rows with weights in panels, compiled by something that can ask memory for what it will read: reading bounds
/// them, and a loop of the Vector API reads at two thirds of the rate at which memory gives.
///
/// A sum is made in the order of the columns with fused multiply-adds, so that it has the bits of the vector kernels.
public interface PanelProducts {
    /// Whether these multiply so many rows with weights of a type.
    boolean take(int rows, DType weights);

    /// The panels `[from, to)` of `y[rows x n] = x[rows x k] · wᵀ`; several threads may call it for parts of a product.
    void multiply(MemorySegment x, int rows, Matrix w, long from, long to, MemorySegment y);

    /// Those of this build, if they can run here.
    static Optional<PanelProducts> installed() {
        return ServiceLoader.load(Source.class).stream()
                .map(ServiceLoader.Provider::get)
                .flatMap(source -> source.products().stream())
                .findFirst();
    }

    /// Where [#installed] finds them.
    interface Source {
        /// Empty if they cannot run here.
        Optional<PanelProducts> products();
    }
}
