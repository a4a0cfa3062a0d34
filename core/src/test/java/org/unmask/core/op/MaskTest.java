package org.unmask.core.op;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Property
    void pairsWithinAWindowEqualAnEnumeration(
            @ForAll @IntRange(min = 1, max = 40) int queries,
            @ForAll @IntRange(max = 40) int context,
            @ForAll @IntRange(min = 1, max = 45) int block,
            @ForAll @IntRange(min = 1, max = 90) int window) {
        long full = 0;
        long causal = 0;
        long blockCausal = 0;
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < queries; i++) {
            for (int key = 0; key < context + queries; key++) {
                int own = key - context;
                if (key >= context + i - window + 1) {
                    full++;
                    causal += own <= i ? 1 : 0;
                    blockCausal += own < 0 || own / block <= i / block ? 1 : 0;
                    seen.add(key);
                }
            }
        }
        assertThat(windowed(Mask.FULL, queries, context, window).pairs()).isEqualTo(full);
        assertThat(windowed(Mask.CAUSAL, queries, context, window).pairs()).isEqualTo(causal);
        assertThat(windowed(new Mask.BlockCausal(block), queries, context, window)
                        .pairs())
                .isEqualTo(blockCausal);
        assertThat(windowed(Mask.CAUSAL, queries, context, window).keys()).isEqualTo(seen.size());
    }

    private static Operator.Attention windowed(Mask mask, int queries, int context, int window) {
        return new Operator.Attention(1, queries, context, 1, 1, 2, mask, window);
    }

    @Test
    void longContextsDoNotOverflow() {
        int most = Integer.MAX_VALUE;
        assertThat(windowed(Mask.CAUSAL, 1, most - 1, 4096).pairs()).isEqualTo(4096);
        assertThat(windowed(Mask.CAUSAL, 1 << 20, most - (1 << 20), most).pairs())
                .isEqualTo(Mask.CAUSAL.pairs(1 << 20, most - (1 << 20)));
    }
}
