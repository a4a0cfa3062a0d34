package org.unmask.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// Every number here was worked out by hand from the counting rules, with T = 6 tokens, h = 10, a = 2, w = 4 and s
/// = 4 bytes, so that activations cannot be confused with weights.
class WorkTest {
    /// Activations of 2 bytes, weights and caches of 4.
    private static final DTypes TYPES = new DTypes(DType.BFLOAT16, DType.FLOAT32, DType.FLOAT32);

    @Test
    void embedReadsOneRowPerToken() {
        assertThat(Work.of(new Operator.Embed(6, 10), TYPES)).isEqualTo(new Work(0, 0, 240, 120, 240, 0));
    }

    @Test
    void normCostsFourFlopsAnElement() {
        assertThat(Work.of(new Operator.Norm("n", 6, 10, Weight.MLP_NORM), TYPES))
                .isEqualTo(new Work(0, 240, 120 + 40, 120, 40, 0));
    }

    @Test
    void projectionCountsQueryOutputsAsActivationsAndKeysAsCache() {
        // Hq = 8, Hk = 4: 16 outputs; written: 6·8·2 + 2·6·4·4.
        assertThat(Work.of(new AttentionOperator.QkvProjection(6, 10, 8, 4, false), TYPES))
                .isEqualTo(new Work(2 * 6 * 10 * 16, 0, 120 + 640, 96 + 192, 640, 0));
        assertThat(Work.of(new AttentionOperator.QkvProjection(6, 10, 8, 4, true), TYPES))
                .isEqualTo(new Work(1920, 96, 120 + 640 + 64, 288, 704, 0));
    }

    @Test
    void headNormAndRopeTouchQueriesAndKeysInPlace() {
        assertThat(Work.of(new AttentionOperator.HeadNorm(6, 8, 4, 2), TYPES))
                .isEqualTo(new Work(0, 4 * 6 * 12, 96 + 96 + 16, 192, 16, 0));
        assertThat(Work.of(new AttentionOperator.Rope(6, 8, 4), TYPES))
                .isEqualTo(new Work(0, 3 * 6 * 12, 192, 192, 0, 0));
    }

    @Test
    void attentionReadsTheWholeCacheOnce() {
        // B = 2, q = 3, c = 5, 4 query heads and 2 key heads of 2: pairs full = 24, causal = 21, blocks of 2 = 15 +
        // 2+2+3.
        assertThat(attention(Mask.FULL)).isEqualTo(new Work(4 * 2 * 8 * 24, 5 * 2 * 4 * 24, 96 + 512, 96, 0, 512));
        assertThat(attention(Mask.CAUSAL).matmulFlops()).isEqualTo(4 * 2 * 8 * 21);
        assertThat(attention(new Mask.BlockCausal(2)).matmulFlops()).isEqualTo(4 * 2 * 8 * 22);
    }

    private static Work attention(Mask mask) {
        return Work.of(new AttentionOperator.Attention(2, 3, 5, 4, 2, 2, mask), TYPES);
    }

    /// 2 sequences of 3 queries on 5 older keys, all of which they see, beside one query on 9: pairs 2·24 + 10, tokens
    /// 2·3 + 1, keys 2·8 + 10.
    @Test
    void groupsAddUpToOneAttention() {
        AttentionOperator.Attention block = new AttentionOperator.Attention(2, 3, 5, 4, 2, 2, Mask.FULL);
        AttentionOperator.Attention decode = new AttentionOperator.Attention(1, 1, 9, 4, 2, 2, Mask.CAUSAL);
        Operator mixed = new AttentionOperator.MixedAttention(List.of(block, decode));

        assertThat(mixed.name()).isEqualTo("attention");
        assertThat(Work.of(mixed, TYPES))
                .isEqualTo(new Work(4 * 8 * 58, 5 * 4 * 58, 7 * 8 * 2 + 2 * 26 * 4 * 4, 7 * 8 * 2, 0, 2 * 26 * 4 * 4));
    }

    /// One head of one element: three keys and values of 4 bits are 3 bytes, not 2 and 1 half each rounded up.
    @Test
    void bytesOfGroupsAreRoundedOnce() {
        DTypes types = new DTypes(DType.FP4, DType.FP4, DType.FP4);
        AttentionOperator.Attention one = new AttentionOperator.Attention(1, 1, 0, 1, 1, 1, Mask.FULL);
        Operator mixed = new AttentionOperator.MixedAttention(List.of(one, one, one));

        assertThat(Work.of(mixed, types)).isEqualTo(new Work(12, 15, 2 + 3, 2, 0, 3));
        assertThat(Work.of(mixed, types))
                .isEqualTo(Work.of(new AttentionOperator.Attention(3, 1, 0, 1, 1, 1, Mask.FULL), types));
    }

    @Test
    void groupsOfUnlikeHeadsAreNoAttention() {
        AttentionOperator.Attention four = new AttentionOperator.Attention(1, 1, 9, 4, 2, 2, Mask.CAUSAL);
        AttentionOperator.Attention eight = new AttentionOperator.Attention(1, 1, 9, 8, 2, 2, Mask.CAUSAL);
        AttentionOperator.Attention windowed = new AttentionOperator.Attention(1, 1, 9, 4, 2, 2, Mask.CAUSAL, 5);

        assertThatThrownBy(() -> new AttentionOperator.MixedAttention(List.of(four, eight)))
                .hasMessageStartingWith("bad attention: Attention[");
        assertThatThrownBy(() -> new AttentionOperator.MixedAttention(List.of(four, windowed)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AttentionOperator.MixedAttention(List.of(four)))
                .hasMessageContaining("groups=1");
    }

    /// Each group has 2⁶² - 2³¹ pairs or a few less; three do not fit 63 bits.
    @Test
    void pairsOfGroupsBeyond63BitsAreAnError() {
        AttentionOperator.Attention most = new AttentionOperator.Attention(1, Integer.MAX_VALUE, 0, 1, 1, 1, Mask.FULL);

        assertThatThrownBy(() -> Work.of(new AttentionOperator.MixedAttention(List.of(most, most, most)), TYPES))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void matricesAreReadOncePerPass() {
        assertThat(Work.of(new Operator.Linear("o", 6, 8, 10, Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT), TYPES))
                .isEqualTo(new Work(960, 0, 96 + 320, 120, 320, 0));
        assertThat(Work.of(new Operator.GateUpProjection(6, 10, 7), TYPES))
                .isEqualTo(new Work(4 * 6 * 10 * 7, 0, 120 + 560, 168, 560, 0));
    }

    @Test
    void partsOfTheProjectionAddUpToIt() {
        // 12 outputs of queries and keys, 4 of values.
        assertThat(Work.of(new AttentionOperator.QueryKeyProjection(6, 10, 8, 4, true), TYPES))
                .isEqualTo(new Work(1440, 72, 120 + 480 + 48, 96 + 96, 528, 0));
        assertThat(Work.of(new AttentionOperator.ValueProjection(6, 10, 4, true), TYPES))
                .isEqualTo(new Work(480, 24, 120 + 160 + 16, 96, 176, 0));
        assertThat(Work.of(new AttentionOperator.QueryKeyProjection(6, 10, 8, 4, false), TYPES)
                        .plus(Work.of(new AttentionOperator.ValueProjection(6, 10, 4, false), TYPES)))
                .as("the input is read twice")
                .isEqualTo(Work.of(new AttentionOperator.QkvProjection(6, 10, 8, 4, false), TYPES)
                        .plus(new Work(0, 0, 120, 0, 0, 0)));
    }

    @Test
    void similarityReadsNewAndCachedValues() {
        assertThat(Work.of(new AttentionOperator.Similarity(3, 4), TYPES)).isEqualTo(new Work(0, 72, 96, 24, 0, 0));
    }

    @Test
    void aRouterScoresEveryExpertAndWritesItsChoice() {
        // 8 experts, 2 per token.
        assertThat(Work.of(new MixtureOperator.Router(6, 10, 8, 2, false), TYPES))
                .isEqualTo(new Work(960, 240, 120 + 320, 96, 320, 0));
        assertThat(Work.of(new MixtureOperator.Router(6, 10, 8, 2, true), TYPES))
                .as("8 biases more")
                .isEqualTo(new Work(960, 240, 120 + 352, 96, 352, 0));
    }

    @Test
    void expertsReadTheDistinctOnesAFewTokensAreExpectedToTouch() {
        // 2 tokens choose 2 of 4 experts each: 4·(1 - 1/4) = 3 are touched, of 3·10·7·4 bytes. 4 routed tokens hold
        // 3·7 values of 2 bytes in between; 4 choices of 8 bytes are read.
        assertThat(Work.of(new MixtureOperator.Experts(2, 10, 7, 4, 2), TYPES))
                .isEqualTo(new Work(1680, 140 + 80, 40 + 32 + 168 + 2520, 168 + 40, 2520, 0));
    }

    @Test
    void oneTokenTouchesItsExpertsAndManyTouchAll() {
        assertThat(expertBytes(1, 60, 4)).isEqualTo(4 * 3 * 10 * 7 * 4);
        assertThat(expertBytes(1_000_000, 60, 4)).isEqualTo(60 * 3 * 10 * 7 * 4);
        assertThat(expertBytes(1, 8, 8)).isEqualTo(8 * 3 * 10 * 7 * 4);
    }

    /// A run counted 2.5 experts a layer: these are read, whatever chance would expect.
    @Test
    void countedExpertsAreThoseThatAreRead() {
        assertThat(Work.of(new MixtureOperator.Experts(100, 10, 7, 8, 2, OptionalDouble.of(2.5)), TYPES)
                        .weightBytes())
                .isEqualTo((long) (2.5 * 3 * 10 * 7 * 4));
        assertThatThrownBy(() -> new MixtureOperator.Experts(100, 10, 7, 8, 2, OptionalDouble.of(8.5)))
                .hasMessage("bad experts: chosen=8.5 of experts=8");
    }

    private static long expertBytes(long tokens, int experts, int perToken) {
        return Work.of(new MixtureOperator.Experts(tokens, 10, 7, experts, perToken), TYPES)
                .weightBytes();
    }

    /// 3 tokens choose one of 3 experts: 19/9 are touched. All have 9 elements; 9 bytes of 8 bits, 6 of 4 bits with their part of a
    /// scale (9 · 4.5 / 8 = 5.06).
    @Test
    void expectedBytesAreRoundedToTheNearest() {
        Operator experts = new MixtureOperator.Experts(3, 1, 1, 3, 1);
        assertThat(Work.of(experts, DTypes.all(DType.FP8)).weightBytes())
                .as("6.33")
                .isEqualTo(6);
        assertThat(Work.of(experts, DTypes.all(DType.INT4)).weightBytes())
                .as("6 · 19 / 27 = 4.22")
                .isEqualTo(4);
    }

    @Test
    void aSharedExpertAddsToWhatTheOthersGave() {
        assertThat(Work.of(new MixtureOperator.SharedExpert(6, 10, 7), TYPES))
                .isEqualTo(new Work(2520, 210 + 60, 240 + 252 + 840, 252 + 120, 840, 0));
    }

    @Test
    void aWindowLimitsPairsAndKeys() {
        // 3 queries on 5 older keys that see 4 keys: pairs 3·4, keys 3 of the context and 3 of the pass.
        Operator windowed = new AttentionOperator.Attention(2, 3, 5, 4, 2, 2, Mask.CAUSAL, 4);
        assertThat(Work.of(windowed, TYPES))
                .isEqualTo(new Work(4 * 2 * 8 * 12, 5 * 2 * 4 * 12, 96 + 2 * 6 * 2 * 4 * 4, 96, 0, 384));
    }

    @Test
    void fourBitsAndAScaleForEach32AreCounted() {
        DTypes types = new DTypes(DType.FP8, DType.INT4, DType.FP8);
        assertThat(Work.of(new Operator.Linear("o", 3, 5, 7, Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT), types))
                .as("35 weights are 17.5 bytes, their part of the scales 2.2")
                .isEqualTo(new Work(210, 0, 15 + 20, 21, 20, 0));
    }

    @Test
    void elementWiseOperatorsOnlyMoveActivations() {
        assertThat(Work.of(new Operator.SwiGlu(6, 7), TYPES)).isEqualTo(new Work(0, 210, 168, 84, 0, 0));
        assertThat(Work.of(new Operator.Residual("r", 6, 10), TYPES)).isEqualTo(new Work(0, 60, 240, 120, 0, 0));
        assertThat(Work.of(new Operator.Select(3, 100), TYPES)).isEqualTo(new Work(0, 1200, 600, 24, 0, 0));
    }

    @Test
    void fusedResidualNormSavesOneReadingOfTheStream() {
        Work fused = Work.of(new Operator.ResidualNorm("rn", 6, 10, Weight.MLP_NORM), TYPES);
        Work apart = Work.of(new Operator.Residual("r", 6, 10), TYPES)
                .plus(Work.of(new Operator.Norm("n", 6, 10, Weight.MLP_NORM), TYPES));
        assertThat(fused.flops()).isEqualTo(apart.flops());
        assertThat(fused.bytes()).isEqualTo(apart.bytes() - 120);
    }

    @Test
    void aSizeBeyond63BitsIsAnErrorNotANumber() {
        assertThatThrownBy(() -> Work.of(new Operator.GateUpProjection(1L << 40, 1 << 20, 1 << 20), TYPES))
                .isInstanceOf(ArithmeticException.class);
    }
}
