package org.unmask.cost.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Routing;
import org.unmask.core.model.Share;
import org.unmask.core.model.Window;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;

class MemoryEstimateTest {
    private static final Architecture LLADA = Architectures.LLADA_8B;
    private static final Architecture LLAMA = Architectures.LLAMA3_8B;
    private static final long EIGHTY_GB = 80_000_000_000L;

    private static MemoryEstimate estimate(Architecture model, String strategy, Request request) {
        return estimate(model, strategy, request, Deployment.SINGLE);
    }

    private static MemoryEstimate estimate(
            Architecture model, String strategy, Request request, Deployment deployment) {
        StrategySpec spec = StrategySpec.parse(strategy);
        List<Pass> passes = new ArrayList<>();
        Unfolding.run(
                Strategies.create(spec, request.generatedTokens()),
                request,
                Strategies.assumption(spec, request),
                (pass, _) -> passes.add(pass));
        return MemoryEstimate.of(model, DTypes.BF16, request.logits(), passes, deployment);
    }

    private static Deployment split(int tensor, int stages) {
        return new Deployment(tensor, stages, new Deployment.Link("test", 1e9, 0, "test"));
    }

    /// A quarter of every matrix, the norms whole: 65 of 4096. Of 8 key heads 2, of 128,256 logits 32,064. A quarter of the
    /// MLP is narrower than the residual stream, so the peak is while the norm is still there beside gate and up.
    @Test
    void fourDevicesShareWeightsCacheAndLogits() {
        Request request = new Request(3, 100, 29, LogitRows.ACTIVE);
        MemoryEstimate one = estimate(LLAMA, "ar", request);
        MemoryEstimate device = estimate(LLAMA, "ar", request, split(4, 1));

        assertThat(device.weightBytes()).isEqualTo((8_030_261_248L - 65 * 4096) / 4 * 2 + 65 * 4096 * 2);
        assertThat(device.keyValueBytes()).isEqualTo(one.keyValueBytes() / 4);
        assertThat(device.activationBytes()).isEqualTo(300L * 2 * (2 * 4096 + 2 * 14336 / 4));
        assertThat(device.logitBytes()).isEqualTo(3L * 32064 * (2 + 4));
    }

    /// Eight devices share two key heads: each has a copy of one, half of all.
    @Test
    void sharedKeyHeadsAreCopied() {
        Architecture grouped = Architectures.dense(2, 64, 8, 2, 8, 64, 100);
        Request request = new Request(1, 9, 2, LogitRows.ACTIVE);

        assertThat(estimate(grouped, "ar", request, split(8, 1)).keyValueBytes())
                .isEqualTo(estimate(grouped, "ar", request).keyValueBytes() / 2);
    }

    /// Layers of 218,112,000 parameters in stages of 11, 11 and 10: the first has an embedding of 525,336,576 too.
    @Test
    void theFullestOfThreeStagesIsTheFirst() {
        MemoryEstimate device = estimate(LLAMA, "ar", new Request(5, 100, 29, LogitRows.ACTIVE), split(1, 3));

        assertThat(device.weightBytes()).isEqualTo(2 * (11 * 218_112_000L + 525_336_576));
        assertThat(device.keyValueBytes()).isEqualTo(5L * 128 * 131_072 * 11 / 32);
        assertThat(device.activationBytes()).as("two sequences at a time").isEqualTo(200L * 2 * (4096 + 3 * 14336));
        assertThat(device.logitBytes()).as("the last stage has them").isZero();
    }

    /// 16 layers each, but the last has a norm and the logits besides.
    @Test
    void theFullestOfTwoStagesIsTheLast() {
        MemoryEstimate device = estimate(LLAMA, "ar", new Request(5, 100, 29, LogitRows.ACTIVE), split(1, 2));

        assertThat(device.weightBytes()).isEqualTo(2 * (16 * 218_112_000L + 525_336_576 + 4096));
        assertThat(device.logitBytes()).isEqualTo(3L * 128256 * (2 + 4));
    }

    @Test
    void stagesHaveAllWeightsOnceButForATiedHead() {
        for (boolean tied : new boolean[] {false, true}) {
            Architecture model = Architectures.dense(7, 64, 4, 2, 16, 96, 160)
                    .with(new Projections(true, true, tied))
                    .with(new Experts(8, 2, 32, 64, 3, Routing.softmax(false)));
            for (int stages = 2; stages <= 7; stages++) {
                long sum = 0;
                for (int stage = 0; stage < stages; stage++) {
                    sum += Share.parameters(model, stage, stages);
                }
                assertThat(sum).isEqualTo(model.parameters() + (tied ? 160 * 64 : 0));
            }
        }
    }

    @Test
    void everyShareHoldsAtLeastItsPart() {
        for (int tensor = 1; tensor <= 8; tensor *= 2) {
            Request request = new Request(1, 8, 8, LogitRows.ACTIVE);
            assertThat(tensor * estimate(LLAMA, "ar", request, split(tensor, 1)).weightBytes())
                    .isGreaterThanOrEqualTo(2 * LLAMA.parameters());
        }
    }

    @Test
    void aGoodGuessTakesTwoTrials() {
        AtomicInteger trials = new AtomicInteger();
        int largest = MemoryEstimate.largest(
                batch -> {
                    trials.incrementAndGet();
                    return batch <= 1000;
                },
                1000,
                1 << 28);

        assertThat(largest).isEqualTo(1000);
        assertThat(trials.get()).isEqualTo(2);
    }

    @Test
    void weightsAreAllParameters() {
        assertThat(estimate(LLADA, "diffusion:steps=1", new Request(1, 8, 8, LogitRows.ACTIVE))
                        .weightBytes())
                .isEqualTo(16_031_162_368L);
    }

    /// 131,072 bytes a token for LLaMA-3-8B, 524,288 for LLaDA-8B.
    @Test
    void theCacheHoldsTheLongestPass() {
        assertThat(estimate(LLAMA, "ar", new Request(3, 100, 29, LogitRows.ACTIVE))
                        .keyValueBytes())
                .isEqualTo(3L * 128 * 131_072);
        assertThat(estimate(LLADA, "dual-cache:block=8,steps=8", new Request(2, 100, 32, LogitRows.ACTIVE))
                        .keyValueBytes())
                .isEqualTo(2L * 132 * 524_288);
        assertThat(estimate(LLADA, "diffusion:steps=8", new Request(2, 100, 32, LogitRows.ACTIVE))
                        .keyValueBytes())
                .as("no cache is ever read")
                .isZero();
    }

    /// Layers 1 and 3 of 4 see everything, the others 100 tokens: 2·(100 + 132) keys, of 2·8·128 elements.
    @Test
    void aLayerWithAWindowKeepsNoMoreThanTheWindow() {
        Architecture windowed = Architectures.LLAMA3_8B.with(4).with(new Window(100, 2));
        assertThat(estimate(windowed, "ar", new Request(3, 100, 33, LogitRows.ACTIVE))
                        .keyValueBytes())
                .isEqualTo(3L * 2 * (100 + 132) * 2 * 8 * 128 * 2);
    }

    /// 3 tokens, of which the experts hold 2·3·7 values each beside the residual stream, its norm and their sum (10
    /// each) and 2 choices of 8 bytes.
    @Test
    void activationsOfAMixturePeakInTheExperts() {
        Architecture mixture =
                Architectures.dense(2, 10, 1, 1, 2, 1, 2).with(new Experts(4, 2, 7, Routing.softmax(false)));
        MemoryEstimate estimate = estimate(mixture, "diffusion:steps=1", new Request(1, 2, 1, LogitRows.ACTIVE));
        assertThat(estimate.activationBytes()).isEqualTo(3L * (2 * (3 * 10 + 2 * 3 * 7) + 2 * 8));
        assertThat(estimate.weightBytes()).isEqualTo(2 * mixture.parameters());
    }

    /// Keys, values and both features of LLaDA-8B: 524,288 + 2·4096·32·2 bytes a token.
    @Test
    void aFeatureCacheKeepsWhatLayersAdd() {
        assertThat(estimate(LLADA, "dllm-cache:steps=8", new Request(2, 100, 32, LogitRows.ACTIVE))
                        .keyValueBytes())
                .isEqualTo(2L * 132 * 1_048_576);
        assertThat(estimate(LLADA, "dllm-cache:steps=8", new Request(2, 100, 32, LogitRows.ACTIVE))
                        .activationBytes())
                .isEqualTo(estimate(LLADA, "diffusion:steps=8", new Request(2, 100, 32, LogitRows.ACTIVE))
                        .activationBytes());
    }

    @Test
    void everyPartHasItsOwnType() {
        DTypes types = new DTypes(DType.BFLOAT16, DType.INT4, DType.FP8);
        Request request = new Request(1, 10, 2, LogitRows.ACTIVE);
        List<Pass> passes = new ArrayList<>();
        Unfolding.run(
                Strategies.create(StrategySpec.parse("ar"), 2),
                request,
                Strategies.assumption(StrategySpec.parse("ar"), request),
                (pass, _) -> passes.add(pass));
        MemoryEstimate estimate = MemoryEstimate.of(LLAMA, types, request.logits(), passes);
        assertThat(estimate.weightBytes()).as("4.5 bits").isEqualTo(8_030_261_248L / 32 * 18);
        assertThat(estimate.keyValueBytes()).isEqualTo(11L * 131_072 / 2);
    }

    /// At the gated MLP the residual stream, its norm and 2f values are alive, a moment later the residual and 3f.
    @Test
    void activationsPeakInTheMlp() {
        assertThat(estimate(LLADA, "diffusion:steps=1", new Request(1, 92, 8, LogitRows.ACTIVE))
                        .activationBytes())
                .isEqualTo(100L * 2 * (4096 + 3 * 12288));
    }

    @Test
    void logitsCountTheirCopies() {
        assertThat(estimate(LLADA, "diffusion:steps=1", new Request(2, 92, 8, LogitRows.ACTIVE))
                        .logitBytes())
                .isEqualTo(16L * 126464 * (2 + 4));
        assertThat(estimate(LLADA, "diffusion:steps=1", new Request(2, 92, 8, LogitRows.ALL))
                        .logitBytes())
                .isEqualTo(200L * 126464 * (2 + 24));
    }

    /// Kim et al. (arXiv 2510.04146), throughput figure: the reference LLaDA loop ran out of memory beyond batch 28
    /// at prompt 512 and beyond batch 8 at prompt 2048, about 18 to 20 thousand tokens a pass.
    @Test
    void theReferenceLoopRunsOutWhereItWasSeenTo() {
        assertThat(largestBatch(512)).isBetween(28, 31);
        assertThat(largestBatch(2048)).isBetween(8, 9);
    }

    private static int largestBatch(int prompt) {
        return MemoryEstimate.largest(
                batch -> estimate(LLADA, "diffusion:steps=1", new Request(batch, prompt, 128, LogitRows.ALL))
                                .totalBytes()
                        <= EIGHTY_GB,
                4096);
    }

    @Test
    void theLargestBatchIsFoundExactly() {
        for (int limit = 0; limit <= 40; limit++) {
            int largest = limit;
            assertThat(MemoryEstimate.largest(batch -> batch <= largest, 33)).isEqualTo(Math.min(limit, 33));
            for (int guess : new int[] {-1, 0, 1, 5, 20, 33, 100}) {
                assertThat(MemoryEstimate.largest(batch -> batch <= largest, guess, 33))
                        .isEqualTo(Math.min(limit, 33));
            }
        }
    }
}
