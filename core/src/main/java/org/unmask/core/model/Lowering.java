package org.unmask.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// Turns a pass of an architecture into the operators that compute it.
public final class Lowering {
    private Lowering() {}

    /// @param fusions  what the backend fuses; none is what predictions for other machines assume
    public static Program lower(Architecture model, Pass pass, Set<Fusion> fusions) {
        List<Program.Section> sections = new ArrayList<>();
        sections.add(new Program.Section(1, List.of(new Operator.Embed(pass.tokens(), model.hidden()))));
        sections.add(new Program.Section(model.layers(), layer(model, pass, fusions)));
        if (pass.logitRows() > 0) {
            sections.add(new Program.Section(1, head(model, (long) pass.batch() * pass.logitRows())));
        }
        return new Program(sections);
    }

    private static List<Operator> layer(Architecture model, Pass pass, Set<Fusion> fusions) {
        long tokens = pass.tokens();
        int hidden = model.hidden();
        int queryWidth = model.queryWidth();
        int keyWidth = model.keyWidth();
        List<Operator> operators = new ArrayList<>();
        operators.add(new Operator.Norm("attn_norm", tokens, hidden, Weight.ATTENTION_NORM));
        operators.add(new Operator.QkvProjection(tokens, hidden, queryWidth, keyWidth, model.queryKeyValueBias()));
        if (model.queryKeyNorm()) {
            operators.add(new Operator.HeadNorm(tokens, queryWidth, keyWidth, model.headDim()));
        }
        operators.add(new Operator.Rope(tokens, queryWidth, keyWidth));
        operators.add(new Operator.Attention(
                pass.batch(),
                pass.queries(),
                pass.context(),
                model.heads(),
                model.keyValueHeads(),
                model.headDim(),
                pass.mask()));
        operators.add(
                new Operator.Linear("o_proj", tokens, queryWidth, hidden, Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT));
        if (fusions.contains(Fusion.RESIDUAL_NORM)) {
            operators.add(new Operator.ResidualNorm("attn_residual+mlp_norm", tokens, hidden, Weight.MLP_NORM));
        } else {
            operators.add(new Operator.Residual("attn_residual", tokens, hidden));
            operators.add(new Operator.Norm("mlp_norm", tokens, hidden, Weight.MLP_NORM));
        }
        operators.add(new Operator.GateUpProjection(tokens, hidden, model.intermediate()));
        operators.add(new Operator.SwiGlu(tokens, model.intermediate()));
        operators.add(new Operator.Linear(
                "down_proj", tokens, model.intermediate(), hidden, Slot.GATED, Slot.DELTA, Weight.DOWN));
        operators.add(new Operator.Residual("mlp_residual", tokens, hidden));
        return operators;
    }

    private static List<Operator> head(Architecture model, long rows) {
        Weight head = model.tiedEmbeddings() ? Weight.EMBEDDING : Weight.LM_HEAD;
        return List.of(
                new Operator.Norm("final_norm", rows, model.hidden(), Weight.FINAL_NORM),
                new Operator.Linear(
                        "lm_head", rows, model.hidden(), model.vocabulary(), Slot.NORMED, Slot.LOGITS, head),
                new Operator.Select(rows, model.vocabulary()));
    }
}
