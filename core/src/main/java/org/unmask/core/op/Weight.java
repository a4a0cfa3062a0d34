package org.unmask.core.op;

/// The role of a weight tensor; with a layer index (and that of an expert) it names one matrix of a model.
public enum Weight {
    EMBEDDING(Part.MODEL),
    ATTENTION_NORM(Part.LAYER),
    QUERY(Part.LAYER),
    KEY(Part.LAYER),
    VALUE(Part.LAYER),
    QUERY_BIAS(Part.LAYER),
    KEY_BIAS(Part.LAYER),
    VALUE_BIAS(Part.LAYER),
    QUERY_NORM(Part.LAYER),
    KEY_NORM(Part.LAYER),
    OUTPUT(Part.LAYER),
    MLP_NORM(Part.LAYER),
    GATE(Part.MLP),
    UP(Part.MLP),
    DOWN(Part.MLP),
    ROUTER(Part.MIXTURE),
    /// Added to the scores of experts when they are chosen, not when they are weighted (LLaDA2).
    EXPERT_BIAS(Part.MIXTURE),
    EXPERT_GATE(Part.EXPERT),
    EXPERT_UP(Part.EXPERT),
    EXPERT_DOWN(Part.EXPERT),
    SHARED_GATE(Part.MIXTURE),
    SHARED_UP(Part.MIXTURE),
    SHARED_DOWN(Part.MIXTURE),
    FINAL_NORM(Part.MODEL),
    LM_HEAD(Part.MODEL);

    /// What has a tensor of its own in a role.
    public enum Part {
        MODEL,
        LAYER,
        /// A layer with a plain MLP.
        MLP,
        /// A layer with experts.
        MIXTURE,
        /// An expert of such a layer.
        EXPERT
    }

    private final Part part;

    Weight(Part part) {
        this.part = part;
    }

    /// What has a tensor of its own in this role.
    public Part part() {
        return part;
    }

    /// Whether every layer that has this role has a tensor of its own.
    public boolean perLayer() {
        return part != Part.MODEL;
    }
}
