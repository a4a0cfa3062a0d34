package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// Masked diffusion without a cache (LLaDA, Nie et al., arXiv 2502.09992; Dream, Ye et al., arXiv 2508.15487): every
/// pass computes prompt and generated part.
///
/// A block smaller than the generated length is LLaDA's semi-autoregressive order: only positions of the active
/// block may be committed, but passes stay full. A fixed schedule always runs all of its steps. Classifier-free
/// guidance computes every sequence a second time with its prompt masked.
///
/// | passes | queries | keys |
/// |---|---|---|
/// | K, or until no position is masked | L | L |
///
/// @param guidance  weight of classifier-free guidance, 0 for none
record FullCanvas(int block, Rule rule, double guidance) implements Strategy {
    private static final Key<Integer> BLOCK = StrategyKeys.block(Key.Initial.generated());
    private static final Key<Double> GUIDANCE =
            Key.of("cfg", Domain.upTo(1e6), 0.0, "weight of classifier-free guidance; doubles the batch");

    static final StrategyFamily FAMILY = new StrategyFamily(
            "diffusion",
            "masked diffusion over the full canvas, no cache (LLaDA, Dream); block<G is semi-autoregressive",
            StrategyKeys.ofAnyRule(BLOCK, GUIDANCE),
            values -> new FullCanvas(values.get(BLOCK), RuleReader.anyRule(values), values.get(GUIDANCE)));

    @Override
    public Step start(Request request) {
        return enter(request, Schedule.of(rule, request.generatedTokens(), block), 0);
    }

    private Step enter(Request request, Schedule schedule, int index) {
        return index == schedule.blocks() ? Step.DONE : denoise(request, schedule, index, 0, request.batch(), block);
    }

    private Step denoise(Request request, Schedule schedule, int index, int step, int batch, int masked) {
        if (schedule.isOver(step, masked)) {
            return enter(request, schedule, index + 1);
        }
        Task task = Canvas.task(Phase.DENOISE, request, schedule, index, 0, step, masked)
                .guided(guidance);
        int rows = Canvas.logitRows(request, masked, request.generatedTokens(), request.length());
        int copies = guidance > 0 ? Math.multiplyExact(batch, 2) : batch;
        Pass pass = new Pass(copies, request.length(), 0, Mask.FULL, rows, task);
        return new Step.Run(
                pass,
                outcome -> {
                    int rest = outcome.unfinished() == 0 ? batch : outcome.unfinished();
                    return denoise(request, schedule, index, step + 1, rest, outcome.masked());
                },
                Canvas.stride(
                        request,
                        schedule,
                        step,
                        masked,
                        false,
                        (passes, left) -> denoise(request, schedule, index, passes, batch, left)));
    }
}
