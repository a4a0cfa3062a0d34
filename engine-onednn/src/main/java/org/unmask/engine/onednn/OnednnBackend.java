package org.unmask.engine.onednn;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.op.DType;
import org.unmask.core.op.Fusion;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.vector.PanelProducts;
import org.unmask.engine.vector.VectorBackend;
import org.unmask.engine.vector.VectorKernels;

/// Matrix products in oneDNN, the other kernels those of the vector backend; Linux on x86-64.
///
/// The activations of a product are rounded to the type of its weights: to bf16, or to int8 with a scale for each row. Sums are
/// float32, those of int8 exact.
public final class OnednnBackend implements Backend {
    /// Above the vector backend, where it can do all that one can but int4 and w4a8.
    private static final int PREFERRED = 20;

    /// Below it, where bf16 weights would be refused.
    private static final int SECOND = 5;

    private final Library library;
    private final Backend vector;

    /// The one that `ServiceLoader` finds.
    public OnednnBackend() {
        this(Library.ofThisProcess(), new VectorBackend());
    }

    OnednnBackend(Library library, Backend vector) {
        this.library = library;
        this.vector = vector;
    }

    @Override
    public String name() {
        return "onednn";
    }

    /// The first question in a process loads the library, and unpacks it if this version never ran here.
    @Override
    public Availability availability() {
        if (vector.availability() instanceof Availability.Missing(String reason)) {
            return new Availability.Missing("it needs the kernels of the vector backend, which cannot run: " + reason);
        }
        return switch (library) {
            case Library.Missing(String reason) -> new Availability.Missing(reason);
            case Library.Loaded(Dnnl dnnl) ->
                new Availability.Ready(
                        dnnl.instructions().bf16() ? PREFERRED : SECOND,
                        "oneDNN " + dnnl.version() + ", " + dnnl.instructions() + ", "
                                + Runtime.getRuntime().availableProcessors() + " threads possible");
        };
    }

    @Override
    public Set<Fusion> fusions() {
        return vector.fusions();
    }

    @Override
    public Set<DType> weightTypes() {
        Set<DType> types = EnumSet.of(DType.FLOAT32);
        if (library instanceof Library.Loaded(Dnnl dnnl)) {
            if (dnnl.instructions().bf16()) {
                types.add(DType.BFLOAT16);
            }
            if (dnnl.instructions().int8()) {
                types.add(DType.INT8);
                types.add(DType.W8A8);
            }
        }
        return types;
    }

    /// Its products of many rows of int8 are the fastest there are.
    @Override
    public boolean isMadeFor(DType weights) {
        return weights == DType.W8A8;
    }

    /// Sums of int8 are exact. Those of floats are made by other code for few rows than for many.
    @Override
    public boolean rowsAreIndependent(DType weights) {
        return weights.stored() == DType.INT8;
    }

    @Override
    public Kernels open(int threads) {
        if (availability() instanceof Availability.Missing(String reason)) {
            throw new IllegalStateException(reason);
        }
        return switch (library) {
            case Library.Missing(String reason) -> throw new IllegalStateException(reason);
            case Library.Loaded(Dnnl dnnl) -> {
                Optional<PanelProducts> compiled = PanelProducts.installed();
                VectorKernels others = new VectorBackend().open(threads, compiled);
                yield new OnednnKernels(others, new Matmul(dnnl, threads, others::eachRow), compiled.isPresent());
            }
        };
    }
}
