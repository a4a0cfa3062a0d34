package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Operator;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.cost.timing.Timing;

class OperatorSamplesTest {
    private static final Operator SHORT = new Operator.Residual("residual", 1, 8);
    private static final Operator LONG = new Operator.GateUpProjection(1, 64, 96);
    private static final MachineSpeed STEADY = new MachineSpeed(1e10, 1e11);

    /// Ten runs of each in a visit: 10 · 1 + 10 · 4 = 50 ms by the medians. Visits lose 5 ms to an interruption, now of one
    /// operator, now of the other, so that neither median knows of it: a tenth.
    @Test
    void interruptionsThatNoMedianSeesAreAShareOfAll() {
        List<Visits.Visit> visits = List.of(visit(5, 0), visit(0, 5), visit(0, 5), visit(5, 0), visit(0, 5));

        Map<Operator, Timing> timings = new OperatorSamples(visits, DTypes.BF16).timings();

        Timing brief = Objects.requireNonNull(timings.get(SHORT));
        assertThat(brief.seconds()).isCloseTo(1e-3, within(1e-12));
        assertThat(brief.interruptions()).isCloseTo(0.1, within(1e-9));
        assertThat(brief.expected()).isCloseTo(1.1e-3, within(1e-12));
        assertThat(timings.get(LONG)).isNotNull().satisfies(timing -> {
            assertThat(timing.seconds()).isCloseTo(4e-3, within(1e-12));
            assertThat(timing.expected()).isCloseTo(4.4e-3, within(1e-12));
        });
    }

    /// A machine at half its speed takes twice as long, which is no interruption.
    @Test
    void aSlowerMachineIsNotAnInterruption() {
        MachineSpeed half = new MachineSpeed(5e9, 5e10);
        Visits.Visit slow = new Visits.Visit(
                Map.of(
                        SHORT, new OperatorClock.Runs(10, 2e-3, 20e-3),
                        LONG, new OperatorClock.Runs(10, 8e-3, 80e-3)),
                half);
        List<Visits.Visit> visits = List.of(visit(0, 0), slow, visit(0, 0), slow, slow, visit(0, 0), visit(0, 0));

        Map<Operator, Timing> timings = new OperatorSamples(visits, DTypes.BF16).timings();

        assertThat(timings.values())
                .hasSize(2)
                .allSatisfy(timing -> assertThat(timing.interruptions()).isCloseTo(0, within(0.01)));
    }

    /// @param lostByShort  milliseconds that interruptions added to the runs of the short operator
    /// @param lostByLong  milliseconds that they added to those of the long one
    private static Visits.Visit visit(double lostByShort, double lostByLong) {
        return new Visits.Visit(
                Map.of(
                        SHORT, new OperatorClock.Runs(10, 1e-3, (10 + lostByShort) * 1e-3),
                        LONG, new OperatorClock.Runs(10, 4e-3, (40 + lostByLong) * 1e-3)),
                STEADY);
    }
}
