package org.unmask.engine.c;

import java.util.Set;
import org.unmask.core.op.DType;
import org.unmask.core.op.Fusion;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.vector.VectorBackend;

/// Products of rounded activations with weights of `w8a8` and `w4a8` in C, and those of few rows with other weights; the other
/// kernels are those of the vector backend, whose bits the products of few rows have, too. Where the program was built with a C
/// compiler.
public final class NativeBackend implements Backend {
    /// Above the vector backend, whose kernels it has, below one with products of many rows of its own.
    private static final int PREFERRED = 12;

    private final Library library;
    private final Backend vector;

    /// The one that `ServiceLoader` finds.
    public NativeBackend() {
        this(Library.ofThisProcess(), new VectorBackend());
    }

    NativeBackend(Library library, Backend vector) {
        this.library = library;
        this.vector = vector;
    }

    @Override
    public String name() {
        return "native";
    }

    /// The first question in a process loads the library, and unpacks it if this build never ran here.
    @Override
    public Availability availability() {
        if (vector.availability() instanceof Availability.Missing(String reason)) {
            return new Availability.Missing("it needs the kernels of the vector backend, which cannot run: " + reason);
        }
        return switch (library) {
            case Library.Missing(String reason) -> new Availability.Missing(reason);
            case Library.Loaded(Products products) ->
                new Availability.Ready(
                        PREFERRED,
                        "w8a8, w4a8 and few rows in C, " + products.instructions() + ", "
                                + Runtime.getRuntime().availableProcessors() + " threads possible");
        };
    }

    @Override
    public Set<Fusion> fusions() {
        return vector.fusions();
    }

    @Override
    public Set<DType> weightTypes() {
        return vector.weightTypes();
    }

    @Override
    public boolean isMadeFor(DType weights) {
        return Stripes.hold(weights);
    }

    @Override
    public boolean rowsAreIndependent(DType weights) {
        return true;
    }

    @Override
    public Kernels open(int threads) {
        if (availability() instanceof Availability.Missing(String reason)) {
            throw new IllegalStateException(reason);
        }
        return switch (library) {
            case Library.Missing(String reason) -> throw new IllegalStateException(reason);
            case Library.Loaded(Products products) ->
                new NativeKernels(new VectorBackend().open(threads, CompiledPanels.of(library)), products, threads);
        };
    }
}
