package org.unmask.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.unmask.engine.spi.Backend;

/// Kernels on the Vector API, for any CPU.
public final class VectorBackend implements Backend {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    @Override
    public String name() {
        return "vector" + FLOATS.vectorBitSize();
    }
}
