package org.unmask.engine.weight;

import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;

/// What an architecture says about its tensors.
final class Shapes {
    private Shapes() {}

    /// @throws IllegalArgumentException if the architecture has no such tensor
    static void check(Architecture model, Weight weight, int layer, int expert) {
        if (weight.perLayer() ? !model.has(weight, layer) : !model.has(weight)) {
            throw new IllegalArgumentException(
                    "bad tensor: the model of " + model.layers() + " layers has no " + weight + " in layer " + layer);
        }
        if (expert < 0 || expert >= model.matrices(weight)) {
            throw new IllegalArgumentException(
                    "bad tensor: " + model.matrices(weight) + " matrices of " + weight + ", no " + expert);
        }
    }

    /// Element type of a weight where matrices are asked for in a type: norms and biases are float32 always, and so are
    /// routers among matrices of int8 or int4, or such that round activations, for what they decide is not continuous.
    static DType type(Weight weight, DType matrices) {
        boolean quantised = matrices.stored() == DType.INT8 || matrices.stored() == DType.INT4;
        boolean wide = isVector(weight) || (weight == Weight.ROUTER && quantised);
        return wide ? DType.FLOAT32 : matrices;
    }

    /// Whether a tensor is a norm or a bias: one row, and always float32.
    static boolean isVector(Weight weight) {
        return switch (weight) {
            case ATTENTION_NORM,
                    MLP_NORM,
                    FINAL_NORM,
                    QUERY_BIAS,
                    KEY_BIAS,
                    VALUE_BIAS,
                    QUERY_NORM,
                    KEY_NORM,
                    EXPERT_BIAS -> true;
            case EMBEDDING,
                    QUERY,
                    KEY,
                    VALUE,
                    OUTPUT,
                    GATE,
                    UP,
                    DOWN,
                    ROUTER,
                    EXPERT_GATE,
                    EXPERT_UP,
                    EXPERT_DOWN,
                    SHARED_GATE,
                    SHARED_UP,
                    SHARED_DOWN,
                    LM_HEAD -> false;
        };
    }
}
