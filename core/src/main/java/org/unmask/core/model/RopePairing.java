package org.unmask.core.model;

/// Which two elements of a head a rotation turns together.
public enum RopePairing {
    /// Element `i` with `i + headDim/2`: Hugging Face checkpoints.
    HALF,
    /// Element `2i` with `2i + 1`: llama and llada in GGUF files.
    INTERLEAVED
}
