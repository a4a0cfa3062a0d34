package org.unmask.core.model;

import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// A state space as operators. The state, in float32, is read and written once a pass.
final class StateLowering {
    private final StateSpace space;
    private final int hidden;
    private final long tokens;
    private final long sequences;

    StateLowering(Architecture model, StateSpace space, Pass pass) {
        this.space = space;
        this.hidden = model.hidden();
        this.tokens = pass.streamTokens();
        this.sequences = pass.groups().stream().mapToLong(Pass.Group::batch).sum();
    }

    List<Operator> layer() {
        return List.of(
                new Operator.Linear(
                        "in_proj", tokens, hidden, space.projected(), Slot.NORMED, Slot.QUERY, Weight.QUERY),
                convolution(),
                scan(),
                new Operator.Counted(
                        "state_gate",
                        0,
                        (space.norm() ? 9L : 5L) * tokens * space.width(),
                        2 * tokens * space.width(),
                        tokens * space.width(),
                        0,
                        0,
                        0,
                        List.of(),
                        List.of(Slot.QUERY),
                        List.of(Slot.ATTENDED)),
                new Operator.Linear(
                        "out_proj", tokens, space.width(), hidden, Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT));
    }

    private Operator convolution() {
        long moved = tokens * space.channels() + sequences * space.window();
        return new Operator.Counted(
                "conv",
                0,
                2L * space.kernel() * tokens * space.channels(),
                moved,
                moved,
                0,
                0,
                0,
                List.of(new Operator.Counted.Part(
                        Weight.QUERY_BIAS,
                        (long) space.channels() * (space.kernel() + (space.convolutionBias() ? 1 : 0)))),
                List.of(Slot.QUERY),
                List.of(Slot.QUERY));
    }

    /// Per head and token: the state decays, takes up the value times one vector, and is read with the other.
    private Operator scan() {
        return new Operator.Counted(
                "state_space",
                4 * tokens * space.elements(),
                tokens * space.elements(),
                tokens * (space.channels() + (long) space.heads()),
                tokens * space.width(),
                0,
                4 * sequences * space.elements(),
                4 * sequences * space.elements(),
                List.of(new Operator.Counted.Part(Weight.QUERY_BIAS, 3L * space.heads())),
                List.of(Slot.QUERY),
                List.of(Slot.QUERY));
    }
}
