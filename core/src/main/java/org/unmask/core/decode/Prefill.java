package org.unmask.core.decode;

/// Cuts the pass over a prompt into several, as serving systems do that limit the tokens of a pass (chunked prefill,
/// Agrawal et al., arXiv 2308.16369).
///
/// All prompts of a batch advance together, each by as many whole blocks as fit. Only the last part commits what the whole
/// pass would have committed.
final class Prefill {
    private final Step.Run whole;
    private final Pass.Group group;
    private final int part;

    private Prefill(Step.Run whole, Pass.Group group, int part) {
        this.whole = whole;
        this.group = group;
        this.part = part;
    }

    /// The first step of a strategy; in parts, if the request limits the tokens of a pass over prompts and there is one.
    static Step first(Strategy strategy, Request request) {
        Step first = strategy.start(request);
        if (request.prefillChunk() == 0
                || !(first instanceof Step.Run whole)
                || whole.pass().only().task().phase() != Phase.PREFILL) {
            return first;
        }
        return inParts(whole, request, unit(strategy));
    }

    /// A step that computes whole prompts without a cache; in parts, if the request limits the tokens of such a pass.
    ///
    /// @param unit  a part is a multiple of
    static Step.Run inParts(Step.Run whole, Request request, int unit) {
        if (request.prefillChunk() == 0) {
            return whole;
        }
        int tokens = Math.max(1, request.prefillChunk() / request.batch() / unit) * unit;
        Pass.Group group = whole.pass().only();
        return group.queries() <= tokens ? whole : new Prefill(whole, group, tokens).from(0);
    }

    private static int unit(Strategy strategy) {
        try {
            return strategy.paddingUnit();
        } catch (IllegalArgumentException _) {
            return 1;
        }
    }

    private Step.Run from(int start) {
        int left = group.queries() - start;
        boolean all = group.logitRows() == group.queries();
        if (left <= part) {
            int rows = all ? left : group.logitRows();
            return new Step.Run(pass(left, start, rows, group.task()), whole.then());
        }
        Task task = new Task(group.task().phase(), start, start, start + part, 0, 0, new Commit.None());
        return new Step.Run(pass(part, start, all ? part : 0, task), _ -> from(start + part));
    }

    private Pass pass(int queries, int context, int rows, Task task) {
        return whole.pass().with(new Pass.Group(group.batch(), queries, context, group.mask(), rows, Reuse.NONE, task));
    }
}
