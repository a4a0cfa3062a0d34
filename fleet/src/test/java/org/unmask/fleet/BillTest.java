package org.unmask.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Upkeep;

class BillTest {
    private static final Objective NONE =
            new Objective(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    /// Two replicas; an answer of 3 tokens from 0 to 3 s on the first, and one of 5 tokens from 1 to 6 s on the second. From
    /// the first arrival to the last answer these are 12 replica seconds: 8 of them busy, 4 idle.
    private static Bill bill(Upkeep upkeep, OptionalDouble idleWatts, Deployment deployment) {
        Fleet fleet = new Fleet(
                2, Routing.ROUND_ROBIN, Batching.CONTINUOUS, Priority.ARRIVAL, new Limits(1, 1 << 20, true, 0.9));
        Outcome outcome = Simulation.run(
                new SecondsByTokens(),
                fleet,
                new Traffic.Trace(List.of(new Arrival(0, 1, 3, 0), new Arrival(1, 1, 5, 0))),
                NONE,
                0,
                Simulation.Watcher.NONE);
        Scenario scenario = Small.scenario(StrategySpec.parse("ar"), new Request(1, 8, 8, LogitRows.ACTIVE))
                .on(deployment)
                .with(upkeep);
        return Bill.of(outcome, scenario, Power.of(upkeep, idleWatts));
    }

    private static Upkeep upkeep(Optional<Figure> idle) {
        return new Upkeep(Optional.of(new Figure(100, "by hand")), idle, Optional.of(new Figure(36, "by hand")));
    }

    @Test
    void energyIsThatOfDevicesThatComputeAndOfThoseThatWait() {
        Bill bill = bill(upkeep(Optional.of(new Figure(10, "by hand"))), OptionalDouble.empty(), Deployment.SINGLE);

        assertThat(bill.joules()).hasValue(8 * 100 + 4 * 10);
        assertThat(bill.joulesPerToken()).hasValue(840 / 8.0);
        assertThat(bill.dollarsPerHour()).hasValue(2 * 36);
        // Six seconds of two devices at a cent a second each, for eight tokens.
        assertThat(bill.dollarsPerMillionTokens().getAsDouble()).isCloseTo(15_000, within(1e-6));
    }

    @Test
    void allDevicesOfAReplicaWaitTogether() {
        Bill bill = bill(
                upkeep(Optional.of(new Figure(10, "by hand"))),
                OptionalDouble.of(25),
                new Deployment(2, 1, Deployment.Link.NONE));

        assertThat(bill.joules()).hasValue(2 * (8 * 100 + 4 * 25));
    }

    @Test
    void withoutAPowerThatIsKnownADeviceThatWaitsCountsAsOneThatComputes() {
        Bill bill = bill(upkeep(Optional.empty()), OptionalDouble.empty(), Deployment.SINGLE);

        assertThat(bill.joules()).hasValue(12 * 100);
        assertThat(Power.of(upkeep(Optional.empty()), OptionalDouble.empty()))
                .hasValueSatisfying(power -> assertThat(power.words()).contains("is assumed while it waits"));
        assertThat(bill(Upkeep.UNKNOWN, OptionalDouble.of(10), Deployment.SINGLE)
                        .joules())
                .isEmpty();
    }

    @Test
    void aDeviceThatWaitsTakesNoMoreThanOneThatComputes() {
        assertThatThrownBy(() -> Power.of(upkeep(Optional.empty()), OptionalDouble.of(101)))
                .hasMessage("idle watts 101.0 are more than the 100.0 of a device that computes");
    }
}
