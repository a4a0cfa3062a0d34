package org.unmask.engine.cases;

import java.lang.foreign.Arena;
import org.unmask.core.model.RopePairing;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;

/// One operator with a shape, and how far results may be from those of the scalar backend.
///
/// @param weights  of attention the type of keys and values
/// @param pairing  matters to rope only
/// @param suppressed  matters to select only
/// @param padded  matters to attention only: the first keys of each sequence are padding, of each another number
/// @param tolerance  greatest difference of any two results, for values of the order of 1
public record KernelCase(
        Operator operator, DType weights, RopePairing pairing, int suppressed, boolean padded, double tolerance) {
    static KernelCase of(Operator operator, DType weights, double tolerance) {
        return new KernelCase(operator, weights, RopePairing.HALF, -1, false, tolerance);
    }

    /// The same with weights, or keys and values, of bf16.
    KernelCase ofHalves() {
        return new KernelCase(operator, DType.BFLOAT16, pairing, suppressed, padded, tolerance);
    }

    /// The same with padding.
    KernelCase ofPadded() {
        return new KernelCase(operator, weights, pairing, suppressed, true, tolerance);
    }

    /// What one run costs; activations are float32.
    public Work work() {
        DType keyValues = operator instanceof AttentionOperator.Attention ? weights : DType.FLOAT32;
        return Work.of(operator, new DTypes(DType.FLOAT32, weights, keyValues));
    }

    /// Fills memory with numbers that depend on the case alone.
    public KernelTrial prepare(Arena arena) {
        return KernelTrial.of(this, arena);
    }

    /// Name and sizes on one line.
    @Override
    public String toString() {
        return operator.name() + " " + shape() + " " + weights.id()
                + (pairing == RopePairing.HALF ? "" : " interleaved")
                + (suppressed < 0 ? "" : " suppressed=" + suppressed)
                + (padded ? " padded" : "");
    }

    private String shape() {
        return switch (operator) {
            case Operator.Embed o -> o.tokens() + "x" + o.hidden();
            case Operator.Norm o -> o.rows() + "x" + o.width();
            case AttentionOperator.QkvProjection o ->
                o.tokens() + "x" + o.hidden() + "x" + o.queryWidth() + "+2x" + o.keyWidth() + (o.bias() ? " bias" : "");
            case AttentionOperator.QueryKeyProjection o ->
                o.tokens() + "x" + o.hidden() + "x" + o.queryWidth() + "+" + o.keyWidth() + (o.bias() ? " bias" : "");
            case AttentionOperator.ValueProjection o ->
                o.tokens() + "x" + o.hidden() + "x" + o.keyWidth() + (o.bias() ? " bias" : "");
            case AttentionOperator.Similarity o -> o.rows() + "x" + o.width();
            case AttentionOperator.HeadNorm o ->
                o.tokens() + "x" + o.queryWidth() + "+" + o.keyWidth() + " head_dim=" + o.headDim();
            case AttentionOperator.Rope o -> o.tokens() + "x" + o.queryWidth() + "+" + o.keyWidth();
            case AttentionOperator.Attention o ->
                "batch=" + o.batch() + " queries=" + o.queries() + " context=" + o.context() + " heads=" + o.heads()
                        + "/" + o.keyValueHeads() + " head_dim=" + o.headDim() + " " + o.mask();
            case AttentionOperator.MixedAttention o -> o.groups().toString();
            case Operator.Linear o -> o.rows() + "x" + o.inputs() + "x" + o.outputs();
            case Operator.GateUpProjection o -> o.tokens() + "x" + o.hidden() + "x2x" + o.intermediate();
            case Operator.SwiGlu o -> o.tokens() + "x" + o.intermediate();
            case MixtureOperator.Router o -> o.tokens() + "x" + o.hidden() + "x" + o.experts();
            case MixtureOperator.Experts o ->
                o.tokens() + "x" + o.hidden() + "x" + o.intermediate() + " " + o.perToken() + " of " + o.experts();
            case MixtureOperator.SharedExpert o -> o.tokens() + "x" + o.hidden() + "x" + o.intermediate();
            case Operator.Residual o -> o.tokens() + "x" + o.width();
            case Operator.ResidualNorm o -> o.tokens() + "x" + o.width();
            case Operator.Counted o -> throw new IllegalArgumentException(o.name() + " has no kernel");
            case Operator.Select o -> o.rows() + "x" + o.vocabulary();
        };
    }
}
