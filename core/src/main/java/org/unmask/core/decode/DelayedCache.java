package org.unmask.core.decode;

import java.util.List;
import org.unmask.core.op.Mask;

/// Masked diffusion with a delayed KV cache (dKV-Cache, Ma et al., arXiv 2505.15781, its decode variant for LLaDA).
///
/// A decoded token is computed once more in the pass after the one that decoded it, and then kept. The cache is
/// built anew in every block, and again every R steps.
///
/// | passes | queries | keys |
/// |---|---|---|
/// | per block, steps 0, 1 and every R-th | L | L |
/// | per block, other steps i | L minus what was decided when step i-1 began | L |
///
/// @param refresh  R, steps between two full passes of a block
record DelayedCache(int block, Rule rule, int refresh) implements Strategy {
    /// Which positions a pass computes beside those it decodes.
    private enum Variant {
        DECODE,
        GREEDY
    }

    private static final Key<Integer> BLOCK = StrategyKeys.block(Key.Initial.generatedUpTo(64));
    private static final Key<Variant> VARIANT = Key.choice(
            "variant", List.of(Variant.values()), "decode, or greedy: order drawn beforehand (needs rule=random)");
    private static final Key<Integer> REFRESH = Key.positive(
            "refresh", Key.Initial.unless(8, VARIANT, Variant.GREEDY, 2), "steps between two full passes of a block");
    private static final Key<Integer> WINDOW =
            Key.count("window", 4, "masked neighbours computed with each token, greedy variant");

    static final StrategyFamily FAMILY = new StrategyFamily(
            "dkv-cache",
            "dKV-Cache: a decoded token is computed once more, then kept; full pass every few steps",
            StrategyKeys.ofAnyRule(BLOCK, REFRESH, VARIANT, WINDOW),
            values -> switch (values.get(VARIANT)) {
                case DECODE -> new DelayedCache(values.get(BLOCK), RuleReader.anyRule(values), values.get(REFRESH));
                case GREEDY -> greedy(values);
            });

    private static Strategy greedy(Values values) {
        if (RuleReader.anyRule(values) instanceof Rule.Fixed fixed) {
            return new GreedyDelayedCache(values.get(BLOCK), fixed, values.get(REFRESH), values.get(WINDOW));
        }
        throw new IllegalArgumentException(
                "strategy '" + values.spec() + "': variant=greedy needs rule=random and steps=K");
    }

    @Override
    public Step start(Request request) {
        return enter(request, Schedule.of(rule, request.generatedTokens(), block), 0, request.batch());
    }

    private Step enter(Request request, Schedule schedule, int index, int batch) {
        return index == schedule.blocks() ? Step.DONE : denoise(request, schedule, index, 0, batch, block, block);
    }

    /// @param before  masked positions of the block when the previous step began
    private Step denoise(Request request, Schedule schedule, int index, int step, int batch, int masked, int before) {
        if (schedule.isOver(step, masked)) {
            return enter(request, schedule, index + 1, request.batch());
        }
        boolean full = step < 2 || step % refresh == 0;
        int later = request.length() - (request.promptTokens() + (index + 1) * block);
        int queries = full ? request.length() : before + later;
        Task whole = Canvas.task(full ? Phase.REFRESH : Phase.DENOISE, request, schedule, index, 0, step, masked);
        Task task = full ? whole : whole.gathering(Gather.DELAYED, request.promptTokens());
        int rows = Canvas.logitRows(request, masked, Math.min(queries, request.generatedTokens()), queries);
        Pass pass = new Pass(batch, queries, request.length() - queries, Mask.FULL, rows, task);
        return new Step.Run(pass, outcome -> {
            int rest = outcome.unfinished() == 0 ? batch : outcome.unfinished();
            return denoise(request, schedule, index, step + 1, rest, outcome.masked(), masked);
        });
    }
}
