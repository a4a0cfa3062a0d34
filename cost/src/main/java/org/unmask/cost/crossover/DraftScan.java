package org.unmask.cost.crossover;

import java.util.Optional;
import java.util.function.IntFunction;

/// Looks at every batch for those at which drafts cost more than they save.
///
/// @param largestBatch  that fits with the drafter and without
/// @param at  both at a batch
record DraftScan(int largestBatch, IntFunction<DraftCrossover.Duel> at) {
    DraftCrossover result() {
        if (largestBatch == 0) {
            return new DraftCrossover(Answer.DOES_NOT_FIT, Optional.empty(), Optional.empty(), false);
        }
        Optional<DraftCrossover.Duel> first = Optional.empty();
        Optional<DraftCrossover.Duel> before = Optional.empty();
        boolean wins = false;
        boolean lasting = true;
        DraftCrossover.Duel last = at.apply(1);
        for (int batch = 1; batch <= largestBatch; batch++) {
            DraftCrossover.Duel duel = batch == 1 ? last : at.apply(batch);
            if (first.isEmpty() && duel.isLost()) {
                first = Optional.of(duel);
                before = batch == 1 ? Optional.empty() : Optional.of(last);
            }
            wins |= !duel.isLost();
            lasting &= first.isEmpty() || duel.isLost();
            last = duel;
        }
        if (first.isEmpty()) {
            return new DraftCrossover(Answer.NEVER, Optional.of(last), Optional.empty(), false);
        }
        return new DraftCrossover(wins ? Answer.AT : Answer.ALWAYS, first, before, lasting);
    }
}
