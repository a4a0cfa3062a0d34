package org.unmask.core.model;

import java.util.List;
import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// What self-conditioning adds to a pass, as DiffusionGemma has it: the expected embedding of each position under the
/// logits of the pass before goes through a gated MLP and is added to the embedding of the token that stands there.
///
/// | operator | does |
/// |---|---|
/// | `soft_max` | reads the kept logits, writes probabilities |
/// | `soft_embed` | probabilities of all tokens times the embedding table: as many FLOPs as the LM head |
/// | `cond_norm`, `cond_gate_up`, `cond_act`, `cond_down` | the gated MLP |
/// | `cond_residual`, `cond_post_norm` | added to the embedding, and normed without weights |
/// | `renoise` | after `select`: a softmax at a temperature, its entropy, a draw; the logits are kept for the next pass |
///
/// Logits are kept in float32. Drawing reads them once more than `select` does.
final class ConditioningLowering {
    private static final int RENOISE_FLOPS = 8;
    private static final int SOFTMAX_FLOPS = 5;

    private ConditioningLowering() {}

    /// What comes between the embedding and the first layer; empty if the pass takes nothing from an earlier one.
    ///
    /// @throws IllegalArgumentException if it does, and the model has no weights for that
    static List<Operator> input(Architecture model, Pass pass) {
        long rows = 0;
        for (Pass.Group group : pass.groups()) {
            rows += group.conditioning() == Conditioning.FURTHER ? group.tokens() : 0;
        }
        return rows == 0 ? List.of() : input(model, rows);
    }

    private static List<Operator> input(Architecture model, long rows) {
        int hidden = model.hidden();
        int width = model.layout().conditioning();
        if (width == 0) {
            throw new IllegalArgumentException(
                    "diffusion-gemma gives the logits of a pass to the next one; this model has"
                            + " no weights for that (those of type diffusion_gemma have)");
        }
        long logits = Math.multiplyExact(rows, (long) model.vocabulary());
        return List.of(
                new Operator.Counted(
                        "soft_max",
                        0,
                        SOFTMAX_FLOPS * logits,
                        0,
                        logits,
                        0,
                        Float.BYTES * logits,
                        0,
                        List.of(),
                        List.of(),
                        List.of(Slot.LOGITS)),
                new Operator.Linear(
                        "soft_embed", rows, model.vocabulary(), hidden, Slot.LOGITS, Slot.DELTA, Weight.EMBEDDING),
                new Operator.Norm("cond_norm", rows, hidden, Weight.ATTENTION_NORM),
                new Operator.Linear("cond_gate_up", rows, hidden, 2 * width, Slot.NORMED, Slot.GATE_UP, Weight.GATE),
                Operator.Counted.elements("cond_act", 5, rows * width, 2, List.of(Slot.GATE_UP), List.of(Slot.GATED)),
                new Operator.Linear("cond_down", rows, width, hidden, Slot.GATED, Slot.DELTA, Weight.DOWN),
                new Operator.Residual("cond_residual", rows, hidden),
                Operator.Counted.elements(
                        "cond_post_norm", 4, rows * hidden, 1, List.of(Slot.RESIDUAL), List.of(Slot.RESIDUAL)));
    }

    /// What follows the selection; empty if the pass leaves nothing for a later one.
    static List<Operator> output(Architecture model, Pass pass) {
        long rows = 0;
        for (Pass.Group group : pass.groups()) {
            rows += group.conditioning().leavesState() ? group.headRows() : 0;
        }
        if (rows == 0) {
            return List.of();
        }
        long logits = Math.multiplyExact(rows, (long) model.vocabulary());
        return List.of(new Operator.Counted(
                "renoise",
                0,
                RENOISE_FLOPS * logits,
                logits,
                0,
                0,
                0,
                Float.BYTES * logits,
                List.of(),
                List.of(Slot.LOGITS),
                List.of(Slot.SELECTION)));
    }
}
