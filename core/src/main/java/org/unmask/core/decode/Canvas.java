package org.unmask.core.decode;

/// What the canvas strategies share: blocks that start right after the prompt.
final class Canvas {
    private Canvas() {}

    /// The task of a pass over positions from `from` on, block number `index` being active.
    static Task task(Phase phase, Request request, Schedule schedule, int index, int from, int step, int masked) {
        int start = request.promptTokens() + index * schedule.block();
        return new Task(phase, from, start, start + schedule.block(), masked, step, schedule.commit(step));
    }

    /// Rows for the LM head when the pass has `generated` rows of the generated part among its `queries`.
    static int logitRows(Request request, int masked, int generated, int queries) {
        return switch (request.logits()) {
            case ACTIVE -> masked;
            case GENERATED -> generated;
            case ALL -> queries;
        };
    }
}
