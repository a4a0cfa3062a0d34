package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// The greedy variant of the delayed KV cache (dKV-Cache, Ma et al., arXiv 2505.15781): the order of decoding is
/// drawn at random when a block begins, so that a pass knows what it will decode and computes little else.
///
/// | passes | queries | keys |
/// |---|---|---|
/// | per block, every R-th step | L | L |
/// | per block, other steps i | n_{i-1} + n_i·(1 + w) | L |
///
/// @param refresh  R, steps between two full passes of a block
/// @param window  w, masked neighbours computed with each token that is to be decoded
record GreedyDelayedCache(int block, Rule.Fixed rule, int refresh, int window) implements Strategy {
    GreedyDelayedCache {
        if (rule.order() != Order.RANDOM) {
            throw new IllegalArgumentException(
                    "variant=greedy knows beforehand what a pass decodes: it needs rule=random and steps=K");
        }
    }

    @Override
    public Step start(Request request) {
        return denoise(request, Schedule.of(rule, request.generatedTokens(), block), 0, 0, block, 0);
    }

    /// @param decoded  tokens the previous step decoded
    private Step denoise(Request request, Schedule schedule, int index, int step, int masked, int decoded) {
        if (schedule.isOver(step, masked)) {
            return index + 1 == schedule.blocks() ? Step.DONE : denoise(request, schedule, index + 1, 0, block, 0);
        }
        boolean full = step % refresh == 0;
        int tokens = ((Commit.Top) schedule.commit(step, masked)).tokens();
        int wanted = Math.max(1, decoded + tokens * (1 + window));
        int queries = full ? request.length() : Math.min(request.length(), wanted);
        Task whole = Canvas.task(full ? Phase.REFRESH : Phase.DENOISE, request, schedule, index, 0, step, masked);
        Task task = full ? whole : whole.gathering(Gather.NEIGHBOURS, request.promptTokens());
        // Only the positions that are to be decoded need logits.
        int rows = Canvas.logitRows(
                request, Math.min(masked, tokens), Math.min(queries, request.generatedTokens()), queries);
        Pass pass = new Pass(request.batch(), queries, request.length() - queries, Mask.FULL, rows, task);
        return new Step.Run(pass, outcome -> denoise(request, schedule, index, step + 1, outcome.masked(), tokens));
    }
}
