package org.unmask.core.decode;

import java.util.ArrayList;
import java.util.List;

/// Cuts the pass over prompts into several, as serving systems do that limit the tokens of a pass (chunked prefill,
/// Agrawal et al., arXiv 2308.16369).
///
/// Prompts are taken in order, as the scheduler of vLLM takes them: a pass goes on with the prompt that the pass before
/// had begun, takes whole prompts while there is room, and begins one more. So every pass but the last has as many
/// tokens as the limit allows, whatever the batch, and the passes of a batch are those of a larger one but for its end.
/// All prompts are computed before the generation goes on.
///
/// A prompt is cut at whole blocks. Where the limit has no room for a block, a pass computes one nevertheless.
final class Prefill {
    private final Pass whole;
    private final Pass.Group prompts;
    private final int limit;
    private final int unit;
    private final List<Pass> passes = new ArrayList<>();
    private final List<Pass.Group> groups = new ArrayList<>();
    private long room;

    private Prefill(Pass whole, int limit, int unit) {
        this.whole = whole;
        this.prompts = whole.only();
        this.limit = limit;
        this.unit = unit;
        this.room = limit;
    }

    /// The first step of a strategy; in parts, if the request limits the tokens of a pass over prompts and there is one.
    static Step first(Strategy strategy, Request request) {
        Step first = strategy.start(request);
        if (request.prefillChunk() == 0
                || !(first instanceof Step.Run run)
                || run.pass().phase() != Phase.PREFILL) {
            return first;
        }
        return inParts(run, request, unit(strategy));
    }

    /// A step that computes whole prompts without a cache; in parts, if the request limits the tokens of such a pass.
    ///
    /// @param unit  prompts are cut at multiples of
    static Step.Run inParts(Step.Run run, Request request, int unit) {
        if (request.prefillChunk() == 0 || run.pass().tokens() <= request.prefillChunk()) {
            return run;
        }
        return run.in(new Prefill(run.pass(), request.prefillChunk(), unit).parts());
    }

    private static int unit(Strategy strategy) {
        try {
            return strategy.paddingUnit();
        } catch (IllegalArgumentException _) {
            return 1;
        }
    }

    private List<Pass> parts() {
        int left = prompts.batch();
        int done = 0;
        while (left > 0) {
            int length = prompts.queries();
            int fitting = done == 0 ? (int) Math.min(left, room / length) : 0;
            if (fitting > 0) {
                add(fitting, length, 0);
                left -= fitting;
            } else {
                int taken = part(length - done);
                if (taken == 0) {
                    finish();
                } else {
                    add(1, taken, done);
                    done = (done + taken) % length;
                    left -= done == 0 ? 1 : 0;
                }
            }
        }
        finish();
        return passes;
    }

    /// Tokens of a prompt that the pass has room for; 0 if none.
    private int part(int rest) {
        int blocks = (int) (room / unit) * unit;
        int least = groups.isEmpty() ? unit : 0;
        return rest <= room ? rest : Math.min(rest, Math.max(least, blocks));
    }

    private void add(int batch, int queries, int context) {
        boolean all = prompts.logitRows() == prompts.queries();
        boolean ends = context + queries == prompts.queries();
        int rows = all ? queries : ends ? prompts.logitRows() : 0;
        Task task = ends
                ? prompts.task()
                : new Task(prompts.task().phase(), context, context, context + queries, 0, 0, new Commit.None());
        groups.add(new Pass.Group(batch, queries, context, prompts.mask(), rows, Reuse.NONE, task));
        room -= (long) batch * queries;
        if (room <= 0) {
            finish();
        }
    }

    private void finish() {
        if (!groups.isEmpty()) {
            passes.add(new Pass(groups, whole.role()));
            groups.clear();
        }
        room = limit;
    }
}
