package org.unmask.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.unmask.core.op.Work;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.cost.roofline.Profile;

/// Predicts one observation again and again. Equal calls, of which the many passes of a generation have most, are
/// priced once per profile; the result is that of [Observation#predicted].
final class Predictor {
    private final Observation observation;
    private final List<PassLoad.Call> calls;
    private final List<int[]> passes;

    Predictor(Observation observation) {
        this.observation = observation;
        record Key(String operator, int repeats, Work work) {}
        Map<Key, Integer> index = new LinkedHashMap<>();
        this.calls = new ArrayList<>();
        this.passes = new ArrayList<>();
        for (Observation.Passes equal : observation.passes()) {
            passes.add(equal.load().calls().stream()
                    .filter(call ->
                            observation.operator().map(call.operator()::equals).orElse(true))
                    .mapToInt(
                            call -> index.computeIfAbsent(new Key(call.operator(), call.repeats(), call.work()), _ -> {
                                calls.add(call);
                                return calls.size() - 1;
                            }))
                    .toArray());
        }
    }

    double seconds(Profile profile) {
        return seconds(profile, Math::max);
    }

    /// @param longer  of the time that a pass is busy and the time that its layers need to be dispatched
    double seconds(Profile profile, DoubleBinaryOperator longer) {
        double[] times = calls.stream()
                .mapToDouble(call -> call.seconds(observation.roofline(), profile))
                .toArray();
        double seconds = 0;
        for (int i = 0; i < passes.size(); i++) {
            Observation.Passes equal = observation.passes().get(i);
            double pass = observation.operator().isPresent() ? 0 : equal.load().sequences() * profile.sequenceSeconds();
            for (int call : passes.get(i)) {
                pass += times[call];
            }
            double floor = observation.operator().isPresent()
                    ? 0
                    : profile.floorSeconds(equal.load().layers());
            seconds += equal.count() * longer.applyAsDouble(pass, floor);
        }
        return seconds;
    }
}
