package org.unmask.core.op;

/// Matrices of an MLP.
final class Matrices {
    /// Gate, up and down projection.
    static final int GATED = 3;

    private Matrices() {}

    static void check(int matrices) {
        if (matrices != GATED && matrices != GATED - 1) {
            throw new IllegalArgumentException("bad MLP: matrices=" + matrices + "; 3 with a gate, 2 without");
        }
    }
}
