package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// Block diffusion with an exact KV cache (BD3-LM, Arriola et al., arXiv 2503.09573; SDAR; LLaDA2.0).
///
/// Blocks are aligned to position 0, so the rest of the prompt stands inside the first decoded block. Whole prompt
/// blocks are read once; each further block is denoised against the cache and then computed once more to store keys
/// and values without masks in them. The last block may reach beyond the generated length by up to B-1 positions.
///
/// | passes | queries | keys |
/// |---|---|---|
/// | 1 if P >= B | p = ⌊P/B⌋·B | p |
/// | per block, until no position is masked | B | e_b |
/// | per block, commit without logits | B | e_b |
record BlockDiffusion(int block, Rule rule) implements Strategy {
    @Override
    public Step start(Request request) {
        Schedule schedule = Schedule.of(rule, request.generatedTokens(), block);
        int prompt = request.promptTokens() / block * block;
        if (prompt == 0) {
            return enter(request, schedule, 0, request.batch());
        }
        Task task = new Task(Phase.PREFILL, 0, prompt, prompt, 0, 0, Commit.NONE);
        Pass pass = new Pass(request.batch(), prompt, 0, new Mask.BlockCausal(block), 0, task);
        return new Step.Run(pass, outcome -> enter(request, schedule, prompt, outcome.running()));
    }

    private Step enter(Request request, Schedule schedule, int start, int running) {
        if (start >= request.length() || running == 0) {
            return Step.DONE;
        }
        int known = Math.max(0, request.promptTokens() - start);
        return denoise(request, schedule, start, 0, running, running, block - known);
    }

    private Step denoise(Request request, Schedule schedule, int start, int step, int running, int batch, int masked) {
        if (masked == 0) {
            return commit(request, schedule, start, running);
        }
        int known = Math.max(0, request.promptTokens() - start);
        Task task = new Task(Phase.DENOISE, start, start, start + block, masked, step, schedule.commit(step));
        int rows = Canvas.logitRows(request, masked, block - known, block);
        Pass pass = new Pass(batch, block, start, new Mask.BlockCausal(block), rows, task);
        return new Step.Run(
                pass,
                outcome ->
                        denoise(request, schedule, start, step + 1, running, outcome.unfinished(), outcome.masked()));
    }

    private Step commit(Request request, Schedule schedule, int start, int running) {
        int end = start + block;
        Task task = new Task(Phase.COMMIT, start, start, end, 0, 0, Commit.NONE);
        Pass pass = new Pass(running, block, start, new Mask.BlockCausal(block), 0, task);
        return new Step.Run(pass, outcome -> enter(request, schedule, end, outcome.running()));
    }
}
