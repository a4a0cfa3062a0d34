package org.unmask.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MaskTest {
    @Property
    void pairsEqualAnEnumeration(
            @ForAll @IntRange(min = 1, max = 40) int queries,
            @ForAll @IntRange(max = 40) int context,
            @ForAll @IntRange(min = 1, max = 45) int block) {
        long full = 0;
        long causal = 0;
        long blockCausal = 0;
        for (int i = 0; i < queries; i++) {
            for (int key = 0; key < context + queries; key++) {
                int own = key - context;
                full++;
                causal += own <= i ? 1 : 0;
                blockCausal += own < 0 || own / block <= i / block ? 1 : 0;
            }
        }
        assertThat(Mask.FULL.pairs(queries, context)).isEqualTo(full);
        assertThat(Mask.CAUSAL.pairs(queries, context)).isEqualTo(causal);
        assertThat(new Mask.BlockCausal(block).pairs(queries, context)).isEqualTo(blockCausal);
    }

    /// Against arithmetic without a limit, up to as many keys as an int holds.
    @Property
    void manyPairsAreExact(
            @ForAll @IntRange(min = 1) int queries,
            @ForAll @IntRange int context,
            @ForAll @IntRange(min = 1) int block,
            @ForAll @IntRange int prompt) {
        int older = Math.min(context, Integer.MAX_VALUE - queries);
        int first = Math.min(prompt, queries);
        BigInteger q = BigInteger.valueOf(queries);
        BigInteger past = q.multiply(BigInteger.valueOf(older));

        assertThat(Mask.FULL.pairs(queries, older)).isEqualTo(past.add(q.pow(2)).longValueExact());
        assertThat(Mask.CAUSAL.pairs(queries, older))
                .isEqualTo(past.add(blockwise(queries, 1)).longValueExact());
        assertThat(new Mask.BlockCausal(block).pairs(queries, older))
                .isEqualTo(past.add(blockwise(queries, block)).longValueExact());
        BigInteger rest = BigInteger.valueOf(queries - first);
        BigInteger seen = rest.multiply(BigInteger.valueOf(first)).add(blockwise(queries - first, block));
        assertThat(new Mask.PromptBlockCausal(first, block).pairs(queries, older))
                .isEqualTo(past.add(BigInteger.valueOf(first).pow(2)).add(seen).longValueExact());
    }

    /// `Σ min(q, (⌊i/b⌋+1)·b)` as `b²·(1 + 2 + ... + ⌊q/b⌋)` and the queries of the last, shorter block.
    private static BigInteger blockwise(int queries, int block) {
        BigInteger whole = BigInteger.valueOf(queries / block);
        BigInteger triangle = whole.multiply(whole.add(BigInteger.ONE)).shiftRight(1);
        BigInteger rest = BigInteger.valueOf(queries % block).multiply(BigInteger.valueOf(queries));
        return BigInteger.valueOf(block).pow(2).multiply(triangle).add(rest);
    }

    @Test
    void aFirstBlockLongerThanThePassIsRefused() {
        assertThat(new Mask.PromptBlockCausal(5, 4).pairs(5, 3)).isEqualTo(5 * 8);
        assertThatThrownBy(() -> new Mask.PromptBlockCausal(6, 4).pairs(5, 3))
                .hasMessage("bad block-causal mask: first=6 of 5 queries");
    }

    @Property
    void pairsWithinAWindowEqualAnEnumeration(
            @ForAll @IntRange(min = 1, max = 40) int queries,
            @ForAll @IntRange(max = 40) int context,
            @ForAll @IntRange(min = 1, max = 45) int block,
            @ForAll @IntRange(min = 1, max = 90) int window) {
        long full = 0;
        long causal = 0;
        long blockCausal = 0;
        long twoSided = 0;
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < queries; i++) {
            for (int key = 0; key < context + queries; key++) {
                int own = key - context;
                if (key >= context + i - window + 1) {
                    full++;
                    twoSided += key <= context + i + window - 1 ? 1 : 0;
                    causal += own <= i ? 1 : 0;
                    blockCausal += own < 0 || own / block <= i / block ? 1 : 0;
                    seen.add(key);
                }
            }
        }
        assertThat(windowed(Mask.FULL, queries, context, window).pairs()).isEqualTo(full);
        assertThat(windowed(Mask.TWO_SIDED, queries, context, window).pairs()).isEqualTo(twoSided);
        assertThat(windowed(Mask.CAUSAL, queries, context, window).pairs()).isEqualTo(causal);
        assertThat(windowed(new Mask.BlockCausal(block), queries, context, window)
                        .pairs())
                .isEqualTo(blockCausal);
        assertThat(windowed(Mask.CAUSAL, queries, context, window).keys()).isEqualTo(seen.size());
    }

    private static AttentionOperator.Attention windowed(Mask mask, int queries, int context, int window) {
        return new AttentionOperator.Attention(1, queries, context, 1, 1, 2, mask, window);
    }

    @Test
    void longContextsDoNotOverflow() {
        int most = Integer.MAX_VALUE;
        assertThat(windowed(Mask.CAUSAL, 1, most - 1, 4096).pairs()).isEqualTo(4096);
        assertThat(windowed(Mask.CAUSAL, 1 << 20, most - (1 << 20), most).pairs())
                .isEqualTo(Mask.CAUSAL.pairs(1 << 20, most - (1 << 20)));
    }
}
