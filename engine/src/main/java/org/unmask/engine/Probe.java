package org.unmask.engine;

import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;

/// Told what the engine does, in order and on its own thread; the place for a clock. Each method does nothing unless
/// it is overridden.
public interface Probe {
    /// Ignores everything.
    Probe NONE = new Probe() {};

    /// The program of the pass is ready and its first operator is next.
    default void passStarted(Pass pass) {}

    /// A part of the operator has run, and more of it will: what is next may be a part of another. The LM head and the
    /// selection take turns where the logits of all rows together would be too many. Who times operators adds the
    /// times of their parts.
    default void partFinished(Operator operator) {}

    /// The operator, or what was left of it, has run and its results are in memory; once per layer.
    default void operatorFinished(Operator operator) {}

    /// The tokens of the pass have chosen their experts in a layer that has some; called after its router has run.
    ///
    /// @param distinct  experts that at least one token chose
    default void expertsChosen(int distinct) {}

    /// The last operator of the pass has run.
    default void passFinished(Pass pass) {}

    /// What the pass decided is on the canvas: edits first within each sequence, then commits in the order of their rule.
    default void decided(Pass pass, List<Decision> decisions) {}
}
