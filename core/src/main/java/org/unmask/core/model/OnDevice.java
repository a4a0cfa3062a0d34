package org.unmask.core.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.unmask.core.op.Weight;

/// What models for small devices have besides (Gemma 4 E2B and E4B): a table that gives every layer an input of its own for
/// each token, of which a pass reads few rows, and last layers without keys and values.
///
/// Devices that share a layer have all of the table and of its projections, as the plan of the `transformers` library has it
/// (`base_model_tp_plan` of `Gemma4TextConfig`, version 5.18, names none of them).
///
/// @param sharing  last layers that attend to keys and values of the last layer before them of their kind, with or without a
///     window, and have none of their own
/// @param wideMlps  whether the MLPs of these layers are twice as wide
/// @param inputs  elements that each layer takes up of a token besides the residual stream; 0 if none
/// @param inputRows  of the table, one for each token of its vocabulary
public record OnDevice(int sharing, boolean wideMlps, int inputs, int inputRows) {
    public OnDevice {
        if (sharing < 0 || inputs < 0 || inputRows < 0 || inputs > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("bad layout: layers that share keys and values=" + sharing
                    + " inputs of a layer=" + inputs + " of a vocabulary of " + inputRows);
        }
    }

    /// Every layer that shares keys and values needs one of its kind before it that has them.
    void check(int layers, Optional<Window> window) {
        int own = layers - sharing;
        for (int layer = Math.max(0, own); layer < layers; layer++) {
            boolean windowed = isWindowed(window, layer);
            if (IntStream.range(0, own).noneMatch(each -> isWindowed(window, each) == windowed)) {
                throw new IllegalArgumentException("bad layout: " + sharing + " of " + layers
                        + " layers share keys and values, and none " + (windowed ? "with" : "without")
                        + " a window has any");
            }
        }
        if ((long) layers * inputs > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException("bad layout: inputs of a layer=" + inputs + " layers=" + layers);
        }
    }

    private static boolean isWindowed(Optional<Window> window, int layer) {
        return window.isPresent() && window.get().of(layer) > 0;
    }

    /// Whether a layer attends to keys and values of an earlier one.
    boolean shares(int layer, int layers) {
        return layer >= layers - sharing;
    }

    /// Elements that all layers take up of a token.
    public long inputs(Architecture a) {
        return (long) a.layers() * inputs;
    }

    /// The table, the projection of embeddings that is added to what stands there, and its norm.
    List<Layout.Tensor> tensors(Architecture a) {
        if (inputs == 0) {
            return List.of();
        }
        return List.of(
                new Layout.Tensor(Weight.EMBEDDING, Math.multiplyExact(inputs(a), (long) inputRows)),
                new Layout.Tensor(Weight.QUERY, Math.multiplyExact(inputs(a), (long) a.hidden())),
                new Layout.Tensor(Weight.ATTENTION_NORM, inputs));
    }

    /// Of a layer: a gate that its input is multiplied by, the projection of the product, and a norm behind it.
    List<Layout.Tensor> layerTensors(Architecture a) {
        if (inputs == 0) {
            return List.of();
        }
        return List.of(
                new Layout.Tensor(Weight.GATE, 2L * a.hidden() * inputs),
                new Layout.Tensor(Weight.ATTENTION_NORM, a.hidden()));
    }
}
