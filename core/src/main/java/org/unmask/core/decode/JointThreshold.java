package org.unmask.core.decode;

import java.util.List;
import org.unmask.core.op.Mask;

/// LLaDA2.1 and LLaDA2.2: blocks whose tokens may still be replaced while others are decoded, and in further passes after that.
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
/// LLaDA2.2 (LLaDA2.X, report of 2.2; `JointThresholdInDel` of SGLang) may delete tokens and insert masks, too. The block keeps
/// its length: behind deleted tokens masks move in, and behind inserted ones tokens drop out. So each leaves one mask more for a
/// pass to fill, and no pass has another shape. If the last edit a block may have still changed it, a pass of B queries stores its
/// keys and values: at most b + limit + 2 passes a block, with the cache always.
///
/// @param edit  confidence from which a token is replaced
/// @param mostEdits  passes without masks a block may have
/// @param surplus  masks that deletions and insertions add to a block, on average
/// @param persists  whether a block whose last pass changed it is computed once more
record JointThreshold(
        int block, Rule rule, double edit, int mostEdits, boolean cached, double surplus, boolean persists)
        implements Strategy {
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
                    values.get(CACHE) == BlockDiffusion.Cache.EXACT,
                    0,
                    false));

    private static final Key<Double> DELETED =
            Key.of("deleted", Domain.from(0), 0.0, "assumed tokens of a block that are deleted again, on average");
    private static final Key<Double> INSERTED =
            Key.of("inserted", Domain.from(0), 0.0, "assumed masks that are inserted into a block, on average");

    /// Its rule decides nothing here: it is priced alone.
    static final StrategyFamily WITH_INSERTIONS = StrategyFamily.priced(
            "llada2.2",
            "LLaDA2.2: as LLaDA2.1, and tokens of a block may be deleted or inserted",
            List.of(
                    BLOCK,
                    MOST_EDITS,
                    DELETED,
                    INSERTED,
                    StrategyKeys.EDIT_PASSES,
                    StrategyKeys.TOKENS_PER_PASS,
                    StrategyKeys.PROFILE),
            values -> new JointThreshold(
                    values.get(BLOCK),
                    new Rule.Assumed(),
                    0,
                    values.get(MOST_EDITS) + 1,
                    true,
                    values.get(DELETED) + values.get(INSERTED),
                    true),
            "the engine neither deletes nor inserts tokens; predict prices it");

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
        int own = block - known(request, start);
        return denoise(request, schedule, start, 0, running, own == 0 ? 0 : own + surplus(request, start));
    }

    /// Whole masks of this block, so that those of all blocks add up to their average.
    private int surplus(Request request, int start) {
        int number = start / block - request.promptTokens() / block;
        return (int) (Math.floor((number + 1) * surplus) - Math.floor(number * surplus));
    }

    /// @param batch  sequences that have not left the block
    /// @param masks  that are there, or will be
    private Step denoise(Request request, Schedule schedule, int start, int step, int batch, int masks) {
        if (masks == 0) {
            return edit(request, schedule, start, 0, batch);
        }
        int masked = Math.min(masks, block - known(request, start));
        Commit commit = joint(schedule.commit(step, masked));
        return new Step.Run(pass(request, Phase.DENOISE, start, step, batch, masked, commit), outcome -> {
            // Those whose last mask is gone have yet to be verified.
            int rest = outcome.unfinished() == 0 ? batch : outcome.unfinished();
            return denoise(request, schedule, start, step + 1, rest, masks - masked + outcome.masked());
        });
    }

    private Step edit(Request request, Schedule schedule, int start, int step, int batch) {
        Commit commit = new Commit.Joint(1, 1, edit, mostEdits);
        return new Step.Run(pass(request, Phase.EDIT, start, step, batch, 0, commit), outcome -> {
            if (outcome.unfinished() > 0 && step + 1 < mostEdits) {
                return edit(request, schedule, start, step + 1, outcome.unfinished());
            }
            return outcome.unfinished() > 0 && persists
                    ? persist(request, schedule, start, outcome)
                    : enter(request, schedule, start + block, outcome.running());
        });
    }

    private Step persist(Request request, Schedule schedule, int start, Outcome last) {
        int end = start + block;
        Task task = new Task(Phase.COMMIT, start, start, end, 0, 0, new Commit.None());
        Pass pass = new Pass(last.unfinished(), block, start, new Mask.BlockCausal(block), 0, task);
        return new Step.Run(pass, outcome -> enter(request, schedule, end, outcome.running()));
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
