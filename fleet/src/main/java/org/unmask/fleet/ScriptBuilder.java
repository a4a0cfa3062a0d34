package org.unmask.fleet;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.Task;

/// Puts the passes that a strategy unfolds into for one sequence together as a script.
final class ScriptBuilder {
    private static final int NONE = -1;

    private final List<Leg> legs = new ArrayList<>();
    private final List<Leg.Part> drafts = new ArrayList<>();
    private int blockStart = NONE;
    private int firstStart = NONE;
    private int firstToken = NONE;
    private int firstBlock = NONE;
    private int firstTokens;

    /// Adds passes that differ by fixed steps.
    void add(Pass first, int count, int contextStep, int rowStep, int committed) {
        Pass.Group group = first.only();
        Shape shape = Shape.of(first.role(), group);
        if (first.role() != Role.TARGET) {
            for (int i = 0; i < count; i++) {
                drafts.add(new Leg.Part(shape, group.context() + i * contextStep, group.logitRows() + i * rowStep));
            }
            return;
        }
        if (count > 1 && !drafts.isEmpty()) {
            throw new IllegalArgumentException("bad script: " + count + " passes after one draft");
        }
        Task task = group.task();
        boolean opens = !(task.commit() instanceof Commit.None) && task.start() != blockStart;
        boolean later = opens && blockStart != NONE;
        if (opens) {
            blockStart = task.start();
        }
        legs.add(new Leg(
                drafts, new Leg.Part(shape, group.context(), group.logitRows()), count, contextStep, rowStep, later));
        drafts.clear();
        follow(task, committed);
    }

    private void follow(Task task, int committed) {
        if (committed > 0 && firstToken == NONE) {
            firstToken = legs.size() - 1;
            firstStart = task.start();
            firstTokens = task.masked();
        }
        if (committed > 0 && task.start() == firstStart) {
            firstBlock = legs.size() - 1;
        }
    }

    /// The script of all passes.
    ///
    /// @param prefillUnit  what a part of a pass over a prompt must be a multiple of
    /// @param tokens  that the client asked for
    /// @param keptBytes  as in [Script]
    /// @throws IllegalArgumentException if no pass commits a token
    Script script(int prefillUnit, int tokens, long keptBytes) {
        if (firstToken == NONE || !drafts.isEmpty()) {
            throw new IllegalArgumentException("bad script: no pass commits a token, or passes of a drafter come last");
        }
        Leg first = legs.getFirst();
        boolean cut = first.turns() == 1 && first.part().shape().task().phase() == Phase.PREFILL;
        return new Script(
                legs, cut ? prefillUnit : 0, firstToken, firstBlock, Math.min(firstTokens, tokens), tokens, keptBytes);
    }
}
