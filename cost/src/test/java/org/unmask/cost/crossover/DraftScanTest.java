package org.unmask.cost.crossover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.unmask.cost.crossover.DraftCrossover.Duel;

class DraftScanTest {
    /// A duel at each batch: the time with drafts; alone it is always 10.
    private static DraftCrossover scan(double... drafted) {
        return new DraftScan(drafted.length, batch -> new Duel(batch, drafted[batch - 1], 10)).result();
    }

    @Test
    void draftsLoseFromTheFirstBatchAtWhichTheModelAloneIsFaster() {
        DraftCrossover found = scan(7, 8, 11, 12);
        assertThat(found.answer()).isEqualTo(Answer.AT);
        assertThat(found.at()).contains(new Duel(3, 11, 10));
        assertThat(found.before()).contains(new Duel(2, 8, 10));
        assertThat(found.lasting()).isTrue();
    }

    @Test
    void whoComesBackIsNotSaidToStayBehind() {
        DraftCrossover found = scan(7, 11, 9, 12);
        assertThat(found.at()).contains(new Duel(2, 11, 10));
        assertThat(found.lasting()).isFalse();
    }

    @Test
    void aTieIsNoLoss() {
        DraftCrossover found = scan(7, 8, 10);
        assertThat(found.answer()).isEqualTo(Answer.NEVER);
        assertThat(found.at()).as("the largest batch").contains(new Duel(3, 10, 10));
        assertThat(found.before()).isEmpty();
    }

    @Test
    void draftsMayLoseEverywhereOrNowhereFit() {
        assertThat(scan(11, 12).answer()).isEqualTo(Answer.ALWAYS);
        assertThat(scan(11, 12).before()).isEmpty();
        assertThat(scan().answer()).isEqualTo(Answer.DOES_NOT_FIT);
    }
}
