package org.unmask.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// Turns a pass of an architecture into the operators that compute it.
public final class Lowering {
    private static final int MOST_OF_A_LAYER = 16;

    private Lowering() {}

    /// Turns a pass of an architecture into operators with shapes.
    ///
    /// @param fusions  what the backend fuses; none is what predictions for other machines assume
    public static Program lower(Architecture model, Pass pass, Set<Fusion> fusions) {
        List<Program.Section> sections = new ArrayList<>();
        sections.add(Program.Section.once(List.of(new Operator.Embed(pass.streamTokens(), model.hidden()))));
        addOnce(sections, ConditioningLowering.input(model, pass));
        addOnce(sections, new InputLowering(model, pass).table());
        boolean partial = isPartial(pass);
        int layer = 0;
        while (layer < model.layers()) {
            int end = layer + 1;
            while (end < model.layers() && isAlike(model, partial, layer, end)) {
                end++;
            }
            List<Operator> operators =
                    partial && layer > 0 ? partialLayer(model, layer, pass) : wholeLayer(model, layer, pass, fusions);
            sections.add(new Program.Section(layer, end - layer, operators));
            layer = end;
        }
        long rows = pass.headRows();
        if (rows > 0) {
            sections.add(Program.Section.once(head(model, rows)));
        }
        addOnce(sections, ConditioningLowering.output(model, pass));
        return new Program(sections);
    }

    private static void addOnce(List<Program.Section> sections, List<Operator> operators) {
        if (!operators.isEmpty()) {
            sections.add(Program.Section.once(operators));
        }
    }

    /// Whether a layer has the same operators as an earlier one.
    ///
    /// @param partial  whether those after the first layer differ from it
    private static boolean isAlike(Architecture model, boolean partial, int layer, int other) {
        return model.isMixture(layer) == model.isMixture(other)
                && model.window(layer) == model.window(other)
                && model.layout().hasAttention(layer) == model.layout().hasAttention(other)
                && model.layout().hasMixer(layer) == model.layout().hasMixer(other)
                && model.layout().hasMlp(layer) == model.layout().hasMlp(other)
                && model.layout().shares(layer, model.layers())
                        == model.layout().shares(other, model.layers())
                && (!partial || layer > 0);
    }

    /// Whether layers after the first take features of some rows from an earlier pass.
    private static boolean isPartial(Pass pass) {
        for (Pass.Group group : pass.groups()) {
            if (isPartial(group)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPartial(Pass.Group group) {
        return group.queries() < group.stream();
    }

    /// Queries per sequence that a layer computes.
    private static int queries(Pass.Group group, int layer) {
        return layer == 0 ? group.stream() : group.queries();
    }

    private static List<Operator> wholeLayer(Architecture model, int layer, Pass pass, Set<Fusion> fusions) {
        if (!model.layout().isPlain()) {
            return new LayoutLowering(model, layer, pass).layer();
        }
        long tokens = pass.streamTokens();
        int hidden = model.hidden();
        List<Operator> operators = new ArrayList<>(MOST_OF_A_LAYER);
        operators.add(new Operator.Norm("attn_norm", tokens, hidden, Weight.ATTENTION_NORM));
        operators.add(new AttentionOperator.QkvProjection(
                tokens,
                hidden,
                model.queryWidth(),
                model.keyWidth(),
                model.projections().queryKeyValueBias()));
        operators.addAll(attention(model, layer, pass, tokens));
        if (fusions.contains(Fusion.RESIDUAL_NORM)) {
            operators.add(new Operator.ResidualNorm("attn_residual+mlp_norm", tokens, hidden, Weight.MLP_NORM));
        } else {
            operators.add(new Operator.Residual("attn_residual", tokens, hidden));
            operators.add(new Operator.Norm("mlp_norm", tokens, hidden, Weight.MLP_NORM));
        }
        operators.addAll(mlp(model, layer, tokens, pass.chosenExperts()));
        operators.add(new Operator.Residual("mlp_residual", tokens, hidden));
        return operators;
    }

    /// A layer that computes the queries of the pass only, finds some of them by the change of their values, and adds
    /// kept features for all other rows (dLLM-Cache). Groups that reuse nothing are computed whole.
    private static List<Operator> partialLayer(Architecture model, int layer, Pass pass) {
        if (!model.layout().isPlain()) {
            throw new IllegalArgumentException(
                    "dllm-cache keeps features of layers as LLaMA's are; this model has others");
        }
        int hidden = model.hidden();
        boolean bias = model.projections().queryKeyValueBias();
        long computed = pass.tokens();
        long values = 0;
        long selected = 0;
        for (Pass.Group group : pass.groups()) {
            if (isPartial(group)) {
                values += (long) group.batch() * group.reuse().values();
                selected += (long) group.batch() * group.reuse().selected();
            }
        }
        long whole = computed - selected;
        List<Operator> operators = new ArrayList<>();
        if (whole + values > 0) {
            operators.add(new Operator.Norm("attn_norm", whole + values, hidden, Weight.ATTENTION_NORM));
        }
        if (whole > 0) {
            operators.add(
                    new AttentionOperator.QkvProjection(whole, hidden, model.queryWidth(), model.keyWidth(), bias));
        }
        if (values > 0) {
            operators.add(new AttentionOperator.ValueProjection(values, hidden, model.keyWidth(), bias));
            operators.add(new AttentionOperator.Similarity(values, model.keyWidth()));
        }
        if (selected > 0) {
            operators.add(new AttentionOperator.QueryKeyProjection(
                    selected, hidden, model.queryWidth(), model.keyWidth(), bias));
        }
        if (computed > 0) {
            operators.addAll(attention(model, layer, pass, computed));
        }
        operators.add(new Operator.Residual("attn_residual", pass.streamTokens(), hidden));
        if (computed > 0) {
            operators.add(new Operator.Norm("mlp_norm", computed, hidden, Weight.MLP_NORM));
            operators.addAll(mlp(model, layer, computed, pass.chosenExperts()));
        }
        operators.add(new Operator.Residual("mlp_residual", pass.streamTokens(), hidden));
        return operators;
    }

    /// From the projections to the output projection; `tokens` queries attend to all keys of their sequences.
    private static List<Operator> attention(Architecture model, int layer, Pass pass, long tokens) {
        List<Operator> operators = new ArrayList<>();
        if (model.projections().queryKeyNorm()) {
            operators.add(
                    new AttentionOperator.HeadNorm(tokens, model.queryWidth(), model.keyWidth(), model.headDim()));
        }
        operators.add(new AttentionOperator.Rope(
                tokens,
                model.heads() * model.rope().rotated(),
                model.keyValueHeads() * model.rope().rotated()));
        operators.add(attention(model, layer, pass));
        operators.add(new Operator.Linear(
                "o_proj", tokens, model.queryWidth(), model.hidden(), Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT));
        return operators;
    }

    /// One call, however many groups there are.
    static Operator attention(Architecture model, int layer, Pass pass) {
        if (pass.groups().size() == 1) {
            return attention(model, layer, pass.only());
        }
        List<AttentionOperator.Attention> attending = new ArrayList<>();
        for (Pass.Group group : pass.groups()) {
            if (queries(group, layer) > 0) {
                attending.add(attention(model, layer, group));
            }
        }
        return attending.size() == 1 ? attending.getFirst() : new AttentionOperator.MixedAttention(attending);
    }

    private static AttentionOperator.Attention attention(Architecture model, int layer, Pass.Group group) {
        int queries = queries(group, layer);
        return new AttentionOperator.Attention(
                group.batch(),
                queries,
                group.keys() - queries,
                model.heads(),
                model.keyValueHeads(),
                model.headDim(),
                group.mask(),
                model.window(layer));
    }

    private static List<Operator> mlp(Architecture model, int layer, long tokens, OptionalDouble chosen) {
        return model.isMixture(layer) ? mixture(model, tokens, chosen) : mlp(model, tokens);
    }

    static List<Operator> mlp(Architecture model, long tokens) {
        int intermediate = model.intermediate();
        return List.of(
                new Operator.GateUpProjection(tokens, model.hidden(), intermediate),
                new Operator.SwiGlu(tokens, intermediate),
                new Operator.Linear(
                        "down_proj", tokens, intermediate, model.hidden(), Slot.GATED, Slot.DELTA, Weight.DOWN));
    }

    static List<Operator> mixture(Architecture model, long tokens, OptionalDouble chosen) {
        Experts experts = model.experts().orElseThrow();
        int hidden = model.hidden();
        int inputs = model.layout().expertWidth(hidden);
        int matrices = model.layout().has(Layout.Extra.UNGATED) ? 2 : 3;
        int count = experts.count();
        int perToken = experts.perToken();
        List<Operator> operators = new ArrayList<>();
        operators.add(new MixtureOperator.Router(
                tokens, hidden, count, perToken, experts.routing().bias()));
        if (inputs != hidden) {
            operators.add(new Operator.Linear(
                    "experts_in_proj", tokens, hidden, inputs, Slot.NORMED, Slot.ROUTED, Weight.EXPERT_UP));
        }
        operators.add(new MixtureOperator.Experts(
                tokens,
                inputs,
                experts.intermediate(),
                count,
                perToken,
                matrices,
                chosen.isPresent() ? chosen : experts.distinct(tokens)));
        if (inputs != hidden) {
            operators.add(new Operator.Linear(
                    "experts_out_proj", tokens, inputs, hidden, Slot.ROUTED, Slot.DELTA, Weight.EXPERT_DOWN));
        }
        if (experts.sharedIntermediate() > 0) {
            operators.add(new MixtureOperator.SharedExpert(tokens, hidden, experts.sharedIntermediate(), matrices));
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
