package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// Masked diffusion without a cache (LLaDA, Nie et al., arXiv 2502.09992): every pass computes prompt and generated
/// part.
///
/// A block smaller than the generated length is LLaDA's semi-autoregressive order: only positions of the active
/// block may be committed, but passes stay full. A fixed schedule always runs all of its steps.
///
/// | passes | queries | keys |
/// |---|---|---|
/// | K, or until no position is masked | L | L |
record FullCanvas(int block, Rule rule) implements Strategy {
    @Override
    public Step start(Request request) {
        Schedule schedule = Schedule.of(rule, request.generatedTokens(), block);
        return enter(request, schedule, 0);
    }

    private Step enter(Request request, Schedule schedule, int index) {
        return index == schedule.blocks() ? Step.DONE : denoise(request, schedule, index, 0, request.batch(), block);
    }

    private Step denoise(Request request, Schedule schedule, int index, int step, int batch, int masked) {
        Task task = Canvas.task(Phase.DENOISE, request, schedule, index, 0, step, masked);
        int rows = Canvas.logitRows(request, masked, request.generatedTokens(), request.length());
        Pass pass = new Pass(batch, request.length(), 0, Mask.FULL, rows, task);
        return new Step.Run(pass, outcome -> {
            boolean over = rule instanceof Rule.Fixed fixed
                    ? step + 1 == schedule.stepsPerBlock(fixed)
                    : outcome.masked() == 0;
            if (over) {
                return enter(request, schedule, index + 1);
            }
            int rest = outcome.unfinished() == 0 ? batch : outcome.unfinished();
            return denoise(request, schedule, index, step + 1, rest, outcome.masked());
        });
    }
}
