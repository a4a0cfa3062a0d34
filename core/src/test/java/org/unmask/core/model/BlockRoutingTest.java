package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Experts of whole blocks, against the numbers of LLaDA2.2: 256 experts, 8 of a token, 48 of a block of 32.
class BlockRoutingTest {
    private static final Experts FREE = new Experts(256, 8, 1024, Routing.softmax(true));
    private static final Experts KEPT = FREE.with(new BlockRouting(48, 32));
    private static final Offset<Double> TENTH = within(0.1);

    private static double kept(long tokens) {
        return KEPT.distinct(tokens).orElseThrow();
    }

    /// 256·(1 − (1 − 48/256)^B): 48, 87 and 207.4 by hand; a free block of 32 has 163.3.
    @Test
    void blocksHaveTheirCapacity() {
        assertThat(kept(32)).isCloseTo(48, TENTH);
        assertThat(kept(2 * 32)).isCloseTo(87, TENTH);
        assertThat(kept(8 * 32)).isCloseTo(207.4, TENTH);
        assertThat(FREE.with(new ExpertSkew(1e-9)).distinct(32).orElseThrow()).isCloseTo(163, within(0.5));
    }

    /// 8 of one token; 15.75 of two: fewer than a block may have.
    @Test
    void fewTokensHaveWhatTheyChoose() {
        assertThat(kept(1)).isCloseTo(8, TENTH);
        assertThat(kept(2)).isCloseTo(15.75, TENTH);
        assertThat(kept(33)).as("a block and a token").isCloseTo(256 * (1 - (1 - 48.0 / 256) * (1 - 8.0 / 256)), TENTH);
    }

    @Test
    void aCapacityOfAllExpertsChangesNothing() {
        Experts all = FREE.with(new BlockRouting(256, 32));
        double free = 256 * (1 - StrictMath.pow(1 - 8.0 / 256, 100));

        assertThat(all.distinct(100).orElseThrow()).isCloseTo(free, within(1e-9));
        assertThat(FREE.distinct(100)).as("left to the operator").isEmpty();
    }

    @Test
    void aBlockHasAsManyAsATokenAndAtMostAll() {
        assertThatThrownBy(() -> FREE.with(new BlockRouting(7, 32)))
                .hasMessage("bad experts: 7 for a block; expected 8, those of a token, to all 256");
        assertThatThrownBy(() -> FREE.with(new BlockRouting(257, 32))).hasMessageContaining("257 for a block");
        assertThatThrownBy(() -> new BlockRouting(48, 0)).hasMessageContaining("block=0");
    }
}
