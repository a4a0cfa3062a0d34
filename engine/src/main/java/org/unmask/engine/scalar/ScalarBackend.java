package org.unmask.engine.scalar;

import java.util.EnumSet;
import java.util.Set;
import org.unmask.core.op.DType;
import org.unmask.core.op.Fusion;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Kernels;

/// Runs anywhere, slowly, on one thread.
public final class ScalarBackend implements Backend {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public Availability availability() {
        return new Availability.Ready(0, "readable reference, one thread, float64 sums");
    }

    @Override
    public Set<Fusion> fusions() {
        return Set.of();
    }

    @Override
    public Set<DType> weightTypes() {
        return EnumSet.of(DType.FLOAT32, DType.BFLOAT16, DType.INT8, DType.INT4, DType.W8A8, DType.W4A8);
    }

    @Override
    public boolean rowsAreIndependent(DType weights) {
        return true;
    }

    @Override
    public Kernels open(int threads) {
        return new ScalarKernels();
    }
}
