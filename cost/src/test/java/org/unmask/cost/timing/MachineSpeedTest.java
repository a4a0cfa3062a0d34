package org.unmask.cost.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MachineSpeedTest {
    private static List<MachineSpeed> reading(double... rates) {
        return DoubleStream.of(rates)
                .mapToObj(rate -> new MachineSpeed(rate, 10))
                .toList();
    }

    @Test
    void aReadingThatWasInterruptedGivesWayToItsNeighbours() {
        assertThat(MachineSpeed.smoothed(reading(30, 31, 2, 33, 30, 32))).isEqualTo(reading(30, 30.5, 30, 31, 31, 32));
    }

    @Test
    void aMachineThatBecomesSlowerIsSeen() {
        assertThat(MachineSpeed.smoothed(reading(30, 30, 30, 15, 15, 15))).isEqualTo(reading(30, 30, 30, 15, 15, 15));
    }

    @Test
    void aReadingAloneStands() {
        assertThat(MachineSpeed.smoothed(List.of())).isEmpty();
        assertThat(MachineSpeed.smoothed(reading(7))).isEqualTo(reading(7));
    }

    @Test
    void twoRoofsAreSmoothedApart() {
        List<MachineSpeed> readings =
                List.of(new MachineSpeed(30, 100), new MachineSpeed(1, 101), new MachineSpeed(31, 2));

        assertThat(MachineSpeed.smoothed(readings).get(1)).isEqualTo(new MachineSpeed(30, 100));
    }

    @Test
    void timeAtAnotherSpeedFollowsTheRoofThatTheWorkNeeds() {
        MachineSpeed slow = new MachineSpeed(10, 50);
        MachineSpeed usual = new MachineSpeed(20, 50);

        assertThat(slow.relativeTo(usual, 0, 100)).isEqualTo(0.5);
        assertThat(slow.relativeTo(usual, 100, 0)).isEqualTo(1);
    }
}
