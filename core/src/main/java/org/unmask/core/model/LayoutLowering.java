package org.unmask.core.model;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// Layers with a layout of their own as operators.
final class LayoutLowering {
    private final Architecture model;
    private final Layout layout;
    private final int layer;
    private final Pass pass;
    private final long tokens;
    private final List<Operator> operators = new ArrayList<>();

    LayoutLowering(Architecture model, int layer, Pass pass) {
        this.model = model.at(layer);
        this.layout = model.layout();
        this.layer = layer;
        this.pass = pass;
        this.tokens = pass.streamTokens();
    }

    List<Operator> layer() {
        if (layout.mixes(layer)) {
            mixing();
        }
        if (layout.hasMlp(layer)) {
            mlpPart();
        }
        operators.addAll(new InputLowering(model, pass).layer());
        return operators;
    }

    private void mixing() {
        if (layout.norms() != Layout.Norms.AFTER) {
            norm("attn_norm", Weight.ATTENTION_NORM);
        }
        if (layout.hasMixer(layer)) {
            operators.addAll(new MixerLowering(model, pass).layer(layout.mixer().orElseThrow()));
            if (layout.hasAttention(layer)) {
                operators.add(new Operator.Residual("state_residual", tokens, model.hidden()));
            }
        }
        if (layout.hasAttention(layer)) {
            attention();
        }
        if (isNormedAfter()) {
            norm("attn_post_norm", Weight.ATTENTION_NORM);
        }
        if (layout.norms() != Layout.Norms.SHARED) {
            operators.add(new Operator.Residual("attn_residual", tokens, model.hidden()));
        }
    }

    private void mlpPart() {
        if (layout.norms() != Layout.Norms.AFTER && layout.norms() != Layout.Norms.SHARED) {
            norm("mlp_norm", Weight.MLP_NORM);
        }
        mlp();
        if (isNormedAfter()) {
            norm("mlp_post_norm", Weight.MLP_NORM);
        }
        operators.add(new Operator.Residual("mlp_residual", tokens, model.hidden()));
    }

    private boolean isNormedAfter() {
        return layout.norms() == Layout.Norms.AFTER || layout.norms() == Layout.Norms.AROUND;
    }

    private void norm(String name, Weight weight) {
        operators.add(new Operator.Norm(name, tokens, model.hidden(), weight));
    }

    private void attention() {
        if (layout.latent().isPresent()) {
            operators.addAll(new LatentLowering(model, layout.latent().get(), pass).attention());
        } else {
            heads();
        }
    }

    private void heads() {
        projections();
        boolean gated = layout.has(Layout.Extra.OUTPUT_GATE);
        if (gated) {
            linear("attn_gate_proj", model.hidden(), model.queryWidth(), Slot.NORMED, Slot.ATTENDED, Weight.QUERY);
        }
        boolean shares = layout.shares(layer, model.layers());
        int keys = shares ? 0 : model.keyWidth();
        if (model.projections().queryKeyNorm()) {
            operators.add(new AttentionOperator.HeadNorm(tokens, model.queryWidth(), keys, model.headDim()));
        } else if (layout.heads() != Layout.HeadNorms.NONE) {
            int weights = layout.heads() == Layout.HeadNorms.WHOLE ? (model.queryWidth() + keys) / 2 : 0;
            operators.add(new AttentionOperator.HeadNorm(tokens, model.queryWidth(), keys, weights));
        }
        if (layout.has(Layout.Extra.VALUE_NORM) && !shares) {
            Slot from = layout.keysAreValues(model.window(layer) == 0) ? Slot.KEY : Slot.VALUE;
            operators.add(Operator.Counted.elements(
                    "v_norm", 4, tokens * model.keyWidth(), 1, List.of(from), List.of(Slot.VALUE)));
        }
        operators.add(new AttentionOperator.Rope(
                tokens,
                model.heads() * model.rope().rotated(),
                shares ? 0 : model.keyValueHeads() * model.rope().rotated()));
        operators.add(Lowering.attention(model, layer, pass));
        if (gated) {
            operators.add(Operator.Counted.elements(
                    "attn_gate", 5, tokens * model.queryWidth(), 2, List.of(Slot.ATTENDED), List.of(Slot.ATTENDED)));
        }
        linear("o_proj", model.queryWidth(), model.hidden(), Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT);
    }

    private void projections() {
        int hidden = model.hidden();
        boolean bias = model.projections().queryKeyValueBias();
        if (layout.shares(layer, model.layers())) {
            linear("q_proj", hidden, model.queryWidth(), Slot.NORMED, Slot.QUERY, Weight.QUERY);
        } else if (layout.keysAreValues(model.window(layer) == 0)) {
            operators.add(new AttentionOperator.QueryKeyProjection(
                    tokens, hidden, model.queryWidth(), model.keyWidth(), bias));
        } else {
            operators.add(
                    new AttentionOperator.QkvProjection(tokens, hidden, model.queryWidth(), model.keyWidth(), bias));
        }
    }

    private void mlp() {
        if (model.isMixture(layer) && layout.has(Layout.Extra.MLP_BESIDE_EXPERTS)) {
            besideExperts();
        } else if (model.isMixture(layer)) {
            operators.addAll(Lowering.mixture(model, tokens, pass.chosenExperts()));
        } else if (layout.has(Layout.Extra.UNGATED)) {
            int width = model.intermediate();
            linear("up_proj", model.hidden(), width, Slot.NORMED, Slot.GATE_UP, Weight.UP);
            operators.add(Operator.Counted.elements(
                    "activation", 5, tokens * width, 1, List.of(Slot.GATE_UP), List.of(Slot.GATED)));
            linear("down_proj", width, model.hidden(), Slot.GATED, Slot.DELTA, Weight.DOWN);
        } else {
            operators.addAll(Lowering.mlp(model, tokens));
        }
    }

    /// The plain MLP, then the experts, then their sum.
    private void besideExperts() {
        operators.addAll(Lowering.mlp(model, tokens));
        norm("mlp_own_norm", Weight.MLP_NORM);
        norm("experts_norm", Weight.MLP_NORM);
        operators.addAll(Lowering.mixture(model, tokens, pass.chosenExperts()));
        norm("experts_own_norm", Weight.MLP_NORM);
        operators.add(new Operator.Residual("mlp_sum", tokens, model.hidden()));
    }

    private void linear(String name, int inputs, int outputs, Slot from, Slot to, Weight weight) {
        operators.add(new Operator.Linear(name, tokens, inputs, outputs, from, to, weight));
    }
}
