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
/// @param wholeBlocks  whether ⌊G/B⌋ blocks are decoded, as upstream does whatever the prompt, and not as many as
///     the generated length needs
record HierarchicalBlocks(int block, int subBlock, Rule rule, boolean blockCache, boolean wholeBlocks)
        implements Strategy {
    HierarchicalBlocks {
        if (block % subBlock != 0) {
            throw new IllegalArgumentException("block=" + block + " is not a multiple of sub-block=" + subBlock);
        }
    }

    @Override
    public Step start(Request request) {
        request.checkBlocks(block);
        Schedule schedule = new Schedule(rule, 1, subBlock, false);
        int prompt = request.promptTokens() / block * block;
        if (prompt == 0) {
            return enter(request, schedule, 0, request.firstEnd(), request.batch());
        }
        Pass pass = stored(Phase.PREFILL, request, request.batch(), 0, prompt, prompt == request.firstEnd());
        return new Step.Run(pass, outcome -> {
            int known = Math.max(1, request.firstEnd() - prompt);
            return enter(request, schedule, prompt, known, outcome.running());
        });
    }

    @Override
    public int paddingUnit() {
        return block;
    }

    /// @param known  positions of the block that need no decoding: the end of the prompt, or the token predicted by
    ///     the pass before
    private Step enter(Request request, Schedule schedule, int start, int known, int running) {
        int end = wholeBlocks
                ? request.promptTokens() / block * block + request.generatedTokens() / block * block
                : request.length();
        if (start >= end || running == 0) {
            return Step.DONE;
        }
        return subBlock(request, schedule, start, 0, known, running, false);
    }

    private Step subBlock(
            Request request, Schedule schedule, int start, int index, int known, int running, boolean cached) {
        if (index == block / subBlock) {
            return commit(request, schedule, start, running);
        }
        int decided = Math.clamp(known - (long) index * subBlock, 0, subBlock);
        Span head = new Span(start + index * subBlock, start + index * subBlock + 1, decided == 0 ? 1 : 0);
        return denoise(request, schedule, start, index, 0, known, running, running, subBlock - decided, head, cached);
    }

    private Step denoise(
            Request request,
            Schedule schedule,
            int start,
            int index,
            int step,
            int known,
            int running,
            int batch,
            int masked,
            Span head,
            boolean cached) {
        if (masked == 0) {
            return subBlock(request, schedule, start, index + 1, known, running, cached);
        }
        boolean whole = !blockCache || !cached || head.masked() > 0;
        int from = whole ? start : head.start();
        int queries = whole ? block : subBlock;
        Task task = new Task(
                        Phase.DENOISE,
                        from,
                        head.start(),
                        head.start() + subBlock,
                        masked,
                        step,
                        schedule.commit(step, masked))
                .watching(List.of(head));
        int rows = Canvas.logitRows(request, masked, generated(request, from, queries), queries);
        int context = start + block - queries;
        Pass pass = new Pass(batch, queries, context, new Mask.BlockCausal(block), rows, task);
        return new Step.Run(pass, outcome -> {
            Span after = new Span(head.start(), head.end(), outcome.watched().getFirst());
            return denoise(
                    request,
                    schedule,
                    start,
                    index,
                    step + 1,
                    known,
                    running,
                    outcome.unfinished(),
                    outcome.masked(),
                    after,
                    true);
        });
    }

    private Step commit(Request request, Schedule schedule, int start, int running) {
        return new Step.Run(
                stored(Phase.COMMIT, request, running, start, block, true),
                outcome -> enter(request, schedule, start + block, 1, outcome.running()));
    }

    /// A pass that leaves exact keys and values behind, and may predict the token after its last query.
    private Pass stored(Phase phase, Request request, int batch, int from, int queries, boolean predicts) {
        int end = from + queries;
        Task task = predicts
                ? new Task(phase, from, end, end + 1, 1, 0, Commit.NEXT)
                : new Task(phase, from, from, end, 0, 0, Commit.NONE);
        int rows = predicts ? Canvas.logitRows(request, 1, 1, queries) : 0;
        return new Pass(batch, queries, from, new Mask.BlockCausal(block), rows, task);
    }

    private static int generated(Request request, int from, int queries) {
        return from + queries - Math.max(from, Math.min(request.firstEnd(), from + queries));
    }
}
