package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.unmask.core.op.Operator;
import org.unmask.cost.timing.MachineSpeed;

/// Timings of operators, with a look at the speed of the machine between any two visits.
final class Visits {
    private final Supplier<MachineSpeed> clock;
    private final List<MachineSpeed> looks = new ArrayList<>();
    private final List<Map<Operator, OperatorClock.Runs>> visits = new ArrayList<>();

    /// Looks for the first time.
    Visits(Supplier<MachineSpeed> clock) {
        this.clock = clock;
        looks.add(clock.get());
    }

    /// Looks anew before the next visit: something else ran meanwhile.
    void resume() {
        looks.set(looks.size() - 1, clock.get());
    }

    /// @param runs  of each operator
    void add(Map<Operator, OperatorClock.Runs> runs) {
        visits.add(runs);
        looks.add(clock.get());
    }

    /// What ran in a visit, and how fast the machine was.
    record Visit(Map<Operator, OperatorClock.Runs> runs, MachineSpeed speed) {}

    /// All of them, in order.
    List<Visit> all() {
        List<MachineSpeed> speeds = MachineSpeed.smoothed(looks);
        List<Visit> all = new ArrayList<>();
        for (int i = 0; i < visits.size(); i++) {
            all.add(new Visit(visits.get(i), MachineSpeed.between(speeds.get(i), speeds.get(i + 1))));
        }
        return all;
    }
}
