package org.unmask.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Terms against the tables of `docs/method.md`, worked out by hand: T = 6 tokens, h = 10, a = 2, w = 4 and s = 4 bytes.
class TermsTest {
    private static final DTypes TYPES = new DTypes(DType.BFLOAT16, DType.FLOAT32, DType.FLOAT32);

    private static List<String> lines(Operator operator) {
        return Terms.of(operator, TYPES, 0).stream()
                .map(term -> term.kind().id() + ": " + term.formula() + " = " + term.numbers() + " = " + term.amount())
                .toList();
    }

    @Test
    void aProjectionSaysWhatItReadsAndWrites() {
        assertThat(lines(new AttentionOperator.QkvProjection(6, 10, 8, 4, false)))
                .containsExactly(
                        "matmul_flops: 2 · T · h · (Hq + 2 Hk) = 2 · 6 · 10 · 16 = 1920",
                        "weights_read: h · (Hq + 2 Hk) · w = 10 · 16 · 4 = 640",
                        "activations_read: T · h · a = 6 · 10 · 2 = 120",
                        "activations_written: T · Hq · a = 6 · 8 · 2 = 96",
                        "key_values_written: 2 · T · Hk · s = 2 · 6 · 4 · 4 = 192");
        assertThat(lines(new AttentionOperator.QkvProjection(6, 10, 8, 4, true)))
                .contains("other_flops: T · (Hq + 2 Hk) = 6 · 16 = 96")
                .contains("weights_read: (h + 1) · (Hq + 2 Hk) · w = 11 · 16 · 4 = 704");
    }

    @Test
    void attentionReadsKeysAndValuesOnce() {
        // B = 2, q = 3, c = 5, 4 query heads and 2 key heads of 2; every query sees every key.
        assertThat(lines(new AttentionOperator.Attention(2, 3, 5, 4, 2, 2, Mask.FULL)))
                .containsExactly(
                        "matmul_flops: 4 · B · pairs · Hq = 4 · 2 · 24 · 8 = 1536",
                        "other_flops: 5 · B · pairs · heads = 5 · 2 · 24 · 4 = 960",
                        "key_values_read: 2 · B · L · Hk · s = 2 · 2 · 8 · 4 · 4 = 512",
                        "activations_read: B · q · Hq · a = 2 · 3 · 8 · 2 = 96",
                        "activations_written: B · q · Hq · a = 2 · 3 · 8 · 2 = 96");
    }

    /// Of 4 experts, 2 a token, two tokens choose 4·(1 − ½²) = 3: 3·3·10·5 weights of 4 bytes.
    @Test
    void expertsReadTheWeightsOfThoseThatSomeTokenChooses() {
        assertThat(lines(new MixtureOperator.Experts(2, 10, 5, 4, 2)))
                .contains("weights_read: distinct · 3 · h · fe · w = 3 · 3 · 10 · 5 · 4 = 1800")
                .contains("matmul_flops: 6 · T · k · h · fe = 6 · 2 · 2 · 10 · 5 = 1200");
    }

    @Test
    void bitsOfAWeightWithItsPartOfAScaleAreSaid() {
        DTypes packed = new DTypes(DType.BFLOAT16, DType.INT4, DType.BFLOAT16);

        assertThat(Terms.of(new Operator.Norm("n", 6, 64, Weight.MLP_NORM), packed, 0))
                .filteredOn(term -> term.kind() == Term.Kind.WEIGHTS_READ)
                .singleElement()
                .satisfies(term -> {
                    assertThat(term.numbers()).isEqualTo("64 · 0.5625");
                    assertThat(term.amount()).isEqualTo(36);
                });
    }
}
