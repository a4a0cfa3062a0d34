package org.unmask.engine;

import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;

/// Told what the engine does, in order and on its own thread; the place for a clock.
public interface Probe {
    /// Hears nothing.
    Probe NONE = new Probe() {
        @Override
        public void passStarted(Pass pass) {
            // nothing to do
        }

        @Override
        public void operatorFinished(Operator operator) {
            // nothing to do
        }

        @Override
        public void passFinished(Pass pass) {
            // nothing to do
        }
    };

    /// The program of the pass is ready and its first operator is next.
    void passStarted(Pass pass);

    /// The operator has run and its results are in memory; once per layer.
    void operatorFinished(Operator operator);

    /// The last operator of the pass has run.
    void passFinished(Pass pass);
}
