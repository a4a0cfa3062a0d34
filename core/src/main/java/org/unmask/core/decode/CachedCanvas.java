package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// Masked diffusion with the approximate caches of Fast-dLLM (Wu et al., arXiv 2505.22618, section 3.2).
///
/// Each block starts with a full pass that renews the cache and commits its first tokens. Further passes compute
/// the block and everything after it (*prefix*), or the block alone (*dual*), against keys and values that are
/// stale until the next block starts.
///
/// | passes per block | queries | keys |
/// |---|---|---|
/// | 1 | L | L |
/// | until no position is masked, prefix | L - s_b | L |
/// | until no position is masked, dual | B | L |
record CachedCanvas(boolean suffixCached, int block, Rule rule) implements Strategy {
    @Override
    public Step start(Request request) {
        return refresh(request, Schedule.of(rule, request.generatedTokens(), block), 0);
    }

    private Step refresh(Request request, Schedule schedule, int index) {
        if (index == schedule.blocks()) {
            return Step.DONE;
        }
        Task task = Canvas.task(Phase.REFRESH, request, schedule, index, 0, 0, block);
        int rows = Canvas.logitRows(request, block, request.generatedTokens(), request.length());
        Pass pass = new Pass(request.batch(), request.length(), 0, Mask.FULL, rows, task);
        return new Step.Run(pass, outcome -> denoise(request, schedule, index, 1, outcome));
    }

    private Step denoise(Request request, Schedule schedule, int index, int step, Outcome last) {
        if (last.masked() == 0) {
            return refresh(request, schedule, index + 1);
        }
        int start = request.promptTokens() + index * block;
        int queries = suffixCached ? block : request.length() - start;
        Task task = Canvas.task(Phase.DENOISE, request, schedule, index, start, step, last.masked());
        int rows = Canvas.logitRows(request, last.masked(), queries, queries);
        Pass pass = new Pass(last.unfinished(), queries, request.length() - queries, Mask.FULL, rows, task);
        return new Step.Run(pass, outcome -> denoise(request, schedule, index, step + 1, outcome));
    }
}
