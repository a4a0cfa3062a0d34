package org.unmask.engine.cases;

import java.lang.foreign.Arena;
import org.unmask.core.model.RopePairing;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;

/// One operator with a shape, and how far results may be from those of the scalar backend.
///
/// @param pairing  matters to rope only
/// @param suppressed  matters to select only
/// @param tolerance  greatest difference of any two results, for values of the order of 1
public record KernelCase(Operator operator, DType weights, RopePairing pairing, int suppressed, double tolerance) {
    static KernelCase of(Operator operator, DType weights, double tolerance) {
        return new KernelCase(operator, weights, RopePairing.HALF, -1, tolerance);
    }

    /// What one run costs; activations, keys and values are float32.
    public Work work() {
        return Work.of(operator, new DTypes(DType.FLOAT32, weights, DType.FLOAT32));
    }

    /// Fills memory with numbers that depend on the case alone.
    public KernelTrial prepare(Arena arena) {
        return KernelTrial.of(this, arena);
    }

    @Override
    public String toString() {
        return operator + " " + weights.id() + (pairing == RopePairing.HALF ? "" : " interleaved")
                + (suppressed < 0 ? "" : " suppressed=" + suppressed);
    }
}
