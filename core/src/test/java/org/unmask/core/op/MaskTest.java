package org.unmask.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

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
}
