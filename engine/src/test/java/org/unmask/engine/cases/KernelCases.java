package org.unmask.engine.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.unmask.core.model.RopePairing;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// The one list of kernel cases. All of them are run for correctness; [#speed] are large enough to be timed.
public final class KernelCases {
    private static final int[] ODD = {1, 3, 17, 64, 129};

    /// What kernels multiply with.
    private static final List<DType> WEIGHTS =
            List.of(DType.FLOAT32, DType.BFLOAT16, DType.INT8, DType.INT4, DType.W8A8, DType.W4A8);

    private KernelCases() {}

    /// Small and odd shapes: shorter than a vector, one more than a tile, empty contexts.
    public static List<KernelCase> odd() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : WEIGHTS) {
            matmuls(type, cases);
            cases.add(KernelCase.of(new Operator.Embed(17, 65), type, 0));
            cases.add(KernelCase.of(new Operator.Embed(3, 1030), type, 0));
            cases.add(KernelCase.of(new AttentionOperator.QkvProjection(5, 48, 64, 32, true), type, 1e-5));
            cases.add(KernelCase.of(new AttentionOperator.QkvProjection(33, 64, 65, 17, false), type, 1e-5));
            cases.add(KernelCase.of(new Operator.GateUpProjection(9, 64, 100), type, 1e-5));
            cases.add(KernelCase.of(new AttentionOperator.QueryKeyProjection(5, 48, 64, 32, true), type, 1e-5));
            cases.add(KernelCase.of(new AttentionOperator.ValueProjection(33, 64, 17, true), type, 1e-5));
            cases.add(KernelCase.of(new MixtureOperator.Router(9, 64, 33, 2, false), type, 1e-5));
            cases.add(KernelCase.of(new MixtureOperator.SharedExpert(9, 64, 33), type, chained(type)));
            for (int width : ODD) {
                cases.add(KernelCase.of(new MixtureOperator.Experts(33, width, 17, 4, 2), type, chained(type)));
            }
        }
        rowWise(cases);
        attentions(cases);
        selects(cases);
        return List.copyOf(cases);
    }

    /// Shapes of one layer of a model of a billion parameters (hidden 2048, intermediate 5632, 32 heads of 64) and
    /// its head.
    public static List<KernelCase> speed() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : WEIGHTS) {
            for (int rows : new int[] {1, 8, 32, 128, 512}) {
                cases.add(projection(rows, type));
            }
        }
        cases.add(attention(1, 1, 1023, 32, 32, 64, Mask.FULL));
        cases.add(attention(1, 32, 992, 32, 32, 64, Mask.FULL));
        cases.add(attention(1, 512, 0, 32, 32, 64, Mask.FULL));
        cases.add(attention(1, 512, 0, 32, 4, 64, Mask.CAUSAL));
        cases.add(float32(new Operator.ResidualNorm("attn_residual", 128, 2048, Weight.MLP_NORM), 1e-4));
        cases.add(float32(new AttentionOperator.HeadNorm(128, 2048, 2048, 64), 1e-4));
        cases.add(float32(new AttentionOperator.Rope(128, 2048, 64), 1e-5));
        cases.add(float32(new Operator.SwiGlu(128, 5632), 1e-4));
        cases.add(float32(new Operator.Select(32, 126_464), 1e-5));
        return List.copyOf(cases);
    }

    /// From hidden to intermediate size of that model.
    public static KernelCase projection(int rows, DType weights) {
        return KernelCase.of(linear(rows, 2048, 5632), weights, 2e-3);
    }

    /// A product of a product rounds what the first one gave: its last bit may turn a rounding the other way, and then the result
    /// differs by a quantum.
    private static double chained(DType type) {
        return type.roundsActivations() ? 0.25 : 1e-4;
    }

    private static void matmuls(DType type, List<KernelCase> cases) {
        for (int rows : ODD) {
            for (int inputs : ODD) {
                for (int outputs : ODD) {
                    cases.add(KernelCase.of(linear(rows, inputs, outputs), type, 2e-5));
                }
            }
        }
        for (int rows : new int[] {2, 4, 5, 7, 8, 9, 16, 31, 32, 33, 48, 49, 520}) {
            cases.add(KernelCase.of(linear(rows, 300, 50), type, 5e-5));
        }
        cases.add(KernelCase.of(linear(40, 1537, 61), type, 5e-4));
        cases.add(KernelCase.of(linear(2, 4096, 13), type, 5e-4));
        cases.add(KernelCase.of(linear(1, 1025, 301), type, 5e-4));
        cases.add(KernelCase.of(linear(7, 1030, 403), type, 5e-4));
    }

    private static Operator linear(int rows, int inputs, int outputs) {
        return new Operator.Linear("linear", rows, inputs, outputs, Slot.GATED, Slot.DELTA, Weight.DOWN);
    }

    private static void rowWise(List<KernelCase> cases) {
        for (int rows : ODD) {
            for (int width : ODD) {
                cases.add(float32(new Operator.Norm("norm", rows, width, Weight.ATTENTION_NORM), 1e-5));
                cases.add(float32(new Operator.ResidualNorm("residual", rows, width, Weight.MLP_NORM), 1e-5));
                cases.add(float32(new Operator.Residual("residual", rows, width), 1e-7));
                cases.add(float32(new Operator.SwiGlu(rows, width), 2e-5));
                cases.add(float32(new AttentionOperator.Similarity(rows, width), 1e-12));
            }
        }
        cases.add(float32(new Operator.Residual("residual", 130, 1031), 1e-7));
        cases.add(float32(new Operator.SwiGlu(70, 1031), 2e-5));
        for (int headDim : new int[] {2, 6, 16, 34, 64, 128}) {
            cases.add(float32(new AttentionOperator.HeadNorm(17, 3 * headDim, headDim, headDim), 1e-5));
            for (RopePairing pairing : RopePairing.values()) {
                Operator rope = new AttentionOperator.Rope(17, 3 * headDim, headDim);
                cases.add(new KernelCase(rope, DType.FLOAT32, pairing, -1, false, 1e-6));
            }
        }
    }

    private static void attentions(List<KernelCase> cases) {
        Mask[] masks = {Mask.FULL, Mask.CAUSAL, new Mask.BlockCausal(1), new Mask.BlockCausal(8)};
        for (Mask mask : masks) {
            for (int queries : ODD) {
                for (int context : new int[] {0, 1, 96, 131}) {
                    cases.add(attention(1, queries, context, 2, 2, 16, mask));
                }
            }
            cases.add(attention(2, 20, 3, 6, 2, 64, mask));
            cases.add(attention(3, 1, 200, 8, 1, 80, mask));
            cases.add(attention(2, 3, 0, 1, 1, 3, mask));
            cases.add(attention(1, 35, 70, 2, 1, 129, mask));
            cases.add(attention(1, 40, 5, 1, 1, 260, mask));
            cases.add(attention(1, 1, 100, 1, 1, 260, mask));
            for (int queries : ODD) {
                cases.add(attention(5, queries, 0, 4, 2, 16, mask).ofPadded());
                cases.add(attention(3, queries, 96, 2, 1, 34, mask).ofPadded());
            }
        }
        cases.add(mixed(4, 2, 16, new int[][] {{1, 1, 40}, {1, 1, 3}, {2, 7, 0}}));
        cases.add(mixed(6, 6, 32, new int[][] {{1, 1, 99}, {1, 130, 0}, {3, 1, 17}, {1, 32, 64}}));
        cases.add(mixed(8, 1, 34, new int[][] {{1, 70, 5}, {5, 1, 0}}));
        // Once more with keys and values of bf16.
        List.copyOf(cases).stream()
                .filter(candidate -> candidate.operator() instanceof AttentionOperator.Attention
                        || candidate.operator() instanceof AttentionOperator.MixedAttention)
                .map(KernelCase::ofHalves)
                .forEach(cases::add);
    }

    /// Groups of unlike sequences, masks in turn.
    ///
    /// @param groups  sequences, queries and context of each
    private static KernelCase mixed(int heads, int keyValueHeads, int headDim, int[][] groups) {
        Mask[] masks = {Mask.CAUSAL, Mask.FULL, new Mask.BlockCausal(8)};
        return float32(
                new AttentionOperator.MixedAttention(IntStream.range(0, groups.length)
                        .mapToObj(i -> new AttentionOperator.Attention(
                                groups[i][0],
                                groups[i][1],
                                groups[i][2],
                                heads,
                                keyValueHeads,
                                headDim,
                                masks[i % masks.length]))
                        .toList()),
                2e-6);
    }

    /// Attention with the tolerance that fits it.
    public static KernelCase attention(
            int batch, int queries, int context, int heads, int keyValueHeads, int headDim, Mask mask) {
        return float32(
                new AttentionOperator.Attention(batch, queries, context, heads, keyValueHeads, headDim, mask), 2e-6);
    }

    private static void selects(List<KernelCase> cases) {
        for (int rows : new int[] {1, 3, 17}) {
            for (int vocabulary : new int[] {2, 3, 17, 64, 129, 8191, 8192, 8193, 20_000}) {
                for (int suppressed : new int[] {-1, 0, vocabulary - 1, vocabulary / 2}) {
                    Operator select = new Operator.Select(rows, vocabulary);
                    cases.add(new KernelCase(select, DType.FLOAT32, RopePairing.HALF, suppressed, false, 1e-6));
                }
            }
        }
        cases.add(float32(new Operator.Select(2, 1), 1e-6));
    }

    private static KernelCase float32(Operator operator, double tolerance) {
        return KernelCase.of(operator, DType.FLOAT32, tolerance);
    }
}
