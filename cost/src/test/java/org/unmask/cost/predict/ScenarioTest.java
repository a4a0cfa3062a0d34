package org.unmask.cost.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.timing.MachineTimings;
import org.unmask.cost.timing.MadeUpMachine;

class ScenarioTest {
    private static final Architecture SMALL = Architectures.dense(3, 64, 4, 2, 16, 96, 160);
    private static final Profile TIMED = Profile.timed(
            "this-machine", new MachineTimings(List.of(MadeUpMachine.timings(SMALL, DTypes.BF16, Set.of()))), "test");

    private static Scenario on(String name) {
        Device device = new Device("d", name, Map.of(DType.BFLOAT16, 1e12), 1e10, 1_000_000_000, "test");
        Model model = new Model(
                "m",
                "M",
                MadeUpFamilies.of(Paradigm.AUTOREGRESSIVE),
                SMALL,
                OptionalInt.empty(),
                List.of(),
                false,
                "test");
        return Scenario.of(
                model, device, StrategySpec.parse("ar"), new Request(1, 8, 8, LogitRows.ACTIVE), DType.BFLOAT16);
    }

    @Test
    void timesOfOneMachineDoNotPriceAnother() {
        assertThatThrownBy(() -> on("H100").under(TIMED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "profile this-machine holds times of operators on made up, which say nothing about d, H100");
        assertThat(on("made up").under(TIMED).profile()).isEqualTo(TIMED);
    }

    @Test
    void aTimedProfileSaysWhoseTimesItHas() {
        assertThat(TIMED.words(DTypes.BF16)).isEqualTo("this-machine (test, 2 threads)");
        assertThat(Profile.ROOFLINE.words(DTypes.BF16)).isEqualTo("roofline");
    }

    @Test
    void tablesAreTakenByProcessorBackendAndThreads() {
        MachineTimings timings = TIMED.timings().orElseThrow();

        assertThat(timings.on("made up", "test", 2)).contains(timings);
        assertThat(timings.on("made up", "test", 3)).isEmpty();
        assertThat(timings.on("made up", "other", 2)).isEmpty();
        assertThat(timings.on("other", "test", 2)).isEmpty();
    }
}
