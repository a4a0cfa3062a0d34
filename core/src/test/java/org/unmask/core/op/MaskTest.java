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
        assertThat(Mask.FULL.pairs(queries, context, window)).isEqualTo(full);
        assertThat(Mask.CAUSAL.pairs(queries, context, window)).isEqualTo(causal);
        assertThat(new Mask.BlockCausal(block).pairs(queries, context, window)).isEqualTo(blockCausal);
        assertThat(new Operator.Attention(1, queries, context, 1, 1, 2, Mask.CAUSAL, window).keys())
                .isEqualTo(seen.size());
    }

    @Test
    void longContextsDoNotOverflow() {
        int most = Integer.MAX_VALUE;
        assertThat(Mask.CAUSAL.pairs(1, most - 1, 4096)).isEqualTo(4096);
        assertThat(Mask.CAUSAL.pairs(1 << 20, most - (1 << 20), most))
                .isEqualTo(Mask.CAUSAL.pairs(1 << 20, most - (1 << 20)));
    }
}
