package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unmask.core.cases.Architectures;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

class SyntheticWeightsTest {
    static final Architecture MODEL =
            Architectures.dense(2, 24, 4, 2, 8, 40, 50).with(new Projections(true, true, false));

    private static SyntheticWeights weights(DType dtype) {
        return new SyntheticWeights(MODEL, 7, dtype, SyntheticWeights.OUTPUT_DEVIATION, Arena.ofAuto());
    }

    @ParameterizedTest
    @EnumSource(value = Weight.class, mode = EnumSource.Mode.MATCH_NONE, names = "ROUTER|EXPERT_.*|SHARED_.*")
    void everyTensorHasItsShapeAndVectorsAreFloat32(Weight weight) {
        Matrix matrix = weights(DType.BFLOAT16).matrix(weight, 1);

        assertThat(matrix.rows()).isEqualTo(MODEL.rows(weight));
        assertThat(matrix.columns()).isEqualTo(MODEL.columns(weight));
        assertThat(matrix.dtype()).isEqualTo(matrix.rows() == 1 ? DType.FLOAT32 : DType.BFLOAT16);
    }

    @Test
    void elementsAreThoseOfTheGeneratorInBothTypes() {
        WeightGenerator generator = new WeightGenerator("blk.1.ffn_down.weight", 7);
        Matrix wide = weights(DType.FLOAT32).matrix(Weight.DOWN, 1);
        Matrix narrow = weights(DType.BFLOAT16).matrix(Weight.DOWN, 1);

        for (int i = 0; i < 24 * 40; i++) {
            float expected = generator.centered(i, 1 / Math.sqrt(40));
            assertThat(Elements.float32(wide.data(), i)).isEqualTo(expected);
            assertThat(Elements.bfloat16(narrow.data(), i))
                    .isEqualTo(Float.intBitsToFloat(Bfloat16.nearest(expected) << 16));
        }
    }

    @Test
    void normsLieAroundOneAndTheHeadHasItsOwnDeviation() {
        Matrix norm = weights(DType.FLOAT32).matrix(Weight.FINAL_NORM, 0);
        Matrix head = weights(DType.FLOAT32).matrix(Weight.LM_HEAD, 0);

        assertThat(Elements.float32(norm.data(), 3)).isEqualTo(new WeightGenerator("output_norm.weight", 7).nearOne(3));
        assertThat(Elements.float32(head.data(), 5))
                .isEqualTo(new WeightGenerator("output.weight", 7).centered(5, 0.4));
    }

    @Test
    void aTensorLargerThanAChunkIsFilledToItsEnd() {
        Architecture wide = Architectures.dense(1, 301, 2, 2, 4, 3, 1009);
        Matrix table = new SyntheticWeights(wide, 3, DType.FLOAT32, 0.4, Arena.ofAuto()).matrix(Weight.EMBEDDING, 0);
        WeightGenerator generator = new WeightGenerator("token_embd.weight", 3);

        for (long i : new long[] {0, 65_535, 65_536, 301 * 1009 - 1}) {
            assertThat(Elements.float32(table.data(), i)).isEqualTo(generator.centered(i, 1));
        }
    }

    @Test
    void aTensorTheModelDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> weights(DType.FLOAT32).matrix(Weight.QUERY, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bad tensor: the model of 2 layers has no QUERY in layer 2");
    }

    /// Rows of queries, keys and values follow each other in one tensor; so do experts.
    @Test
    void partsOfATensorHaveTheNumbersOfTheirPlace() {
        Architecture mixture = MODEL.with(new Experts(4, 2, 12, 16, 1, Routing.softmax(false)));
        SyntheticWeights weights =
                new SyntheticWeights(mixture, TensorNames.GGUF_FUSED, 7, DType.FLOAT32, 0.4, Arena.ofAuto());
        WeightGenerator fused = new WeightGenerator("blk.1.attn_qkv.weight", 7);
        WeightGenerator gates = new WeightGenerator("blk.1.ffn_gate_exps.weight", 7);
        WeightGenerator downs = new WeightGenerator("blk.1.ffn_down_exps.weight", 7);

        double in = 1 / Math.sqrt(24);
        assertThat(first(weights, Weight.QUERY, 0)).isEqualTo(fused.centered(0, in));
        assertThat(first(weights, Weight.KEY, 0)).isEqualTo(fused.centered(32 * 24, in));
        assertThat(first(weights, Weight.VALUE, 0)).isEqualTo(fused.centered((32 + 16) * 24, in));
        assertThat(first(weights, Weight.EXPERT_GATE, 3)).isEqualTo(gates.centered(3 * 12 * 24, in));
        assertThat(first(weights, Weight.EXPERT_DOWN, 2)).isEqualTo(downs.centered(2 * 24 * 12, 1 / Math.sqrt(12)));
        assertThat(first(weights, Weight.ROUTER, 0))
                .isEqualTo(new WeightGenerator("blk.1.ffn_gate_inp.weight", 7).centered(0, 0.3));
        assertThat(weights.matrix(Weight.SHARED_DOWN, 1).columns()).isEqualTo(16);
    }

    private static float first(SyntheticWeights weights, Weight weight, int expert) {
        return Elements.float32(weights.matrix(weight, 1, expert).data(), 0);
    }

    @Test
    void expertsAndLayersThatAreNotThereAreRefused() {
        Architecture mixture = MODEL.with(new Experts(4, 2, 12, 0, 1, Routing.softmax(false)));
        SyntheticWeights weights = new SyntheticWeights(mixture, 7, DType.FLOAT32, 0.4, Arena.ofAuto());

        assertThatThrownBy(() -> weights.matrix(Weight.EXPERT_UP, 0, 0))
                .hasMessageContaining("no EXPERT_UP in layer 0");
        assertThatThrownBy(() -> weights.matrix(Weight.GATE, 1)).hasMessageContaining("no GATE in layer 1");
        assertThatThrownBy(() -> weights.matrix(Weight.EXPERT_UP, 1, 4))
                .hasMessage("bad tensor: 4 matrices of EXPERT_UP, no 4");
        assertThatThrownBy(() -> weights.matrix(Weight.SHARED_UP, 1)).hasMessageContaining("no SHARED_UP");
        assertThatThrownBy(() -> weights(DType.FP4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "fp4 weights can be predicted, not run; to run, give float32, bf16, int8, int4, w8a8 or w4a8");
    }
}
