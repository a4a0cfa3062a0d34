package org.unmask.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        double[] times = calls.stream()
                .mapToDouble(call -> call.seconds(observation.roofline(), profile))
                .toArray();
        double seconds = 0;
        for (int i = 0; i < passes.size(); i++) {
            double pass = 0;
            for (int call : passes.get(i)) {
                pass += times[call];
            }
            Observation.Passes equal = observation.passes().get(i);
            double floor = observation.operator().isPresent()
                    ? 0
                    : profile.floorSeconds(equal.load().layers());
            seconds += equal.count() * Math.max(pass, floor);
        }
        return seconds;
    }
}
