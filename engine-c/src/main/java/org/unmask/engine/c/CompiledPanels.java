package org.unmask.engine.c;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.vector.PanelProducts;

/// Products of few rows of floats with panels of weights by the compiled functions.
public record CompiledPanels(Products products) implements PanelProducts {
    /// From here on the vector kernels are as fast.
    private static final int MOST_ROWS = 8;

    /// The source that `ServiceLoader` finds.
    public static final class OfThisProcess implements Source {
        @Override
        public Optional<PanelProducts> products() {
            return CompiledPanels.of(Library.ofThisProcess());
        }
    }

    static Optional<PanelProducts> of(Library library) {
        return switch (library) {
            case Library.Loaded(Products products) -> Optional.of(new CompiledPanels(products));
            case Library.Missing _ -> Optional.empty();
        };
    }

    @Override
    public boolean take(int rows, DType weights) {
        return switch (weights) {
            case FLOAT32, BFLOAT16, INT8 -> rows <= MOST_ROWS;
            case INT4, W8A8, W4A8, FP16, FP8, FP4 -> false;
        };
    }

    @Override
    public void multiply(MemorySegment x, int rows, Matrix w, long from, long to, MemorySegment y) {
        products.multiplyPanels(x, rows, w, from, to, y);
    }
}
