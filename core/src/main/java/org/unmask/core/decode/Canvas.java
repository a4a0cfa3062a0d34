package org.unmask.core.decode;

import java.util.Optional;
import java.util.function.Supplier;

/// What the strategies with masks share.
final class Canvas {
    private Canvas() {}

    /// The task of a pass over positions from `from` on, block number `index` being active. Blocks start right after
    /// the prompt.
    static Task task(Phase phase, Request request, Schedule schedule, int index, int from, int step, int masked) {
        int start = request.promptTokens() + index * schedule.block();
        return new Task(phase, from, start, start + schedule.block(), masked, step, schedule.commit(step, masked));
    }

    /// Rows for the LM head when the pass has `generated` rows of the generated part among its `queries`.
    static int logitRows(Request request, int masked, int generated, int queries) {
        return switch (request.logits()) {
            case ACTIVE -> masked;
            case GENERATED -> generated;
            case ALL -> queries;
        };
    }

    /// The passes of a block, from pass number `step` on, that commit the same number of tokens by a fixed schedule.
    ///
    /// @param untilUnmasked  whether the block ends as soon as nothing is masked, not after all steps
    /// @param after  the step that follows, given how many passes the block then has had, and its masks
    static Optional<Step.Stride> stride(
            Request request, Schedule schedule, int step, int masked, boolean untilUnmasked, After after) {
        if (!(schedule.commit(step, masked) instanceof Commit.Top(int tokens, Order _))) {
            return Optional.empty();
        }
        int steps = schedule.uniformSteps(step);
        if (untilUnmasked && tokens > 0) {
            steps = Math.min(steps, (masked + tokens - 1) / tokens);
        }
        if (steps < 2) {
            return Optional.empty();
        }
        int next = step + steps;
        int left = Math.max(0, masked - steps * tokens);
        int rowStep = request.logits() == LogitRows.ACTIVE ? -tokens : 0;
        Supplier<Step> then = () -> after.step(next, left);
        return Optional.of(new Step.Stride(steps, 0, rowStep, tokens, then));
    }

    /// What follows in a block.
    interface After {
        Step step(int passes, int masked);
    }
}
