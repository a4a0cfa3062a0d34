package org.unmask.engine;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import org.unmask.engine.weight.WeightGenerator;

/// Which rows of a pass are sampled, and the random numbers of each: one per token. Rows are counted among those with
/// logits; others keep their most probable token.
///
/// @param proposals  drafted tokens that rows decide about
/// @param drawnFrom  gets what the rows of a drafter drew from; empty if the pass is none of a drafter
record Draws(
        Sampling sampling,
        Map<Integer, WeightGenerator> rows,
        Map<Integer, Proposal> proposals,
        Optional<ConcurrentMap<Integer, Candidates>> drawnFrom) {
    /// Draws the token of a row, or decides about the drafted one.
    ///
    /// @param number  of the row
    /// @param row  of the logits in memory
    /// @param at  where the prediction of the row stands
    void draw(int number, Sampler sampler, int row, Predicted predicted, int at) {
        WeightGenerator noise = rows.get(number);
        Proposal proposal = proposals.get(number);
        if (noise == null || !predicted.isFinite(at)) {
            return;
        }
        if (proposal != null) {
            sampler.verify(row, noise, proposal, predicted, at);
        } else if (drawnFrom.isPresent()) {
            drawnFrom.get().put(number, sampler.propose(row, noise, predicted, at));
        } else {
            sampler.draw(row, noise, predicted, at);
        }
    }
}
