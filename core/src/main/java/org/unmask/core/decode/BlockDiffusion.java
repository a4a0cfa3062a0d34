package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.Mask;

/// Block diffusion (BD3-LM, Arriola et al., arXiv 2503.09573; SDAR, arXiv 2510.06303; LLaDA2.0, arXiv 2512.15745).
///
/// Blocks are aligned to position 0, so the rest of the prompt stands inside the first decoded block. The last block
/// may reach beyond the generated length by up to B-1 positions. With the exact cache, whole prompt blocks are read
/// once, and each further block is denoised against the cache and then computed once more to store keys and values
/// without masks in them.
///
/// | cache | passes | queries | keys |
/// |---|---|---|---|
/// | exact | 1 if P >= B | p = ⌊P/B⌋·B | p |
/// | | per block, until no position is masked | B | e_b |
/// | | per block, commit without logits | B | e_b |
/// | none | per block, until no position is masked | e_b | e_b |
/// | per-block | per block, prefix without logits | s_b | s_b |
/// | | per block, until no position is masked | B | e_b |
record BlockDiffusion(int block, Rule rule, Cache cache) implements Strategy {
    private static final Key<Integer> BLOCK = StrategyKeys.block(Key.Initial.generatedUpTo(32));
    private static final Key<Cache> CACHE =
            Key.choice("cache", List.of(Cache.values()), "exact, none (LLaDA2.0's own loop) or per-block (dllm's BD3)");

    static final StrategyFamily FAMILY = new StrategyFamily(
            "block-diffusion",
            "block-causal with exact KV cache and a commit pass per block (SDAR, LLaDA2.0, BD3-LM)",
            StrategyKeys.ofAnyRule(BLOCK, CACHE),
            values -> new BlockDiffusion(values.get(BLOCK), RuleReader.thresholdWithFloor(values), values.get(CACHE)));

    /// What is kept of finished blocks.
    enum Cache {
        /// Keys and values that saw no mask: a commit pass per block (SDAR, SGLang).
        EXACT,
        /// Nothing: every pass computes the whole prefix (LLaDA2.0's own generate).
        NONE,
        /// The prefix is computed anew when a block begins (dllm's BD3 sampler).
        PER_BLOCK
    }

    @Override
    public Step start(Request request) {
        request.checkBlocks(block);
        Schedule schedule = Schedule.of(rule, request.generatedTokens(), block);
        int prompt = request.promptTokens() / block * block;
        if (prompt == 0 || cache != Cache.EXACT) {
            return enter(request, schedule, prompt, request.batch());
        }
        return new Step.Run(
                stored(Phase.PREFILL, request.batch(), 0, prompt),
                outcome -> enter(request, schedule, prompt, outcome.running()));
    }

    @Override
    public int paddingUnit() {
        return block;
    }

    private Step enter(Request request, Schedule schedule, int start, int running) {
        if (start >= request.length() || running == 0) {
            return Step.DONE;
        }
        int masked = block - Math.max(0, request.firstEnd() - start);
        if (cache == Cache.PER_BLOCK && start > 0) {
            return new Step.Run(
                    stored(Phase.PREFILL, running, 0, start),
                    _ -> denoise(request, schedule, start, 0, running, running, masked));
        }
        return denoise(request, schedule, start, 0, running, running, masked);
    }

    private Step denoise(Request request, Schedule schedule, int start, int step, int running, int batch, int masked) {
        if (masked == 0) {
            return leave(request, schedule, start, running);
        }
        int end = start + block;
        int known = Math.max(0, request.firstEnd() - start);
        int from = cache == Cache.NONE ? 0 : start;
        int queries = end - from;
        Task task = new Task(Phase.DENOISE, from, start, end, masked, step, schedule.commit(step, masked));
        int generated = cache == Cache.NONE ? end - request.firstEnd() : block - known;
        int rows = Canvas.logitRows(request, masked, generated, queries);
        Pass pass = new Pass(batch, queries, from, new Mask.BlockCausal(block), rows, task);
        Optional<Step.Stride> stride = Canvas.stride(
                request,
                schedule,
                step,
                masked,
                true,
                (passes, left) -> denoise(request, schedule, start, passes, running, batch, left));
        return new Step.Run(
                pass,
                outcome -> denoise(request, schedule, start, step + 1, running, outcome.unfinished(), outcome.masked()),
                stride);
    }

    private Step leave(Request request, Schedule schedule, int start, int running) {
        int end = start + block;
        if (cache != Cache.EXACT) {
            return enter(request, schedule, end, running);
        }
        return new Step.Run(
                stored(Phase.COMMIT, running, start, block),
                outcome -> enter(request, schedule, end, outcome.running()));
    }

    /// A pass without logits that leaves exact keys and values behind.
    private Pass stored(Phase phase, int batch, int from, int queries) {
        Task task = new Task(phase, from, from, from + queries, 0, 0, new Commit.None());
        return new Pass(batch, queries, from, new Mask.BlockCausal(block), 0, task);
    }
}
