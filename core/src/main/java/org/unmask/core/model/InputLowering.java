package org.unmask.core.model;

import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// Inputs of layers, as Gemma 4 E2B and E4B have them, as operators.
///
/// | operator | does |
/// |---|---|
/// | `layer_embed` | once a pass: reads one row of the table for each token, of all layers |
/// | `layer_embed_proj`, `layer_embed_norm`, `layer_embed_sum` | the embedding, projected and normed, is added to the row |
/// | `layer_gate`, `layer_input`, `layer_proj`, `layer_norm`, `layer_residual` | in each layer behind the MLP: the stream, projected to a gate, times the input, projected back, normed and added |
final class InputLowering {
    private final Architecture model;
    private final int inputs;
    private final long tokens;

    InputLowering(Architecture model, Pass pass) {
        this.model = model;
        this.inputs = model.layout().onDevice().map(OnDevice::inputs).orElse(0);
        this.tokens = pass.streamTokens();
    }

    /// What follows the embedding; empty if layers have no inputs.
    List<Operator> table() {
        if (inputs == 0) {
            return List.of();
        }
        int width = Math.multiplyExact(model.layers(), inputs);
        long elements = Math.multiplyExact(tokens, (long) width);
        return List.of(
                new Operator.Counted(
                        "layer_embed",
                        0,
                        0,
                        0,
                        elements,
                        0,
                        0,
                        0,
                        List.of(new Operator.Counted.Part(Weight.EMBEDDING, elements)),
                        List.of(),
                        List.of(Slot.LAYER_INPUTS)),
                new Operator.Linear(
                        "layer_embed_proj",
                        tokens,
                        model.hidden(),
                        width,
                        Slot.RESIDUAL,
                        Slot.LAYER_INPUTS,
                        Weight.QUERY),
                normed(elements),
                Operator.Counted.elements(
                        "layer_embed_sum", 2, elements, 2, List.of(Slot.LAYER_INPUTS), List.of(Slot.LAYER_INPUTS)));
    }

    private Operator normed(long elements) {
        return new Operator.Counted(
                "layer_embed_norm",
                0,
                4 * elements,
                elements,
                elements,
                0,
                0,
                0,
                List.of(new Operator.Counted.Part(Weight.ATTENTION_NORM, inputs)),
                List.of(Slot.LAYER_INPUTS),
                List.of(Slot.LAYER_INPUTS));
    }

    /// What stands behind the MLP of a layer; empty if layers have no inputs.
    List<Operator> layer() {
        if (inputs == 0) {
            return List.of();
        }
        int hidden = model.hidden();
        return List.of(
                new Operator.Linear("layer_gate", tokens, hidden, inputs, Slot.RESIDUAL, Slot.GATED, Weight.GATE),
                Operator.Counted.elements(
                        "layer_input",
                        5,
                        tokens * inputs,
                        2,
                        List.of(Slot.GATED, Slot.LAYER_INPUTS),
                        List.of(Slot.GATED)),
                new Operator.Linear("layer_proj", tokens, inputs, hidden, Slot.GATED, Slot.NORMED, Weight.GATE),
                new Operator.Norm("layer_norm", tokens, hidden, Weight.ATTENTION_NORM),
                new Operator.Residual("layer_residual", tokens, hidden));
    }
}
