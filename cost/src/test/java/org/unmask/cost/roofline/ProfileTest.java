package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.Work;

/// Times by hand: a machine of 100 FLOP/s and 10 B/s.
class ProfileTest {
    private static final Roofline MACHINE = new Roofline(100, 10);
    /// 200 FLOP and 30 byte: 2 s of arithmetic, 3 s of traffic at the roofs.
    private static final Work WORK = new Work(150, 50, 20, 10, 0, 0);

    private static Profile profile(double matmul, double attention, double memory, double overlap, double call) {
        return new Profile("test", matmul, attention, memory, 0.5, overlap, call, 0, "by hand");
    }

    @Test
    void theRooflineTakesTheLonger() {
        assertThat(Profile.ROOFLINE.seconds(MACHINE, "qkv_proj", WORK)).isEqualTo(3);
    }

    @Test
    void efficienciesRaiseTheTimeOfTheirOwnRoof() {
        // 2 s / 0.5 = 4 s of arithmetic for matrices, 2 s / 0.25 = 8 s for attention, 3 s / 0.6 = 5 s of traffic.
        Profile half = profile(0.5, 0.25, 0.6, 1, 0);

        assertThat(half.seconds(MACHINE, "qkv_proj", WORK)).isCloseTo(5, within(1e-12));
        assertThat(half.seconds(MACHINE, "attention", WORK)).isCloseTo(8, within(1e-12));
    }

    @Test
    void attentionHasABandwidthOfItsOwn() {
        // 3 s / 0.5 = 6 s of traffic for attention, 3 s / 0.6 = 5 s for the others.
        Profile slow = profile(1, 1, 0.6, 1, 0);

        assertThat(slow.seconds(MACHINE, "attention", WORK)).isCloseTo(6, within(1e-12));
        assertThat(slow.seconds(MACHINE, "o_proj", WORK)).isCloseTo(5, within(1e-12));
    }

    @Test
    void withoutOverlapArithmeticAndTrafficAddUp() {
        assertThat(profile(1, 1, 1, 0, 0).seconds(MACHINE, "o_proj", WORK)).isEqualTo(5);
        assertThat(profile(1, 1, 1, 0.75, 0).seconds(MACHINE, "o_proj", WORK)).isEqualTo(3.5);
    }

    @Test
    void expertsReachAPartOfWhatOthersReach() {
        // 3 s / (0.75 · 0.5) = 8 s of traffic for experts, 3 s / 0.75 = 4 s for the others.
        Profile profile = ProfileParameter.profile(
                "test",
                Map.of(
                        ProfileParameter.MEMORY_EFFICIENCY, 0.75,
                        ProfileParameter.EXPERT_MEMORY_EFFICIENCY, 0.5),
                "by hand");

        assertThat(profile.seconds(MACHINE, "experts", WORK)).isCloseTo(8, within(1e-12));
        assertThat(profile.seconds(MACHINE, "o_proj", WORK)).isCloseTo(4, within(1e-12));
    }

    @Test
    void aGenerationOfHardwareHasItsOwnShares() {
        Profile own = profile(1, 1, 0.5, 1, 0);
        Profile profile = ProfileParameter.profile(
                "test",
                Map.of(ProfileParameter.MEMORY_EFFICIENCY, 0.75),
                Map.of("new", own),
                ProfileErrors.NONE,
                "by hand");

        assertThat(profile.seconds(new Roofline(100, 10, Optional.of("new")), "o_proj", WORK))
                .isCloseTo(6, within(1e-12));
        assertThat(profile.seconds(new Roofline(100, 10, Optional.of("old")), "o_proj", WORK))
                .isCloseTo(4, within(1e-12));
        assertThat(profile.seconds(MACHINE, "o_proj", WORK)).isCloseTo(4, within(1e-12));
    }

    @Test
    void everyCallCostsItsStart() {
        assertThat(profile(1, 1, 1, 1, 0.125).seconds(MACHINE, "rope", WORK)).isEqualTo(3.125);
    }

    @Test
    void sharesAndTimesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> profile(1.01, 1, 1, 1, 0)).hasMessageContaining("matmul efficiency=1.01");
        assertThatThrownBy(() -> profile(1, 1, 0, 1, 0)).hasMessageContaining("memory efficiency=0.0");
        assertThatThrownBy(() -> profile(1, 1, 1, -0.1, 0)).hasMessageContaining("overlap=-0.1");
        assertThatThrownBy(() -> profile(1, 1, 1, 1, Double.NaN)).hasMessageContaining("operator seconds=NaN");
    }
}
