package org.unmask.core.op;

/// The role of a weight tensor; with a layer index it names one tensor of a model.
public enum Weight {
    EMBEDDING,
    ATTENTION_NORM,
    QUERY,
    KEY,
    VALUE,
    QUERY_BIAS,
    KEY_BIAS,
    VALUE_BIAS,
    QUERY_NORM,
    KEY_NORM,
    OUTPUT,
    MLP_NORM,
    GATE,
    UP,
    DOWN,
    FINAL_NORM,
    LM_HEAD;

    /// Whether every layer has a tensor of its own in this role.
    public boolean perLayer() {
        return switch (this) {
            case EMBEDDING, FINAL_NORM, LM_HEAD -> false;
            case ATTENTION_NORM,
                    QUERY,
                    KEY,
                    VALUE,
                    QUERY_BIAS,
                    KEY_BIAS,
                    VALUE_BIAS,
                    QUERY_NORM,
                    KEY_NORM,
                    OUTPUT,
                    MLP_NORM,
                    GATE,
                    UP,
                    DOWN -> true;
        };
    }
}
