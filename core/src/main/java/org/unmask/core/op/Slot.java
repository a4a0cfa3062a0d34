package org.unmask.core.op;

/// A named activation that operators read and write.
public enum Slot {
    /// The residual stream, `[tokens x hidden]`.
    RESIDUAL,
    /// What a norm leaves for the projections after it, `[rows x hidden]`.
    NORMED,
    QUERY,
    KEY,
    VALUE,
    /// Attention output before the output projection, `[tokens x heads·headDim]`.
    ATTENDED,
    /// What a block adds to the residual stream, `[tokens x hidden]`.
    DELTA,
    /// Gate and up projections side by side, `[tokens x 2·intermediate]`.
    GATE_UP,
    /// `silu(gate)·up`, `[tokens x intermediate]`.
    GATED,
    /// `[rows x vocabulary]`.
    LOGITS,
    /// Chosen token and its confidence, 8 bytes a row.
    SELECTION
}
