package org.unmask.engine.vector;

import java.util.EnumSet;
import java.util.Set;
import org.unmask.core.op.DType;
import org.unmask.core.op.Fusion;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Kernels;

/// Kernels in the Vector API.
public final class VectorBackend implements Backend {
    @Override
    public String name() {
        return "vector";
    }

    @Override
    public Availability availability() {
        return new Availability.Missing("its kernels are not part of this build");
    }

    @Override
    public Set<Fusion> fusions() {
        return Set.of(Fusion.RESIDUAL_NORM);
    }

    @Override
    public Set<DType> weightTypes() {
        return EnumSet.allOf(DType.class);
    }

    @Override
    public Kernels open(int threads) {
        throw new IllegalStateException("its kernels are not part of this build");
    }
}
