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
    /// What every layer takes up of a token besides the residual stream, `[tokens x layers·inputs]`.
    LAYER_INPUTS,
    /// What step and vectors of a selective state space are made of, `[tokens x rank + 2·state]`.
    SELECTORS,
    /// The experts chosen for each token and their weights, 8 bytes each, `[tokens x perToken]`.
    ROUTING,
    /// Gate, up and gated values of the experts, `[tokens·perToken x 3·intermediate]`; only within the operator.
    ROUTED,
    /// Gate, up and gated values of the shared expert, `[tokens x 3·intermediate]`; only within the operator.
    SHARED,
    /// Cosine similarity of new and cached values, 8 bytes a row.
    SIMILARITY,
    /// `[rows x vocabulary]`.
    LOGITS,
    /// Chosen token and its confidence, 8 bytes a row.
    SELECTION
}
