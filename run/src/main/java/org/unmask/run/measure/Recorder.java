package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;
import org.unmask.engine.Decision;
import org.unmask.engine.Probe;
import org.unmask.result.RunResult.OperatorSample;

/// The clock: times passes, and on demand the operators within them.
final class Recorder implements Probe {
    private final boolean operators;
    private final Probe next;
    private final LongSupplier pause;
    private final Function<Pass, Work> passWork;
    private final Function<Operator, Work> operatorWork;
    private final boolean operatorEvents;
    private final List<Double> passSeconds = new ArrayList<>();
    private final List<Map<String, Double>> operatorSeconds = new ArrayList<>();
    /// Distinct experts of each layer, of every pass.
    private final List<IntSummaryStatistics> experts = new ArrayList<>();
    private final Map<String, OperatorSample> samples = new LinkedHashMap<>();
    private PassEvent passEvent = new PassEvent();
    private OperatorEvent operatorEvent = new OperatorEvent();
    private long passStart;
    private long operatorStart;

    /// @param operators  whether to read the clock after every operator too
    /// @param next  told of everything after its time is taken; what it does between the operators of a pass
    ///     counts as time of that pass
    /// @param pause  called between operators; returns how many nanoseconds it took that are no time of the pass
    /// @param passWork  asked only while a flight recording runs; likewise `operatorWork`
    Recorder(
            boolean operators,
            Probe next,
            LongSupplier pause,
            Function<Pass, Work> passWork,
            Function<Operator, Work> operatorWork) {
        this.pause = pause;
        this.passWork = passWork;
        this.operatorWork = operatorWork;
        this.operators = operators;
        this.operatorEvents = operators && new OperatorEvent().isEnabled();
        this.next = next;
    }

    @Override
    public void passStarted(Pass pass) {
        operatorSeconds.add(new LinkedHashMap<>());
        experts.add(new IntSummaryStatistics());
        next.passStarted(pass);
        passEvent = new PassEvent();
        passEvent.begin();
        beginOperator();
        passStart = System.nanoTime();
    }

    @Override
    public void partFinished(Operator operator) {
        if (operatorEvents) {
            // The event of the last part has the work of all.
            record(operator, Work.NONE);
        }
        add(operator, 0);
        next.partFinished(operator);
        passStart += pause.getAsLong();
        beginOperator();
    }

    @Override
    public void operatorFinished(Operator operator) {
        if (operatorEvents) {
            record(operator, operatorWork.apply(operator));
        }
        add(operator, 1);
        next.operatorFinished(operator);
        passStart += pause.getAsLong();
        beginOperator();
    }

    @Override
    public void expertsChosen(int distinct) {
        experts.getLast().accept(distinct);
        next.expertsChosen(distinct);
    }

    private void add(Operator operator, int calls) {
        if (operators) {
            long now = System.nanoTime();
            double seconds = (now - operatorStart) * 1e-9;
            operatorSeconds.getLast().merge(operator.name(), seconds, Double::sum);
            OperatorSample sample = new OperatorSample(operator.name(), calls, seconds);
            samples.merge(
                    operator.name(),
                    sample,
                    (sum, more) ->
                            new OperatorSample(sum.name(), sum.calls() + more.calls(), sum.seconds() + more.seconds()));
        }
    }

    @Override
    public void passFinished(Pass pass) {
        passSeconds.add((System.nanoTime() - passStart) * 1e-9);
        passEvent.end();
        if (passEvent.shouldCommit()) {
            passEvent.fill(pass.only(), passWork.apply(pass));
            passEvent.commit();
        }
        next.passFinished(pass);
    }

    private void record(Operator operator, Work work) {
        operatorEvent.end();
        if (operatorEvent.shouldCommit()) {
            operatorEvent.fill(operator, work);
            operatorEvent.commit();
        }
    }

    private void beginOperator() {
        if (operatorEvents) {
            operatorEvent = new OperatorEvent();
            operatorEvent.begin();
        }
        if (operators) {
            operatorStart = System.nanoTime();
        }
    }

    @Override
    public void decided(Pass pass, List<Decision> decisions) {
        next.decided(pass, decisions);
    }

    List<Double> passSeconds() {
        return passSeconds;
    }

    /// Of every pass; empty maps if operators are not timed.
    List<Map<String, Double>> operatorSeconds() {
        return operatorSeconds;
    }

    /// Distinct experts of a layer that some token of a pass chose, a mean of the layers that have experts.
    ///
    /// @param pass  number from 0
    OptionalDouble chosenExperts(int pass) {
        IntSummaryStatistics layers = experts.get(pass);
        return layers.getCount() == 0 ? OptionalDouble.empty() : OptionalDouble.of(layers.getAverage());
    }

    List<OperatorSample> operatorSamples() {
        return List.copyOf(samples.values());
    }
}
