package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.engine.Probe;
import org.unmask.result.Statistics;

/// Times every operator of passes by its shape.
final class OperatorClock implements Probe {
    private final Map<Operator, Runs> runs = new LinkedHashMap<>();
    private long start;

    /// Runs of one operator.
    private static final class Runs {
        private final List<Long> nanos = new ArrayList<>();
        /// Of the run that has ended in parts only.
        private long unfinished;
    }

    @Override
    public void passStarted(Pass pass) {
        start = System.nanoTime();
    }

    @Override
    public void partFinished(Operator operator) {
        of(operator).unfinished += sinceLast();
        start = System.nanoTime();
    }

    @Override
    public void operatorFinished(Operator operator) {
        long last = sinceLast();
        Runs some = of(operator);
        some.nanos.add(some.unfinished + last);
        some.unfinished = 0;
        start = System.nanoTime();
    }

    private long sinceLast() {
        return System.nanoTime() - start;
    }

    private Runs of(Operator operator) {
        return runs.computeIfAbsent(operator, _ -> new Runs());
    }

    /// Median seconds of one run of each operator: an interruption of milliseconds hits one run, and not the others.
    Map<Operator, Double> medians() {
        Map<Operator, Double> medians = new LinkedHashMap<>();
        runs.forEach((operator, some) -> medians.put(
                operator,
                1e-9
                        * Statistics.quantile(
                                some.nanos.stream()
                                        .mapToDouble(Long::doubleValue)
                                        .toArray(),
                                50)));
        return medians;
    }
}
