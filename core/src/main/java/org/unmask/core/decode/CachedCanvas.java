package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// Masked diffusion with the approximate caches of Fast-dLLM (Wu et al., arXiv 2505.22618, section 3.2).
///
/// Each block starts with a full pass that renews the cache and commits its first tokens. Further passes compute
/// the block and everything after it (*prefix*), or the block alone (*dual*), against keys and values that are
/// stale until the next block starts. A model that predicts a position from the row before it commits the first
/// position of the block in the full pass, and nothing else: no later pass computes the row it is predicted from.
///
/// | passes per block | queries | keys |
/// |---|---|---|
/// | 1 | L | L |
/// | until no position is masked, prefix | L - s_b | L |
/// | until no position is masked, dual | B | L |
/// | until no position is masked, dual with a vicinity of v | at most B + 2v | L |
///
/// @param vicinity  positions on either side of the block that are computed with it (dInfer, Ma et al., arXiv
///     2510.08666); only with `suffixCached`
/// @param warmup  full passes before the first cache is used
/// @param atLeastOnce  whether a block that its full pass finished is computed once more, as early Fast-dLLM did
record CachedCanvas(boolean suffixCached, int block, Rule rule, int vicinity, int warmup, boolean atLeastOnce)
        implements Strategy {
    private static final Key<Integer> BLOCK = StrategyKeys.block(Key.Initial.generatedUpTo(32));
    private static final Key<Integer> VICINITY =
            Key.count("vicinity", 0, "positions on either side computed with the block (dInfer: 16)");
    private static final Key<Integer> WARMUP =
            Key.count("warmup", 0, "full passes before the first use of the cache (dInfer: 4)");
    private static final Key<Boolean> EXTRA_PASS =
            Key.flag("extra-pass", "on: compute a block again even if its full pass finished it (early code)");

    static final StrategyFamily PREFIX = new StrategyFamily(
            "prefix-cache",
            "Fast-dLLM: full pass at each block start, then block and everything after it",
            StrategyKeys.ofAnyRule(BLOCK, EXTRA_PASS),
            values -> new CachedCanvas(
                    false, values.get(BLOCK), RuleReader.anyRule(values), 0, 0, values.get(EXTRA_PASS)));
    static final StrategyFamily DUAL = new StrategyFamily(
            "dual-cache",
            "Fast-dLLM: full pass at each block start, then the block alone",
            StrategyKeys.ofAnyRule(BLOCK, VICINITY, WARMUP, EXTRA_PASS),
            values -> new CachedCanvas(
                    true,
                    values.get(BLOCK),
                    RuleReader.anyRule(values),
                    values.get(VICINITY),
                    values.get(WARMUP),
                    values.get(EXTRA_PASS)));

    @Override
    public Step start(Request request) {
        Schedule schedule = Schedule.of(rule, request.generatedTokens(), block, request.shifted());
        return refresh(request, schedule, 0, 0, block);
    }

    private Step refresh(Request request, Schedule schedule, int index, int step, int masked) {
        if (index == schedule.blocks()) {
            return Step.DONE;
        }
        Task task = Canvas.task(Phase.REFRESH, request, schedule, index, 0, step, masked);
        int rows = Canvas.logitRows(request, masked, request.generatedTokens(), request.length());
        Pass pass = new Pass(request.batch(), request.length(), 0, Mask.FULL, rows, task);
        return new Step.Run(pass, outcome -> after(request, schedule, index, step + 1, outcome));
    }

    private Step after(Request request, Schedule schedule, int index, int step, Outcome last) {
        if (last.masked() == 0 && !(atLeastOnce && step == 1)) {
            return refresh(request, schedule, index + 1, 0, block);
        }
        // The warm-up comes before the refresh of the first block.
        return index == 0 && step <= warmup
                ? refresh(request, schedule, index, step, last.masked())
                : denoise(request, schedule, index, step, last.unfinished(), last.masked());
    }

    private Step denoise(Request request, Schedule schedule, int index, int step, int batch, int masked) {
        if (masked == 0 && !(atLeastOnce && step == 1)) {
            return refresh(request, schedule, index + 1, 0, block);
        }
        int start = request.promptTokens() + index * block;
        int from = Math.max(0, start - vicinity);
        int end = suffixCached ? Math.min(request.length(), start + block + vicinity) : request.length();
        int queries = end - from;
        Task task = Canvas.task(Phase.DENOISE, request, schedule, index, from, step, masked);
        int generated = end - Math.max(from, request.promptTokens());
        int rows = Canvas.logitRows(request, masked, generated, queries);
        int running = batch == 0 ? request.batch() : batch;
        Pass pass = new Pass(running, queries, request.length() - queries, Mask.FULL, rows, task);
        return new Step.Run(
                pass,
                outcome -> denoise(request, schedule, index, step + 1, outcome.unfinished(), outcome.masked()),
                Canvas.stride(
                        request,
                        schedule,
                        step,
                        masked,
                        true,
                        (passes, left) -> denoise(request, schedule, index, passes, batch, left)));
    }
}
