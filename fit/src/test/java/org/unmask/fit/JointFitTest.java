package org.unmask.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.Work;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.cost.roofline.ProfileErrors;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.cost.roofline.Roofline;

/// One model of software, against times that were made from known numbers by hand.
class JointFitTest {
    private static final double PEAK = 1e14;
    private static final double BANDWIDTH = 1e12;
    private static final int LAYERS = 10;

    /// What programs and hardware take in truth.
    private static final Map<String, Double> SHARE_OF_BANDWIDTH = Map.of("old", 0.65, "new", 0.9);
    private static final Map<String, Double> SHARE_OF_PEAK = Map.of("old", 0.4, "new", 0.75);
    private static final Map<String, Double> OPERATOR = Map.of("lean", 1e-4, "slow", 5e-6);
    private static final Map<String, Double> LAYER = Map.of("lean", 2e-5, "slow", 8e-4);

    private static <K> double of(Map<K, Double> numbers, K key) {
        return Objects.requireNonNull(numbers.get(key));
    }

    /// A pass of `LAYERS` equal products.
    private static Report report(String source, String software, String generation, long flops, long bytes) {
        double product = Math.max(
                        flops / (PEAK * of(SHARE_OF_PEAK, generation)),
                        bytes / (BANDWIDTH * of(SHARE_OF_BANDWIDTH, generation)))
                + of(OPERATOR, software);
        return report(source, software, generation, flops, bytes, LAYERS * Math.max(product, of(LAYER, software)));
    }

    private static Report report(
            String source, String software, String generation, long flops, long bytes, double seconds) {
        PassLoad load = new PassLoad(
                LAYERS, 1, List.of(new PassLoad.Call("o_proj", LAYERS, new Work(flops, 0, bytes, 0, bytes, 0))));
        Roofline roofline = new Roofline(PEAK, BANDWIDTH, Optional.of(generation));
        Observation observation = new Observation(
                "made up",
                source,
                flops + " FLOP, " + bytes + " B",
                seconds,
                1,
                roofline,
                roofline,
                Optional.empty(),
                List.of(new Observation.Passes(1, load)));
        return new Report(
                1, source, "https://a", software, software, generation, "ar", List.of(), observation, List.of());
    }

    /// Every program on all hardware but one: the slow one was never timed on the new.
    private static List<Report> reports() {
        List<Report> reports = new ArrayList<>();
        for (String source : List.of("a", "b", "c")) {
            for (int size = 0; size < 5; size++) {
                long bytes = 20_000_000L << (2 * size);
                long flops = 2_000_000_000L << (2 * size);
                for (String[] timed : new String[][] {{"lean", "old"}, {"lean", "new"}, {"slow", "old"}}) {
                    reports.add(report(source, timed[0], timed[1], 1000, bytes));
                    reports.add(report(source, timed[0], timed[1], flops, 1000));
                }
            }
            reports.add(report(source, "lean", "old", 1000, 1000));
            reports.add(report(source, "slow", "old", 1000, 1000));
        }
        return reports;
    }

    private static void assertRecovered(
            JointFit fit, String software, String generation, ProfileParameter parameter, double truth) {
        double value = fit.values(software, Optional.of(generation)).getOrDefault(parameter, Double.NaN);
        double error = fit.errors(software, Optional.of(generation)).relative().getOrDefault(parameter, Double.NaN);

        assertThat(Math.abs(Math.log(value / truth)))
                .as("%s of %s on %s: %s, in truth %s, error %s", parameter, software, generation, value, truth, error)
                .isLessThan(2 * error);
    }

    @Test
    void knownNumbersAreRecoveredWithinTheirErrors() {
        JointFit fit = JointFit.of(reports());

        SHARE_OF_BANDWIDTH.forEach((generation, share) ->
                assertRecovered(fit, "lean", generation, ProfileParameter.MEMORY_EFFICIENCY, share));
        SHARE_OF_PEAK.forEach((generation, share) ->
                assertRecovered(fit, "lean", generation, ProfileParameter.MATMUL_EFFICIENCY, share));
        assertRecovered(fit, "slow", "old", ProfileParameter.DISPATCH_SECONDS_PER_LAYER, of(LAYER, "slow"));
        assertThat(fit.reports())
                .allSatisfy(report -> assertThat(report.error(fit.profile(report.software(), report.generation())))
                        .isBetween(-0.1, 0.1));
        assertThat(fit.scatter()).isLessThan(0.05);
    }

    /// The time of a program on hardware it was not timed on is that of its own terms and those of the hardware.
    @Test
    void aProgramTravelsToHardwareThatOthersWereTimedOn() {
        JointFit fit = JointFit.of(reports());
        Report unseen = report("d", "slow", "new", 1000, 5_000_000_000L);

        assertThat(unseen.error(fit.profile("slow", Optional.of("new")))).isBetween(-0.1, 0.1);
    }

    @Test
    void hardwareAndProgramsThatNobodyTimedHaveWhatIsUsualAndWiderErrors() {
        JointFit fit = JointFit.of(reports());
        double unseen = of(fit.values("lean", Optional.of("other")), ProfileParameter.MEMORY_EFFICIENCY);
        ProfileErrors wide = fit.errors("other", Optional.of("other"));
        ProfileErrors narrow = fit.errors("lean", Optional.of("old"));

        assertThat(unseen).isBetween(0.65, 0.9);
        assertThat(of(wide.relative(), ProfileParameter.MEMORY_EFFICIENCY))
                .isGreaterThan(2 * of(narrow.relative(), ProfileParameter.MEMORY_EFFICIENCY));
        assertThat(of(wide.relative(), ProfileParameter.DISPATCH_SECONDS_PER_LAYER))
                .isGreaterThan(1);
    }

    /// Of two sources alike but for their number of times, one is slower by a tenth: the fit is half way between.
    @Test
    void aSourceOfManyTimesWeighsAsMuchAsOneOfSome() {
        List<Report> some = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            some.add(report("many", "lean", "old", 1000, 1_000_000_000, 0.0125));
        }
        for (int i = 0; i < 6; i++) {
            some.add(report("few", "lean", "old", 1000, 1_000_000_000, 0.01375));
        }
        double seconds = some.getFirst().likely().predicted(JointFit.of(some).profile("lean", Optional.of("old")));

        assertThat(seconds).isBetween(0.0129, 0.0133);
    }

    @Test
    void whatIsLeftOutDoesNotCount() {
        List<Report> reports = reports();
        Report odd = report("odd", "lean", "old", 1000, 1_000_000_000, 1);
        List<Report> all = new ArrayList<>(reports);
        all.add(odd);
        JointFit without = JointFit.of(all)
                .without(report -> report.source().equals("odd"))
                .orElseThrow();

        assertThat(without.reports()).containsExactlyElementsOf(reports);
        assertThat(JointFit.of(reports).without(_ -> true)).isEmpty();
    }

    /// What is left out decides nothing, not even where the descent begins: the fit is that to the others alone, to the last bit.
    @Test
    void aFitWithoutSomeIsThatToTheOthersAlone() {
        List<Report> others = reports();
        List<Report> all = new ArrayList<>(others);
        for (int i = 0; i < 20; i++) {
            all.add(report("odd", "slow", "new", 1000, 1_000_000_000, 0.5 + i));
        }
        JointFit without = JointFit.of(all)
                .without(report -> report.source().equals("odd"))
                .orElseThrow();
        JointFit alone = JointFit.of(others);

        for (String software : alone.software()) {
            for (String generation : alone.generations()) {
                assertThat(without.values(software, Optional.of(generation)))
                        .isEqualTo(alone.values(software, Optional.of(generation)));
                assertThat(without.errors(software, Optional.of(generation)))
                        .isEqualTo(alone.errors(software, Optional.of(generation)));
            }
        }
    }

    @Test
    void thereIsNoFitToNothing() {
        assertThatThrownBy(() -> JointFit.of(List.of())).hasMessageContaining("nothing to fit");
    }
}
