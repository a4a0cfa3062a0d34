package org.unmask.report;

/// What a line or a bar stands for; decides the family of its colour.
public enum Kind {
    /// An autoregressive model.
    AR,
    /// A diffusion language model.
    DLM,
    /// A machine or a bound.
    NEUTRAL
}
