package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Device;

/// Check values that do not come from this code: published figures and calculations by hand.
class PricerTest {
    private static final Architecture LLAMA = Architectures.LLAMA3_8B;
    private static final Architecture LLADA = Architectures.LLADA_8B;
    private static final Device H200 =
            new Device("h200-sxm", "H200", Map.of(DType.BFLOAT16, 989.5e12), 4.8e12, 141_000_000_000L, "test");
    private static final Device A100 =
            new Device("a100", "A100", Map.of(DType.BFLOAT16, 312e12), 2.039e12, 80_000_000_000L, "test");

    private static Timeline timeline(Architecture model, Device device, String strategy, Request request) {
        StrategySpec spec = StrategySpec.parse(strategy);
        return new Pricer(model, DTypes.BF16, Set.of(), Roofline.of(device, DType.BFLOAT16))
                .price(
                        Origin.ASSUMED,
                        Strategies.create(spec, request.generatedTokens()),
                        request,
                        Strategies.assumption(spec, request));
    }

    @Test
    void parametersMatchThePublishedCounts() {
        assertThat(LLAMA.parameters()).isEqualTo(8_030_261_248L);
        assertThat(LLADA.parameters()).isEqualTo(8_015_581_184L);
    }

    @Test
    void decodingOneSequenceDoesAboutOneFlopPerByte() {
        Timeline ar = timeline(LLAMA, H200, "ar", new Request(1, 2048, 2, LogitRows.ACTIVE));
        PassTime decode = ar.passes().getLast();
        assertThat(decode.work().arithmeticIntensity()).isCloseTo(1.05, within(0.005));
        assertThat(decode.seconds() * 1e3).as("ms").isCloseTo(3.19, Percentage.withPercentage(2));
    }

    @Test
    void fullPassesOfLladaMatchTheReferenceTimes() {
        Map<Integer, Double> milliseconds = Map.of(512, 8.6, 2048, 36.0, 8192, 171.0);
        milliseconds.forEach((length, expected) -> {
            Request request = new Request(1, length - 128, 128, LogitRows.ALL);
            Timeline pass = timeline(LLADA, H200, "diffusion:steps=1", request);
            assertThat(pass.seconds() * 1e3).as("L=%d", length).isCloseTo(expected, Percentage.withPercentage(2));
        });
    }

    @Test
    void fullPassIntensityIsNearThePublishedOne() {
        Timeline full = timeline(LLADA, H200, "diffusion:steps=256", new Request(1, 128, 512, LogitRows.ALL));
        assertThat(full.work().arithmeticIntensity()).isCloseTo(432, within(1.0));
        assertThat(full.work().arithmeticIntensity())
                .as("published: 438.9")
                .isCloseTo(438.9, Percentage.withPercentage(2));
    }

    @Test
    void aCachedBlockCrossesTheRidgeAtBatchSix() {
        assertThat(A100.ridge(DType.BFLOAT16)).isCloseTo(153, within(0.1));
        assertThat(blockIntensity(1)).isCloseTo(31, within(0.5));
        assertThat(blockIntensity(5)).isLessThan(153);
        assertThat(blockIntensity(6)).isGreaterThan(153);
    }

    /// A pass of 32 queries on a context of 512, no logits: the commit pass of block diffusion.
    private static double blockIntensity(int batch) {
        Timeline blocks = timeline(
                LLADA, A100, "block-diffusion:block=32,steps=1", new Request(batch, 512, 32, LogitRows.ACTIVE));
        PassTime commit = blocks.passes().getLast();
        assertThat(commit.pass().only().queries()).isEqualTo(32);
        assertThat(commit.pass().only().context()).isEqualTo(512);
        return commit.work().arithmeticIntensity();
    }

    /// Steps at which the diffusion model is as fast as the autoregressive one, on an H200 at G = 256.
    @Test
    void breakEvenStepsMatchTheReferenceTable() {
        Map<Integer, Double> expected = Map.of(128, 125.0, 512, 63.0, 1024, 37.0, 2048, 21.0, 4096, 11.0);
        expected.forEach((prompt, steps) -> {
            double ar = timeline(LLAMA, H200, "ar", new Request(1, prompt, 256, LogitRows.ALL))
                    .seconds();
            double step = timeline(LLADA, H200, "diffusion:steps=1", new Request(1, prompt, 256, LogitRows.ALL))
                    .seconds();
            assertThat(ar / step).as("P=%d", prompt).isCloseTo(steps, Percentage.withPercentage(5));
        });
    }

    @Test
    void replayingTheAssumedOutcomesGivesTheSameTimeline() {
        Request request = new Request(2, 100, 64, LogitRows.ACTIVE);
        Timeline assumed = timeline(LLADA, H200, "dual-cache:block=32,threshold=0.9,tokens-per-pass=3", request);
        List<Outcome> outcomes = assumed.outcomes();
        Timeline replayed = new Pricer(LLADA, DTypes.BF16, Set.of(), Roofline.of(H200, DType.BFLOAT16))
                .price(
                        Origin.REPLAYED,
                        Strategies.create(StrategySpec.parse("dual-cache:block=32,threshold=0.9"), 64),
                        request,
                        Assumption.recorded(outcomes));
        assertThat(replayed.passes())
                .extracting(PassTime::pass)
                .isEqualTo(assumed.passes().stream().map(PassTime::pass).toList());
        assertThat(replayed.seconds()).isEqualTo(assumed.seconds());
    }

    @Test
    void operatorTotalsAddUpToThePasses() {
        Timeline timeline = timeline(LLAMA, H200, "ar", new Request(4, 300, 40, LogitRows.ACTIVE));
        double operators = timeline.operators().stream()
                .mapToDouble(OperatorTotal::seconds)
                .sum();
        assertThat(operators).isCloseTo(timeline.seconds(), within(1e-12));
        Pass.Group decode = timeline.passes().getLast().pass().only();
        assertThat(decode.keys()).isEqualTo(339);
        assertThat(timeline.phases()).extracting(Timeline.PhaseTotal::name).containsExactly("prefill", "decode");
        assertThat(timeline.phases().getLast().contextFirst()).isEqualTo(300);
        assertThat(timeline.phases().getLast().contextLast()).isEqualTo(338);
    }

    /// Three sequences take three times a millisecond more in each of eight passes, and all of it is explained.
    @Test
    void everySequenceCostsItsTimeInEveryPass() {
        Request request = new Request(3, 100, 8, LogitRows.ACTIVE);
        Profile profile = ProfileParameter.profile("test", Map.of(ProfileParameter.SEQUENCE_SECONDS, 1e-3), "by hand");
        Roofline roofline = Roofline.of(H200, DType.BFLOAT16);
        Pricer pricer = new Pricer(LLAMA, DTypes.BF16, Set.of(), roofline, profile);
        Timeline slow = pricer.price(
                Origin.ASSUMED,
                Strategies.create(StrategySpec.parse("ar"), 8),
                request,
                Strategies.assumption(StrategySpec.parse("ar"), request));

        assertThat(slow.passes()).hasSize(8);
        assertThat(slow.seconds() - timeline(LLAMA, H200, "ar", request).seconds())
                .isCloseTo(8 * 3e-3, within(1e-12));
        assertThat(pricer.runs(slow.passes().getLast().pass()).stream()
                        .mapToDouble(Run::allSeconds)
                        .sum())
                .isCloseTo(slow.passes().getLast().seconds(), within(1e-12));
        assertThat(new Quoter(LLAMA, DTypes.BF16, roofline, profile)
                        .quote(
                                Strategies.create(StrategySpec.parse("ar"), 8),
                                request,
                                Strategies.assumption(StrategySpec.parse("ar"), request))
                        .seconds())
                .isCloseTo(slow.seconds(), within(1e-12));
    }
}
