package org.unmask.web.explorer;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Strategies;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Pricer;

/// What a sentence needs to know of a prediction: its longest phase, and what decides the time there.
///
/// @param name  as the page shows it
/// @param longest  the phase that takes the most time
/// @param bound  what decides the greatest part of the time of that phase
/// @param boundShare  that part
record Side(String name, Prediction prediction, Stage longest, Bound bound, double boundShare) {
    /// The passes of one phase.
    ///
    /// @param queries  of a sequence in a pass
    record Stage(String phase, long passes, int queries, double seconds, Work work) {
        double passSeconds() {
            return seconds / passes;
        }
    }

    static Side of(String name, Prediction prediction) {
        Map<String, Stage> stages = new LinkedHashMap<>();
        Map<String, Map<Bound, Double>> bounds = new LinkedHashMap<>();
        for (PassTime pass : prediction.timeline().passes()) {
            Pass counts = pass.pass();
            String phase = counts.phase().id();
            stages.merge(
                    phase,
                    new Stage(phase, 1, counts.queries(), pass.seconds(), pass.work()),
                    (sum, more) -> new Stage(
                            phase,
                            sum.passes() + 1,
                            sum.queries(),
                            sum.seconds() + more.seconds(),
                            sum.work().plus(more.work())));
            Map<Bound, Double> times = bounds.computeIfAbsent(phase, _ -> new EnumMap<>(Bound.class));
            for (OperatorTotal operator : pass.operators()) {
                times.merge(prediction.bound(operator), operator.seconds(), Double::sum);
            }
        }
        Stage longest = stages.values().stream()
                .reduce((a, b) -> b.seconds() > a.seconds() ? b : a)
                .orElseThrow();
        Map.Entry<Bound, Double> most = bounds.getOrDefault(longest.phase(), Map.of()).entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElse(Map.entry(Bound.MEMORY, longest.seconds()));
        return new Side(name, prediction, longest, most.getKey(), most.getValue() / longest.seconds());
    }

    boolean isAutoregressive() {
        return Strategies.isAutoregressive(prediction.strategy());
    }

    int batch() {
        return prediction.request().batch();
    }

    /// Rows of a pass of the longest phase: tokens for which each weight is read once.
    long rows() {
        return (long) batch() * longest.queries();
    }

    long passes() {
        return prediction.totals().passes();
    }

    double passSeconds() {
        return prediction.totals().seconds() / passes();
    }

    double tokensPerSecond() {
        return prediction.totals().tokensPerSecond();
    }

    /// FLOPs for each byte in the longest phase.
    double intensity() {
        return longest.work().arithmeticIntensity();
    }

    double ridge() {
        return prediction.device().ridge(prediction.scenario().types().compute());
    }

    /// The share of the whole time in which the device waits for the host.
    double dispatchShare() {
        return prediction.timeline().operators().stream()
                        .filter(operator -> operator.name().equals(Pricer.DISPATCH))
                        .mapToDouble(OperatorTotal::seconds)
                        .sum()
                / prediction.totals().seconds();
    }
}
