package org.unmask.core.model;

/// How a model was trained to generate.
public enum Paradigm {
    AUTOREGRESSIVE("autoregressive"),
    /// Masked diffusion with full attention.
    DIFFUSION("diffusion"),
    /// Masked diffusion within blocks, causal between them.
    BLOCK_DIFFUSION("block-diffusion");

    private final String id;

    Paradigm(String id) {
        this.id = id;
    }

    /// The name used in files.
    public String id() {
        return id;
    }
}
