package org.unmask.engine;

import java.util.EnumMap;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.weight.WeightSource;

/// All tensors of a model, looked up by role and layer.
final class Weights {
    private final Map<Weight, Matrix[][]> tensors = new EnumMap<>(Weight.class);
    private final DType dtype;

    /// @throws IllegalArgumentException if the source gives another shape than the architecture has
    Weights(Architecture model, WeightSource source) {
        for (Weight weight : Weight.values()) {
            if (model.has(weight)) {
                Matrix[][] layers = new Matrix[weight.perLayer() ? model.layers() : 1][];
                for (int layer = 0; layer < layers.length; layer++) {
                    layers[layer] = layer(model, source, weight, layer);
                }
                tensors.put(weight, layers);
            }
        }
        this.dtype = matrix(Weight.EMBEDDING, 0).dtype();
    }

    /// None if the layer has no such role.
    private static Matrix[] layer(Architecture model, WeightSource source, Weight weight, int layer) {
        boolean exists = !weight.perLayer() || model.has(weight, layer);
        Matrix[] matrices = new Matrix[exists ? model.matrices(weight) : 0];
        for (int expert = 0; expert < matrices.length; expert++) {
            matrices[expert] = checked(model, weight, layer, source.matrix(weight, layer, expert));
        }
        return matrices;
    }

    /// The matrix in a role; `layer` is ignored where there is only one.
    Matrix matrix(Weight weight, int layer) {
        return matrix(weight, layer, 0);
    }

    /// The matrix of an expert.
    Matrix matrix(Weight weight, int layer, int expert) {
        Matrix[][] layers = tensors.get(weight);
        if (layers == null) {
            throw new IllegalStateException("the model has no tensor " + weight);
        }
        return layers[weight.perLayer() ? layer : 0][expert];
    }

    /// Element type of the matrices.
    DType dtype() {
        return dtype;
    }

    private static Matrix checked(Architecture model, Weight weight, int layer, Matrix matrix) {
        if (matrix.rows() != model.rows(weight) || matrix.columns() != model.columns(weight)) {
            throw new IllegalArgumentException("bad weight " + weight + " of layer " + layer + ": [" + matrix.rows()
                    + " x " + matrix.columns() + "], expected [" + model.rows(weight) + " x " + model.columns(weight)
                    + "]");
        }
        return matrix;
    }
}
