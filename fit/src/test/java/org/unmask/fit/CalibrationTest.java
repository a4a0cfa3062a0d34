package org.unmask.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.Work;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.cost.roofline.Roofline;

/// Synthetic times of a machine of 1 TFLOP/s and 100 GB/s and a model of 10 layers.
class CalibrationTest {
    private static final Roofline MACHINE = new Roofline(1e12, 1e11);
    private static final int LAYERS = 10;
    private static final Profile TRUTH = new Profile("truth", 0.6, 0.3, 0.8, 0.4, 0.7, 2e-5, 5e-4, "made up");

    /// A layer has a projection of 100 MB of weights, an attention over `keys` keys and an element-wise operator.
    private static PassLoad load(long tokens, long keys) {
        return new PassLoad(
                LAYERS,
                1,
                List.of(
                        new PassLoad.Call(
                                "qkv_proj",
                                LAYERS,
                                new Work(100_000_000 * tokens, 0, 100_000_000, 10_000 * tokens, 100_000_000, 0)),
                        new PassLoad.Call(
                                "attention",
                                LAYERS,
                                new Work(50_000 * tokens * keys, 0, 40_000 * keys, 10_000 * tokens, 0, 40_000 * keys)),
                        new PassLoad.Call(
                                "swiglu",
                                LAYERS,
                                new Work(0, 100_000 * tokens, 40_000 * tokens, 20_000 * tokens, 0, 0))));
    }

    private static Observation observation(String name, double seconds, PassLoad load) {
        return new Observation(
                "made up",
                "group",
                name,
                seconds,
                1,
                MACHINE,
                MACHINE,
                Optional.empty(),
                List.of(new Observation.Passes(1, load)));
    }

    private static List<Observation> times(Profile profile, long[] tokens, long[] keys) {
        List<Observation> points = new ArrayList<>();
        for (long t : tokens) {
            for (long k : keys) {
                PassLoad load = load(t, k);
                points.add(observation(t + " tokens, " + k + " keys", load.seconds(MACHINE, profile), load));
            }
        }
        return points;
    }

    private static Fit.Estimate estimate(Fit fit, ProfileParameter parameter) {
        return fit.estimates().stream()
                .filter(estimate -> estimate.parameter() == parameter)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTimeOfAPointIsThatOfTheFormula() {
        // One token, 1000 keys. Projection: 0.1 ms / 0.6 of arithmetic, 100.01 MB / 80 GB/s = 1.250125 ms of traffic,
        // of
        // the shorter 0.3 shows. Attention: 50 MFLOP at 0.3 TFLOP/s = 1/6 ms, 40.01 MB at 40 GB/s = 1.00025 ms. SwiGLU:
        // 0.1 MFLOP at 0.6 TFLOP/s = 1/6 µs, 60 kB at 80 GB/s = 0.75 µs. 20 µs each to start.
        double projection = 1.250125e-3 + 0.3 * (0.1e-3 / 0.6) + 2e-5;
        double attention = 1.00025e-3 + 0.3 * (50e6 / 0.3e12) + 2e-5;
        double swiglu = 0.75e-6 + 0.3 * (1e5 / 0.6e12) + 2e-5;

        assertThat(observation("one", 1, load(1, 1000)).predicted(TRUTH))
                .isCloseTo(LAYERS * (projection + attention + swiglu), within(1e-12));
    }

    @Test
    void knownParametersAreRecovered() {
        List<Observation> points =
                times(TRUTH, new long[] {1, 8, 64, 512, 4096}, new long[] {16, 1000, 20_000, 400_000});
        Fit fit = Calibration.fit(points, Map.of(ProfileParameter.DISPATCH_SECONDS_PER_LAYER, 5e-4));

        for (ProfileParameter parameter : ProfileParameter.OF_ONE_PROGRAM) {
            assertThat(estimate(fit, parameter).value())
                    .as(parameter.id())
                    .isCloseTo(parameter.of(TRUTH), within(1e-3 * parameter.of(TRUTH)));
        }
        assertThat(fit.residuals().percentile95()).isLessThan(1e-4);
        assertThat(estimate(fit, ProfileParameter.DISPATCH_SECONDS_PER_LAYER).status())
                .isEqualTo(Fit.Status.GIVEN);
        assertThat(estimate(fit, ProfileParameter.MATMUL_EFFICIENCY).status()).isEqualTo(Fit.Status.FITTED);
    }

    @Test
    void aDispatchFloorIsRecovered() {
        Profile slow = new Profile("slow", 0.5, 1, 1, 1, 1, 0, 4e-3, "made up");
        Fit fit = Calibration.fit(times(slow, new long[] {1, 2, 4, 256, 1024, 4096}, new long[] {16, 64}), Map.of());

        assertThat(estimate(fit, ProfileParameter.DISPATCH_SECONDS_PER_LAYER).value())
                .isCloseTo(4e-3, within(4e-6));
        assertThat(estimate(fit, ProfileParameter.MATMUL_EFFICIENCY).value()).isCloseTo(0.5, within(5e-4));
    }

    @Test
    void whatNoTimeDependsOnIsUndetermined() {
        // Every time is the dispatch floor.
        Profile floor = new Profile("floor", 0.9, 0.9, 0.9, 0.9, 1, 0, 0.05, "made up");
        Fit fit = Calibration.fit(times(floor, new long[] {1, 2, 4}, new long[] {16, 32, 64}), Map.of());

        assertThat(estimate(fit, ProfileParameter.DISPATCH_SECONDS_PER_LAYER).value())
                .isCloseTo(0.05, within(1e-6));
        assertThat(fit.estimates())
                .filteredOn(estimate -> estimate.parameter() != ProfileParameter.DISPATCH_SECONDS_PER_LAYER)
                .allSatisfy(estimate -> {
                    assertThat(estimate.status()).isEqualTo(Fit.Status.UNDETERMINED);
                    assertThat(estimate.value()).isEqualTo(estimate.parameter().neutral());
                    assertThat(estimate.note()).isEqualTo("no time depends on it");
                });
    }

    @Test
    void parametersThatCannotBeToldApartAreSaidSo() {
        // One operator bound by memory: its bandwidth and the time to start it give the same number each.
        PassLoad load = new PassLoad(
                1, 1, List.of(new PassLoad.Call("o_proj", 1, new Work(1, 0, 1_000_000_000, 0, 1_000_000_000, 0))));
        List<Observation> points =
                List.of(observation("a", 0.02, load), observation("b", 0.0201, load), observation("c", 0.0199, load));
        Fit fit = Calibration.fit(points, Map.of());

        assertThat(fit.estimates())
                .filteredOn(estimate -> estimate.status() == Fit.Status.FITTED)
                .hasSizeLessThanOrEqualTo(1);
        assertThat(fit.residuals().median()).isLessThan(0.01);
    }

    @Test
    void fewerPointsThanParametersDetermineNothing() {
        Fit fit = Calibration.fit(times(TRUTH, new long[] {64}, new long[] {1000}), Map.of());

        assertThat(fit.estimates()).noneMatch(estimate -> estimate.status() == Fit.Status.FITTED);
    }

    @Test
    void timesBeyondTheRoofsAreLeftOut() {
        List<Observation> points = new ArrayList<>(times(TRUTH, new long[] {1, 64, 4096}, new long[] {16, 1000}));
        PassLoad load = load(4096, 16);
        // 4.1 TFLOP of a machine that does one a second.
        points.add(observation("too fast", 2, load));
        Fit fit = Calibration.fit(points, Map.of());

        assertThat(fit.points()).hasSize(6);
        assertThat(fit.implausible()).singleElement().satisfies(left -> {
            assertThat(left.point().name()).isEqualTo("too fast");
            assertThat(left.reason()).startsWith("needs 2.0").endsWith("FLOP/s, the device has 1.000e+12");
        });
    }

    @Test
    void nothingToFitIsRefused() {
        assertThatThrownBy(() -> Calibration.fit(List.of(observation("too fast", 1e-9, load(1, 1))), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing to fit: 1 points, 1 of them implausible");
        assertThatThrownBy(() -> Calibration.fit(
                        times(TRUTH, new long[] {1}, new long[] {1}), Map.of(ProfileParameter.MATMUL_EFFICIENCY, 1.5)))
                .hasMessageContaining("matmul efficiency=1.5");
    }

    @Test
    void thePredictorOfTheFitAgreesWithTheObservation() {
        Observation many = new Observation(
                "made up",
                "group",
                "many",
                1,
                1,
                MACHINE,
                MACHINE,
                Optional.empty(),
                List.of(
                        new Observation.Passes(3, load(1, 100)),
                        new Observation.Passes(2, load(1, 200)),
                        new Observation.Passes(1, load(64, 200))));
        Observation attention = new Observation(
                "made up", "group", "attention", 1, 1, MACHINE, MACHINE, Optional.of("attention"), many.passes());

        assertThat(new Predictor(many).seconds(TRUTH)).isCloseTo(many.predicted(TRUTH), within(1e-12));
        assertThat(new Predictor(attention).seconds(TRUTH)).isCloseTo(attention.predicted(TRUTH), within(1e-12));
    }
}
