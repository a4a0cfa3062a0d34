package org.unmask.core.decode;

import java.util.List;
import org.unmask.core.op.Mask;

/// LLaDA2.1: blocks whose tokens may still be replaced while others are decoded, and in further passes after that.
///
/// A block is left when a pass without masks replaced nothing, so that even without edits one pass verifies it. With
/// the cache that pass has stored exact keys and values, and no commit pass follows. Each sequence of a batch leaves a
/// block by itself, and waits until the others have left it too.
///
/// | cache | passes | queries | keys |
/// |---|---|---|---|
/// | none | per block, T_b that commit and E_b that only edit, 1 <= E_b <= limit | e_b | e_b |
/// | exact | 1 if P >= B | p = ⌊P/B⌋·B | p |
/// | | per block, T_b + E_b | B | e_b |
///
/// @param edit  confidence from which a token is replaced
/// @param mostEdits  passes without masks a block may have
record JointThreshold(int block, Rule rule, double edit, int mostEdits, boolean cached) implements Strategy {
    private static final Key<Integer> BLOCK = StrategyKeys.block(Key.Initial.generatedUpTo(32));
    private static final Key<Double> EDIT =
            Key.of("edit", Domain.from(0), 0.9, "confidence from which a token is replaced");
    private static final Key<Integer> MOST_EDITS = Key.positive("post", 16, "most passes over a block without masks");
    private static final Key<BlockDiffusion.Cache> CACHE = Key.choice(
            "cache", List.of(BlockDiffusion.Cache.EXACT, BlockDiffusion.Cache.NONE), "exact, or none (its own loop)");

    static final StrategyFamily FAMILY = new StrategyFamily(
            "llada2.1",
            "LLaDA2.1: block diffusion that may replace tokens, and verifies every finished block",
            StrategyKeys.ofThreshold(BLOCK, EDIT, MOST_EDITS, CACHE, StrategyKeys.EDIT_PASSES),
            values -> new JointThreshold(
                    values.get(BLOCK),
                    RuleReader.logitRule(values),
                    values.get(EDIT),
                    values.get(MOST_EDITS),
                    values.get(CACHE) == BlockDiffusion.Cache.EXACT));

    @Override
    public Step start(Request request) {
        request.checkBlocks(block);
        Schedule schedule = Schedule.of(rule, request.generatedTokens(), block);
        int prompt = request.promptTokens() / block * block;
        if (prompt == 0 || !cached) {
            return enter(request, schedule, prompt, request.batch());
        }
        Task task = new Task(Phase.PREFILL, 0, 0, prompt, 0, 0, new Commit.None());
        Pass pass = new Pass(request.batch(), prompt, 0, new Mask.BlockCausal(block), 0, task);
        return new Step.Run(pass, outcome -> enter(request, schedule, prompt, outcome.running()));
    }

    @Override
    public int paddingUnit() {
        return block;
    }

    private Step enter(Request request, Schedule schedule, int start, int running) {
        if (start >= request.length() || running == 0) {
            return Step.DONE;
        }
        return denoise(request, schedule, start, 0, running, block - known(request, start));
    }

    /// @param batch  sequences that have not left the block
    private Step denoise(Request request, Schedule schedule, int start, int step, int batch, int masked) {
        if (masked == 0) {
            return edit(request, schedule, start, 0, batch);
        }
        Commit commit = joint(schedule.commit(step, masked));
        return new Step.Run(pass(request, Phase.DENOISE, start, step, batch, masked, commit), outcome -> {
            // Those whose last mask is gone have yet to be verified.
            int rest = outcome.unfinished() == 0 ? batch : outcome.unfinished();
            return denoise(request, schedule, start, step + 1, rest, outcome.masked());
        });
    }

    private Step edit(Request request, Schedule schedule, int start, int step, int batch) {
        Commit commit = new Commit.Joint(1, 1, edit, mostEdits);
        return new Step.Run(
                pass(request, Phase.EDIT, start, step, batch, 0, commit),
                outcome -> outcome.unfinished() == 0 || step + 1 == mostEdits
                        ? enter(request, schedule, start + block, outcome.running())
                        : edit(request, schedule, start, step + 1, outcome.unfinished()));
    }

    private Pass pass(Request request, Phase phase, int start, int step, int batch, int masked, Commit commit) {
        int end = start + block;
        int from = cached ? start : 0;
        int queries = end - from;
        // Tokens that may be replaced need logits as much as masks do.
        int editable = block - known(request, start);
        int rows = Canvas.logitRows(request, editable, cached ? editable : end - request.firstEnd(), queries);
        Task task = new Task(phase, from, start, end, masked, step, commit);
        return new Pass(batch, queries, from, new Mask.BlockCausal(block), rows, task);
    }

    private Commit joint(Commit commit) {
        return commit instanceof Commit.Confident(double confidence, int atLeast)
                ? new Commit.Joint(confidence, atLeast, edit, mostEdits)
                : commit;
    }

    private static int known(Request request, int start) {
        return Math.max(0, request.firstEnd() - start);
    }
}
