package org.unmask.run.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.engine.Probe;

/// Times every operator of passes by its shape.
final class OperatorClock implements Probe {
    private final Map<Operator, Sum> sums = new LinkedHashMap<>();
    private long start;

    /// Runs of one operator.
    private static final class Sum {
        private long calls;
        private long nanos;
    }

    @Override
    public void passStarted(Pass pass) {
        start = System.nanoTime();
    }

    @Override
    public void partFinished(Operator operator) {
        add(operator, 0);
    }

    @Override
    public void operatorFinished(Operator operator) {
        add(operator, 1);
    }

    private void add(Operator operator, int calls) {
        long now = System.nanoTime();
        Sum sum = sums.computeIfAbsent(operator, _ -> new Sum());
        sum.calls += calls;
        sum.nanos += now - start;
        start = System.nanoTime();
    }

    /// Mean seconds of one run of each operator.
    Map<Operator, Double> means() {
        Map<Operator, Double> means = new LinkedHashMap<>();
        sums.forEach((operator, sum) -> means.put(operator, sum.nanos * 1e-9 / sum.calls));
        return means;
    }

    /// Seconds in all operators together.
    double seconds() {
        return sums.values().stream().mapToLong(sum -> sum.nanos).sum() * 1e-9;
    }
}
