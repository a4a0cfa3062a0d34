package org.unmask.core.op;

/// A pair of operators that a backend may run as one. Lowering asks which, so that what is priced is what runs.
public enum Fusion {
    /// A residual addition and the norm that follows it in the same layer: [Operator.ResidualNorm].
    RESIDUAL_NORM
}
