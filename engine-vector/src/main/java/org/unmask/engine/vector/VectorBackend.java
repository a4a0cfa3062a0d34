package org.unmask.engine.vector;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import org.unmask.core.op.DType;
import org.unmask.core.op.Fusion;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;

/// Kernels in the Vector API, for any CPU with vectors of at least 128 bits.
public final class VectorBackend implements Backend {
    private static final int LEAST_BITS = 128;

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public Availability availability() {
        // Asked before the first class that needs the module is loaded.
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new Availability.Missing("start java with --add-modules jdk.incubator.vector");
        }
        // Not through Lanes, which cannot be initialised with shorter vectors.
        int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        if (bits < LEAST_BITS) {
            return new Availability.Missing("this CPU and JVM offer " + bits + "-bit vectors, at least " + LEAST_BITS
                    + " bits are needed; use the scalar backend");
        }
        int threads = Runtime.getRuntime().availableProcessors();
        return new Availability.Ready(10, bits + "-bit vectors, " + threads + " threads possible");
    }

    @Override
    public Set<Fusion> fusions() {
        return EnumSet.of(Fusion.RESIDUAL_NORM);
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
    public VectorKernels open(int threads) {
        return open(threads, Optional.empty());
    }

    /// Opens the kernels for a backend that has some products beside them.
    ///
    /// @param compiled  what makes products of few rows in their place
    /// @throws IllegalStateException with the reason, if they cannot run here
    public VectorKernels open(int threads, Optional<PanelProducts> compiled) {
        return switch (availability()) {
            case Availability.Ready _ -> new VectorKernels(threads, compiled);
            case Availability.Missing(String reason) -> throw new IllegalStateException(reason);
        };
    }
}
