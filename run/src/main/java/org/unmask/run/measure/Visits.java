package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.unmask.core.op.Operator;
import org.unmask.cost.timing.MachineSpeed;

/// Timings of operators, with a look at the speed of the machine between any two visits.
final class Visits {
    private final Supplier<MachineSpeed> clock;
    private final List<MachineSpeed> looks = new ArrayList<>();
    private final List<Map<Operator, Double>> visits = new ArrayList<>();

    /// Looks for the first time.
    Visits(Supplier<MachineSpeed> clock) {
        this.clock = clock;
        looks.add(clock.get());
    }

    /// Looks anew before the next visit: something else ran meanwhile.
    void resume() {
        looks.set(looks.size() - 1, clock.get());
    }

    /// @param seconds  of one run of each operator
    void add(Map<Operator, Double> seconds) {
        visits.add(seconds);
        looks.add(clock.get());
    }

    /// What one run of an operator took, and how fast the machine was.
    record Sample(double seconds, MachineSpeed speed) {}

    /// The samples of each operator, in order.
    Map<Operator, List<Sample>> samples() {
        List<MachineSpeed> speeds = MachineSpeed.smoothed(looks);
        Map<Operator, List<Sample>> samples = new LinkedHashMap<>();
        for (int i = 0; i < visits.size(); i++) {
            MachineSpeed speed = MachineSpeed.between(speeds.get(i), speeds.get(i + 1));
            visits.get(i)
                    .forEach((operator, seconds) -> samples.computeIfAbsent(operator, _ -> new ArrayList<>())
                            .add(new Sample(seconds, speed)));
        }
        return samples;
    }
}
