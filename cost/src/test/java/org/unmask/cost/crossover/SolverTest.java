package org.unmask.cost.crossover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;

/// The answers against plain scans over whole predictions, pass by pass, on small models and devices.
class SolverTest {
    private static final int GENERATED = 16;
    private static final int MOST_BLOCKS = 4;
    private static final Limits LIMITS = new Limits(10, 20);
    /// Sums in closed form and pass by pass differ by rounding; a race as close as that is not judged.
    private static final double CLOSE = 1e-9;

    /// Wide enough that weights outweigh activations, and like enough that neither model always wins.
    @Provide
    Arbitrary<Architecture> architectures() {
        return Combinators.combine(
                        Arbitraries.integers().between(2, 3),
                        Arbitraries.integers().between(5, 8),
                        Arbitraries.of(1, 2, 4),
                        Arbitraries.integers().between(200, 300),
                        Arbitraries.integers().between(16, 90))
                .as((layers, width, keyValueHeads, intermediate, vocabulary) -> Architectures.dense(
                                layers, 16 * width, 4, keyValueHeads, 4 * width, intermediate, vocabulary)
                        .with(new Projections(false, false, true)));
    }

    @Provide
    Arbitrary<String> strategies() {
        return Arbitraries.of(StrategyCases.predictable().stream()
                .filter(text -> !Strategies.isAutoregressive(StrategySpec.parse(text)))
                .toList());
    }

    private record Trial(Contest contest, Prediction first, Prediction second) {
        Verdict verdict() {
            double a = first.timeline().seconds();
            double b = second.timeline().seconds();
            Assume.that(Math.abs(a - b) > CLOSE * a);
            if (first.fits() && second.fits()) {
                return b <= a ? Verdict.DIFFUSION : Verdict.AUTOREGRESSIVE;
            }
            return first.fits()
                    ? Verdict.ONLY_AUTOREGRESSIVE_FITS
                    : second.fits() ? Verdict.ONLY_DIFFUSION_FITS : Verdict.NEITHER_FITS;
        }
    }

    private static Trial trial(Contest contest, String strategy, int batch, int prompt) {
        return new Trial(
                contest,
                predict(contest, contest.autoregressive(), contest.autoregressiveStrategy(), batch, prompt),
                predict(contest, contest.diffusion(), StrategySpec.parse(strategy), batch, prompt));
    }

    private static Prediction predict(Contest contest, Model model, StrategySpec strategy, int batch, int prompt) {
        Request request = new Request(batch, prompt, GENERATED, contest.logits()).chunked(contest.prefillChunk());
        return Prediction.of(Scenario.of(model, contest.device(), strategy, request, DType.BFLOAT16)
                .under(contest.profile()));
    }

    private static Contest contest(
            Architecture a, Architecture b, String strategy, double ridge, long spare, LogitRows logits, double floor) {
        long memory = 2 * Math.max(a.parameters(), b.parameters()) + spare;
        Device device = new Device("d", "D", Map.of(DType.BFLOAT16, ridge * 1e10), 1e10, memory, "made up");
        Profile profile = new Profile("test", 0.7, 0.4, 0.9, 0.8, 0.5, 0, floor, "made up");
        return new Contest(
                model("first", Paradigm.AUTOREGRESSIVE, a),
                StrategySpec.parse("ar"),
                model("second", Paradigm.DIFFUSION, b),
                StrategySpec.parse(strategy),
                device,
                GENERATED,
                logits,
                DTypes.BF16,
                profile);
    }

    private static Model model(String id, Paradigm paradigm, Architecture architecture) {
        return new Model(
                id, id, MadeUpFamilies.of(paradigm), architecture, OptionalInt.empty(), List.of(), false, "made up");
    }

    private static Map<Integer, Verdict> flat(List<Range> ranges) {
        Map<Integer, Verdict> flat = new TreeMap<>();
        for (Range range : ranges) {
            for (int value = range.first(); value <= range.last(); value++) {
                flat.put(value, range.verdict());
            }
        }
        return flat;
    }

    private static Map<Integer, Verdict> scan(int last, IntFunction<Verdict> verdict) {
        Map<Integer, Verdict> scan = new TreeMap<>();
        for (int value = 1; value <= last; value++) {
            scan.put(value, verdict.apply(value));
        }
        return scan;
    }

    private static int lastOf(Map<Integer, Verdict> scan, Verdict... verdicts) {
        return scan.entrySet().stream()
                .filter(entry -> List.of(verdicts).contains(entry.getValue()))
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(0);
    }

    private static void assertProof(Optional<Sample> sample, int value, Trial trial) {
        assertThat(sample).hasValueSatisfying(proof -> {
            assertThat(proof.value()).isEqualTo(value);
            double a = trial.first().timeline().seconds();
            double b = trial.second().timeline().seconds();
            assertThat(proof.autoregressiveSeconds()).isCloseTo(a, within(CLOSE * a));
            assertThat(proof.diffusionSeconds()).isCloseTo(b, within(CLOSE * b));
        });
    }

    /// The trials must be worth it: in more than one of a hundred there is a crossover to be found.
    private static void count(String question, Answer answer) {
        Statistics.label(question)
                .collect(answer.id())
                .coverage(coverage -> coverage.check(Answer.AT.id()).percentage(share -> share > 1));
    }

    /// None, and from one token to more than there are.
    @Provide
    Arbitrary<Integer> chunks() {
        return Arbitraries.oneOf(Arbitraries.of(0, 1000), Arbitraries.integers().between(1, 150));
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void batchesAndContextsAreThoseOfAPlainScan(
            @ForAll("architectures") Architecture a,
            @ForAll("architectures") Architecture b,
            @ForAll("strategies") String strategy,
            @ForAll @DoubleRange(min = 10, max = 60) double ridge,
            @ForAll @IntRange(min = 50_000, max = 2_000_000) int spare,
            @ForAll @IntRange(min = 1, max = 6) int batch,
            @ForAll @IntRange(min = 1, max = 20) int prompt,
            @ForAll LogitRows logits,
            @ForAll("chunks") int chunk) {
        Contest contest = contest(a, b, strategy, ridge, spare, logits, 0).chunked(chunk);
        Solver solver = new Solver(contest, LIMITS);
        Map<Integer, Verdict> batches =
                scan(LIMITS.batch(), at -> trial(contest, strategy, at, prompt).verdict());
        batches.values().removeIf(verdict -> verdict == Verdict.NEITHER_FITS);
        Map<Integer, Verdict> contexts = scan(
                LIMITS.contextTokens(),
                at -> trial(contest, strategy, batch, at).verdict());

        BatchCrossover byBatch = solver.batches(prompt);
        count("batch", byBatch.answer());
        assertThat(flat(byBatch.ranges())).isEqualTo(batches);
        assertThat(byBatch.autoregressive().largestBatch())
                .isEqualTo(
                        lastOf(batches, Verdict.DIFFUSION, Verdict.AUTOREGRESSIVE, Verdict.ONLY_AUTOREGRESSIVE_FITS));
        assertThat(byBatch.diffusion().largestBatch())
                .isEqualTo(lastOf(batches, Verdict.DIFFUSION, Verdict.AUTOREGRESSIVE, Verdict.ONLY_DIFFUSION_FITS));
        Optional<Integer> overtaking = batches.entrySet().stream()
                .filter(entry -> entry.getValue() == Verdict.AUTOREGRESSIVE)
                .map(Map.Entry::getKey)
                .findFirst();
        overtaking.ifPresent(at -> assertProof(byBatch.at(), at, trial(contest, strategy, at, prompt)));
        overtaking
                .filter(at -> at > 1)
                .ifPresent(at -> assertProof(byBatch.otherSide(), at - 1, trial(contest, strategy, at - 1, prompt)));
        assertThat(byBatch.answer() == Answer.AT || byBatch.answer() == Answer.ALWAYS)
                .isEqualTo(overtaking.isPresent());
        assertThat(byBatch.overtaking().map(BatchCrossover.Overtaking::first)).isEqualTo(overtaking);
        assertThat(byBatch.overtaking().stream().flatMapToInt(found -> found.forGood().stream()))
                .containsExactlyElementsOf(forGood(batches).boxed().toList());

        ContextCrossover byContext = solver.contexts(batch);
        count("context", byContext.answer());
        assertThat(flat(byContext.ranges())).isEqualTo(contexts);
        int longest = lastOf(contexts, Verdict.DIFFUSION, Verdict.ONLY_DIFFUSION_FITS);
        assertThat(byContext.answer() == Answer.AT || byContext.answer() == Answer.ALWAYS)
                .isEqualTo(longest > 0);
        if (longest > 0) {
            assertProof(byContext.at(), longest, trial(contest, strategy, batch, longest));
        }
        assertThat(byContext.otherSide().isPresent()).isEqualTo(longest > 0 && longest < LIMITS.contextTokens());
    }

    /// The smallest batch that the autoregressive model wins by speed, with no batch from there on for the other.
    private static IntStream forGood(Map<Integer, Verdict> batches) {
        return batches.keySet().stream()
                .mapToInt(Integer::intValue)
                .filter(from -> batches.get(from) == Verdict.AUTOREGRESSIVE)
                .filter(from -> batches.entrySet().stream()
                        .filter(entry -> entry.getKey() >= from)
                        .noneMatch(entry -> entry.getValue() == Verdict.DIFFUSION
                                || entry.getValue() == Verdict.ONLY_DIFFUSION_FITS))
                .limit(1);
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void stepsAreThoseOfAPlainScan(
            @ForAll("architectures") Architecture a,
            @ForAll("architectures") Architecture b,
            @ForAll("strategies") String strategy,
            @ForAll @DoubleRange(min = 5, max = 100) double ridge,
            @ForAll @IntRange(min = 1, max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 40) int prompt,
            @ForAll @DoubleRange(min = 0, max = 20) double floorMicroseconds) {
        Contest contest = contest(a, b, strategy, ridge, 1L << 30, LogitRows.ACTIVE, floorMicroseconds * 1e-6);
        StepCrossover found = new Solver(contest, LIMITS).steps(batch, prompt);
        count("steps", found.answer());
        StrategySpec spec = contest.diffusionStrategy();
        boolean fixed = !spec.keys().containsKey("tokens-per-pass")
                && Strategies.family(spec.id()).takes(StrategyKeys.STEPS);
        assertThat(found.answer() != Answer.NOT_APPLICABLE).isEqualTo(fixed);
        if (!fixed) {
            assertThat(found.reason()).isNotEmpty();
            assertThat(found.at()).isEmpty();
            return;
        }
        Map<Integer, Verdict> scan = new TreeMap<>();
        for (int steps = 1; steps <= GENERATED; steps++) {
            String text = spec.with("steps", "" + steps).toString();
            try {
                scan.put(steps, trial(contest, text, batch, prompt).verdict());
            } catch (IllegalArgumentException _) {
                // not accepted
            }
        }
        assertThat(flat(found.ranges()).entrySet()).containsAll(scan.entrySet());
        int largest = lastOf(scan, Verdict.DIFFUSION);
        int last = lastOf(scan, Verdict.DIFFUSION, Verdict.AUTOREGRESSIVE);
        assertThat(found.answer()).isEqualTo(largest == 0 ? Answer.NEVER : largest == last ? Answer.ALWAYS : Answer.AT);
        if (largest > 0) {
            String text = spec.with("steps", "" + largest).toString();
            assertProof(found.at(), largest, trial(contest, text, batch, prompt));
        }
        if (found.answer() == Answer.AT) {
            double next = found.otherSide().orElseThrow().value();
            assertThat(found.steps().orElseThrow()).isBetween((double) largest, next);
        }
    }

    /// Committed tokens are `⌊n·x⌋`, so time changes only where `x` is a fraction of a block over a number of passes.
    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void tokensPerPassAreTheSmallestOfAllFractions(
            @ForAll("architectures") Architecture a,
            @ForAll("architectures") Architecture b,
            @ForAll("strategies") String strategy,
            @ForAll @DoubleRange(min = 5, max = 100) double ridge,
            @ForAll @IntRange(min = 1, max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 40) int prompt,
            @ForAll LogitRows logits) {
        Contest contest = contest(a, b, strategy, ridge, 1L << 30, logits, 0);
        TokenCrossover found = new Solver(contest, LIMITS).tokensPerPass(batch, prompt);
        count("tokens per pass", found.answer());
        // These have nothing but fixed schedules, or drafts.
        if (strategy.startsWith("llama-cpp")
                || strategy.contains("variant=greedy")
                || strategy.startsWith("self-speculation")) {
            assertThat(found.answer()).isEqualTo(Answer.NOT_APPLICABLE);
            return;
        }
        StrategySpec base = StrategySpec.parse(found.strategy());
        DoubleFunction<Trial> at =
                x -> trial(contest, base.with("tokens-per-pass", "" + x).toString(), batch, prompt);
        // Just above each fraction, so that rounding never puts it below.
        Optional<Double> smallest = fractions().stream()
                .map(x -> x + 1e-12)
                .filter(x -> at.apply(x).verdict() == Verdict.DIFFUSION)
                .findFirst();

        boolean pipelined = strategy.startsWith("d2f") || strategy.startsWith("d3llm");
        if (!pipelined || found.answer() != Answer.NEVER) {
            assertThat(found.answer())
                    .isEqualTo(smallest.isEmpty() ? Answer.NEVER : smallest.get() < 1.0001 ? Answer.ALWAYS : Answer.AT);
        }
        if (found.answer() == Answer.AT) {
            double x = found.tokensPerPass().orElseThrow();
            // D2F adds blocks sooner if more tokens are committed, and may take longer: then there may be smaller ones.
            if (pipelined) {
                assertThat(x).isGreaterThan(smallest.orElseThrow() - 2 * TokenCrossover.PRECISION);
            } else {
                assertThat(x).isCloseTo(smallest.orElseThrow(), within(2 * TokenCrossover.PRECISION));
            }
            assertThat(at.apply(x).verdict()).isEqualTo(Verdict.DIFFUSION);
            double below = found.otherSide().orElseThrow().value();
            assertThat(x - below).isBetween(0.0, TokenCrossover.PRECISION);
            assertThat(at.apply(below).verdict()).isEqualTo(Verdict.AUTOREGRESSIVE);
        }
    }

    /// Where several blocks share a count of passes, the last pass over each loses the tokens it has no masks for, less than
    /// one pass commits: `n·x` may exceed the generated tokens by as many passes as there are blocks.
    private static List<Double> fractions() {
        List<Double> fractions = new ArrayList<>();
        for (int passes = 1; passes <= GENERATED; passes++) {
            for (int tokens = passes; tokens <= GENERATED * passes; tokens++) {
                double fraction = (double) tokens / passes;
                if (tokens <= GENERATED + MOST_BLOCKS * fraction) {
                    fractions.add(fraction);
                }
            }
        }
        return fractions.stream().distinct().sorted().toList();
    }
}
