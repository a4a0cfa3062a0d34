package org.unmask.core.decode;

import java.util.List;
import org.unmask.core.op.Mask;

/// Fast-dLLM v2 (Wu et al., arXiv 2509.26328): blocks with an exact cache, decoded sub-block by sub-block, their
/// first token predicted by the commit pass of the block before.
///
/// Blocks are aligned to position 0. With the block cache, a pass computes only the active sub-block once the first
/// token of the sub-block is known; keys and values of the rest of the block are then stale. In a batch the token must be
/// known in every sequence that still has masks in the sub-block, as upstream, which tests
/// `(x_t[:, ...] == mask_id).any()` over the batch: with the block cache a sequence depends on the others, without it it
/// does not.
///
/// | passes | queries | keys |
/// |---|---|---|
/// | 1 if P >= B | p = ⌊P/B⌋·B | p |
/// | per sub-block, until no position is masked | B | e_b |
/// | the same with block cache, first position known | S | e_b |
/// | per block, commit, predicts the next token | B | e_b |
///
/// @param subBlock  S, divides `block`
record HierarchicalBlocks(int block, int subBlock, Rule rule, boolean blockCache, Extent extent) implements Strategy {
    private static final Key<Integer> BLOCK =
            Key.positive("block", 32, "positions of a block, a multiple of sub-block");
    private static final Key<Integer> SUB_BLOCK =
            Key.positive("sub-block", Key.Initial.upTo(8, BLOCK), "positions decoded together");
    private static final Key<Boolean> BLOCK_CACHE =
            Key.flag("block-cache", "on: compute only the sub-block once its first token is known");
    private static final Key<Extent> BLOCKS = Key.choice(
            "blocks", List.of(Extent.values()), "cover the generated length, or whole: G/block, as upstream");

    static final StrategyFamily FAMILY = new StrategyFamily(
            "fast-dllm-v2",
            "Fast-dLLM v2: blocks with exact cache, decoded by sub-blocks, first token by the commit pass",
            StrategyKeys.ofThreshold(BLOCK, SUB_BLOCK, BLOCK_CACHE, BLOCKS),
            values -> new HierarchicalBlocks(
                    values.get(BLOCK),
                    values.get(SUB_BLOCK),
                    RuleReader.logitRuleOrOneByOne(values, values.get(SUB_BLOCK)),
                    values.get(BLOCK_CACHE),
                    values.get(BLOCKS)));

    /// How many blocks are decoded.
    enum Extent {
        /// As many as the generated length needs.
        COVER,
        /// ⌊G/B⌋, as upstream does whatever the prompt.
        WHOLE
    }

    HierarchicalBlocks {
        if (block % subBlock != 0) {
            throw new IllegalArgumentException("block=" + block + " is not a multiple of sub-block=" + subBlock);
        }
    }

    /// A block that is being decoded.
    ///
    /// @param start  its first position
    /// @param known  positions that need no decoding: the end of the prompt, or the token that the pass before
    ///     predicted
    /// @param running  sequences of the batch that have not ended
    /// @param cached  true once a pass of the block has stored its keys and values
    private record Block(int start, int known, int running, boolean cached) {
        Block afterPass() {
            return new Block(start, known, running, true);
        }
    }

    /// A sub-block that is being decoded.
    ///
    /// @param index  its number in the block
    /// @param step  passes it has had
    /// @param batch  sequences that have masks in it
    /// @param masked  left in the sequence that has most
    /// @param head  its first position
    private record SubBlock(int index, int step, int batch, int masked, Span head) {
        SubBlock after(Outcome outcome) {
            Span left = new Span(head.start(), head.end(), outcome.watched().getFirst());
            return new SubBlock(index, step + 1, outcome.unfinished(), outcome.masked(), left);
        }
    }

    @Override
    public Step start(Request request) {
        request.checkBlocks(block);
        Schedule schedule = new Schedule(rule, 1, subBlock, false);
        int prompt = request.promptTokens() / block * block;
        if (prompt == 0) {
            return enter(request, schedule, new Block(0, request.firstEnd(), request.batch(), false));
        }
        Pass pass = stored(Phase.PREFILL, request, request.batch(), 0, prompt, prompt == request.firstEnd());
        int known = Math.max(1, request.firstEnd() - prompt);
        return new Step.Run(
                pass, outcome -> enter(request, schedule, new Block(prompt, known, outcome.running(), false)));
    }

    @Override
    public int paddingUnit() {
        return block;
    }

    private Step enter(Request request, Schedule schedule, Block entered) {
        int end = switch (extent) {
            case COVER -> request.length();
            case WHOLE -> request.promptTokens() / block * block + request.generatedTokens() / block * block;
        };
        return entered.start() >= end || entered.running() == 0 ? Step.DONE : subBlock(request, schedule, entered, 0);
    }

    private Step subBlock(Request request, Schedule schedule, Block active, int index) {
        if (index == block / subBlock) {
            return commit(request, schedule, active);
        }
        int decided = Math.clamp(active.known() - (long) index * subBlock, 0, subBlock);
        int first = active.start() + index * subBlock;
        Span head = new Span(first, first + 1, decided == 0 ? 1 : 0);
        return denoise(request, schedule, active, new SubBlock(index, 0, active.running(), subBlock - decided, head));
    }

    private Step denoise(Request request, Schedule schedule, Block active, SubBlock part) {
        if (part.masked() == 0) {
            return subBlock(request, schedule, active, part.index() + 1);
        }
        return new Step.Run(
                pass(request, schedule, active, part),
                outcome -> denoise(request, schedule, active.afterPass(), part.after(outcome)));
    }

    private Pass pass(Request request, Schedule schedule, Block active, SubBlock part) {
        Span head = part.head();
        boolean whole = !blockCache || !active.cached() || head.masked() > 0;
        int from = whole ? active.start() : head.start();
        int queries = whole ? block : subBlock;
        Task task = new Task(
                        Phase.DENOISE,
                        from,
                        head.start(),
                        head.start() + subBlock,
                        part.masked(),
                        part.step(),
                        schedule.commit(part.step(), part.masked()))
                .watching(List.of(head));
        int rows = Canvas.logitRows(request, part.masked(), generated(request, from, queries), queries);
        int context = active.start() + block - queries;
        return new Pass(part.batch(), queries, context, new Mask.BlockCausal(block), rows, task);
    }

    private Step commit(Request request, Schedule schedule, Block decoded) {
        return new Step.Run(
                stored(Phase.COMMIT, request, decoded.running(), decoded.start(), block, true),
                outcome -> enter(request, schedule, new Block(decoded.start() + block, 1, outcome.running(), false)));
    }

    /// A pass that leaves exact keys and values behind, and may predict the token after its last query.
    private Pass stored(Phase phase, Request request, int batch, int from, int queries, boolean predicts) {
        int end = from + queries;
        Task task = predicts
                ? new Task(phase, from, end, end + 1, 1, 0, new Commit.Next())
                : new Task(phase, from, from, end, 0, 0, new Commit.None());
        int rows = predicts ? Canvas.logitRows(request, 1, 1, queries) : 0;
        return new Pass(batch, queries, from, new Mask.BlockCausal(block), rows, task);
    }

    private static int generated(Request request, int from, int queries) {
        return from + queries - Math.max(from, Math.min(request.firstEnd(), from + queries));
    }
}
