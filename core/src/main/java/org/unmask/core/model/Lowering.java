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
        sections.add(Program.Section.once(List.of(new Operator.Embed(pass.streamTokens(), model.hidden()))));
        int layer = 0;
        while (layer < model.layers()) {
            int end = layer + 1;
            while (end < model.layers() && isAlike(model, pass, layer, end)) {
                end++;
            }
            sections.add(new Program.Section(layer, end - layer, layer(model, layer, pass, fusions)));
            layer = end;
        }
        if (pass.logitRows() > 0) {
            sections.add(Program.Section.once(head(model, (long) pass.batch() * pass.logitRows())));
        }
        return new Program(sections);
    }

    /// Whether two layers have the same operators.
    private static boolean isAlike(Architecture model, Pass pass, int layer, int other) {
        return model.isMixture(layer) == model.isMixture(other)
                && model.window(layer) == model.window(other)
                && isPartial(pass, layer) == isPartial(pass, other);
    }

    /// Whether a layer takes features of some rows from an earlier pass.
    private static boolean isPartial(Pass pass, int layer) {
        return pass.reuse().isActive()
                && layer > 0
                && pass.queries() < pass.reuse().rows();
    }

    private static List<Operator> layer(Architecture model, int layer, Pass pass, Set<Fusion> fusions) {
        if (isPartial(pass, layer)) {
            return partialLayer(model, layer, pass);
        }
        long tokens = pass.streamTokens();
        int hidden = model.hidden();
        List<Operator> operators = new ArrayList<>();
        operators.add(new Operator.Norm("attn_norm", tokens, hidden, Weight.ATTENTION_NORM));
        operators.add(new Operator.QkvProjection(
                tokens,
                hidden,
                model.queryWidth(),
                model.keyWidth(),
                model.projections().queryKeyValueBias()));
        int queries = (int) (tokens / pass.batch());
        operators.addAll(attention(model, layer, pass, queries));
        if (fusions.contains(Fusion.RESIDUAL_NORM)) {
            operators.add(new Operator.ResidualNorm("attn_residual+mlp_norm", tokens, hidden, Weight.MLP_NORM));
        } else {
            operators.add(new Operator.Residual("attn_residual", tokens, hidden));
            operators.add(new Operator.Norm("mlp_norm", tokens, hidden, Weight.MLP_NORM));
        }
        operators.addAll(mlp(model, layer, tokens));
        operators.add(new Operator.Residual("mlp_residual", tokens, hidden));
        return operators;
    }

    /// A layer that computes the queries of the pass only, finds some of them by the change of their values, and adds
    /// kept features for all other rows (dLLM-Cache).
    private static List<Operator> partialLayer(Architecture model, int layer, Pass pass) {
        int hidden = model.hidden();
        boolean bias = model.projections().queryKeyValueBias();
        long batch = pass.batch();
        long values = batch * pass.reuse().values();
        long selected = batch * pass.reuse().selected();
        long whole = pass.tokens() - selected;
        List<Operator> operators = new ArrayList<>();
        if (whole + values > 0) {
            operators.add(new Operator.Norm("attn_norm", whole + values, hidden, Weight.ATTENTION_NORM));
        }
        if (whole > 0) {
            operators.add(new Operator.QkvProjection(whole, hidden, model.queryWidth(), model.keyWidth(), bias));
        }
        if (values > 0) {
            operators.add(new Operator.ValueProjection(values, hidden, model.keyWidth(), bias));
            operators.add(new Operator.Similarity(values, model.keyWidth()));
        }
        if (selected > 0) {
            operators.add(
                    new Operator.QueryKeyProjection(selected, hidden, model.queryWidth(), model.keyWidth(), bias));
        }
        if (pass.tokens() > 0) {
            operators.addAll(attention(model, layer, pass, pass.queries()));
        }
        operators.add(new Operator.Residual("attn_residual", pass.streamTokens(), hidden));
        if (pass.tokens() > 0) {
            operators.add(new Operator.Norm("mlp_norm", pass.tokens(), hidden, Weight.MLP_NORM));
            operators.addAll(mlp(model, layer, pass.tokens()));
        }
        operators.add(new Operator.Residual("mlp_residual", pass.streamTokens(), hidden));
        return operators;
    }

    /// From the projections to the output projection; queries attend to all keys of the pass.
    private static List<Operator> attention(Architecture model, int layer, Pass pass, int queries) {
        long tokens = (long) pass.batch() * queries;
        List<Operator> operators = new ArrayList<>();
        if (model.projections().queryKeyNorm()) {
            operators.add(new Operator.HeadNorm(tokens, model.queryWidth(), model.keyWidth(), model.headDim()));
        }
        operators.add(new Operator.Rope(
                tokens,
                model.heads() * model.rope().rotated(),
                model.keyValueHeads() * model.rope().rotated()));
        operators.add(new Operator.Attention(
                pass.batch(),
                queries,
                pass.keys() - queries,
                model.heads(),
                model.keyValueHeads(),
                model.headDim(),
                pass.mask(),
                model.window(layer)));
        operators.add(new Operator.Linear(
                "o_proj", tokens, model.queryWidth(), model.hidden(), Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT));
        return operators;
    }

    private static List<Operator> mlp(Architecture model, int layer, long tokens) {
        return model.isMixture(layer)
                ? mixture(model.hidden(), model.experts().orElseThrow(), tokens)
                : mlp(model, tokens);
    }

    private static List<Operator> mlp(Architecture model, long tokens) {
        int intermediate = model.intermediate();
        return List.of(
                new Operator.GateUpProjection(tokens, model.hidden(), intermediate),
                new Operator.SwiGlu(tokens, intermediate),
                new Operator.Linear(
                        "down_proj", tokens, intermediate, model.hidden(), Slot.GATED, Slot.DELTA, Weight.DOWN));
    }

    private static List<Operator> mixture(int hidden, Experts experts, long tokens) {
        int count = experts.count();
        int perToken = experts.perToken();
        List<Operator> operators = new ArrayList<>();
        operators.add(new Operator.Router(
                tokens, hidden, count, perToken, experts.routing().bias()));
        operators.add(new Operator.Experts(tokens, hidden, experts.intermediate(), count, perToken));
        if (experts.sharedIntermediate() > 0) {
            operators.add(new Operator.SharedExpert(tokens, hidden, experts.sharedIntermediate()));
        }
        return operators;
    }

    private static List<Operator> head(Architecture model, long rows) {
        Weight head = model.projections().tiedEmbeddings() ? Weight.EMBEDDING : Weight.LM_HEAD;
        return List.of(
                new Operator.Norm("final_norm", rows, model.hidden(), Weight.FINAL_NORM),
                new Operator.Linear(
                        "lm_head", rows, model.hidden(), model.vocabulary(), Slot.NORMED, Slot.LOGITS, head),
                new Operator.Select(rows, model.vocabulary()));
    }
}
