package org.unmask.run.measure;

import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.engine.Probe;

/// Times all operators together. It keeps nothing else, so that hardly any of its own time is taken for time beside them.
final class OperatorSum implements Probe {
    private long start;
    private long nanos;

    @Override
    public void passStarted(Pass pass) {
        start = System.nanoTime();
    }

    @Override
    public void partFinished(Operator operator) {
        operatorFinished(operator);
    }

    @Override
    public void operatorFinished(Operator operator) {
        long now = System.nanoTime();
        nanos += now - start;
        start = now;
    }

    double seconds() {
        return 1e-9 * nanos;
    }
}
