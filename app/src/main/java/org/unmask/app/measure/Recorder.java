package org.unmask.app.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.app.result.RunResult.OperatorSample;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.engine.Decision;
import org.unmask.engine.Probe;

/// The clock: times passes, and on demand the operators within them.
final class Recorder implements Probe {
    private final boolean operators;
    private final Watcher watcher;
    private final List<Double> passSeconds = new ArrayList<>();
    private final Map<String, OperatorSample> samples = new LinkedHashMap<>();
    private long passStart;
    private long operatorStart;

    /// @param operators  whether to read the clock after every operator too
    /// @param watcher  told of every pass after its time is taken
    Recorder(boolean operators, Watcher watcher) {
        this.operators = operators;
        this.watcher = watcher;
    }

    @Override
    public void passStarted(Pass pass) {
        passStart = System.nanoTime();
        operatorStart = passStart;
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
        if (operators) {
            long now = System.nanoTime();
            OperatorSample sample = new OperatorSample(operator.name(), calls, (now - operatorStart) * 1e-9);
            samples.merge(
                    operator.name(),
                    sample,
                    (sum, more) ->
                            new OperatorSample(sum.name(), sum.calls() + more.calls(), sum.seconds() + more.seconds()));
            operatorStart = System.nanoTime();
        }
    }

    @Override
    public void passFinished(Pass pass) {
        passSeconds.add((System.nanoTime() - passStart) * 1e-9);
    }

    @Override
    public void decided(Pass pass, List<Decision> decisions) {
        watcher.passed(pass, passSeconds.getLast(), decisions);
    }

    List<Double> passSeconds() {
        return passSeconds;
    }

    List<OperatorSample> operatorSamples() {
        return List.copyOf(samples.values());
    }
}
