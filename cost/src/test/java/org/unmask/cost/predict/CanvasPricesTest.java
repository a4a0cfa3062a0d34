package org.unmask.cost.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.WideHeads;
import org.unmask.core.model.Window;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;

/// Generations of canvases, on layers of two shapes.
class CanvasPricesTest {
    private static final Architecture ARCHITECTURE = Architectures.dense(6, 64, 4, 2, 16, 96, 1000)
            .with(new Window(12, 3))
            .with(Layout.PLAIN.with(new WideHeads(1, 32, 8, true)).conditioned(96));
    private static final Device DEVICE =
            new Device("d", "D", Map.of(DType.BFLOAT16, 1e12, DType.FLOAT32, 5e11), 1e10, 100_000_000, "made up");
    private static final Profile DISPATCH = new Profile("test", 0.7, 0.4, 0.9, 0.8, 1, 0, 1e-6, "made up");
    private static final Request REQUEST = new Request(3, 20, 100, LogitRows.ACTIVE);

    private static Scenario scenario(String strategy) {
        Model model = new Model(
                "m",
                "m",
                MadeUpFamilies.of(Paradigm.BLOCK_DIFFUSION),
                ARCHITECTURE,
                OptionalInt.empty(),
                List.of(),
                false,
                "made up");
        return new Scenario(
                model, DEVICE, StrategySpec.parse(strategy), REQUEST, DTypes.BF16, DISPATCH, Deployment.SINGLE);
    }

    @Test
    void aQuoteIsThePrediction() {
        for (String keys : List.of("steps=7", "steps=2.5", "steps=1", "tokens-per-pass=6", "steps=48,commit=between")) {
            Scenario scenario = scenario("diffusion-gemma:canvas=32," + keys);
            Totals expected = Prediction.of(scenario).totals();
            Totals quoted = new PointQuoter(scenario, StrategyFiles.NONE).quote(scenario);

            assertThat(quoted.seconds()).as(keys).isCloseTo(expected.seconds(), within(1e-11 * expected.seconds()));
            assertThat(quoted.firstTokenSeconds())
                    .as(keys)
                    .isCloseTo(expected.firstTokenSeconds(), within(1e-11 * expected.seconds()));
            assertThat(quoted.work()).as(keys).isEqualTo(expected.work());
            assertThat(quoted.memory()).as(keys).isEqualTo(expected.memory());
            assertThat(quoted.passes()).as(keys).isEqualTo(expected.passes());
        }
    }

    /// Before, on and behind the end of a window of 12.
    @Test
    void passesOnEitherSideOfAWindowAreSummedInClosedForm() {
        for (int prompt = 1; prompt <= 15; prompt++) {
            for (int generated : List.of(2, 5, 40)) {
                Scenario scenario = scenario("ar");
                Scenario point = scenario.of(scenario.strategy(), new Request(3, prompt, generated, LogitRows.ACTIVE));
                Totals expected = Prediction.of(point).totals();
                Totals quoted = new PointQuoter(scenario, StrategyFiles.NONE).quote(point);

                assertThat(quoted.work()).isEqualTo(expected.work());
                assertThat(quoted.seconds()).isCloseTo(expected.seconds(), within(1e-11 * expected.seconds()));
                assertThat(quoted.memory()).isEqualTo(expected.memory());
            }
        }
    }

    /// The last of four canvases of 32 begins at 116; 4 layers keep 12 positions of it, 2 all 148.
    @Test
    void logitsOfACanvasStayInMemory() {
        Prediction prediction = Prediction.of(scenario("diffusion-gemma:canvas=32,steps=4"));

        assertThat(prediction.memory().logitBytes())
                .as("logits, a copy and what is kept of them, of 2 + 4 + 4 bytes")
                .isEqualTo(3L * 32 * 1000 * 10);
        assertThat(prediction.memory().keyValueBytes()).isEqualTo(2L * 3 * (4 * 12 * 64 + 2 * 148 * 64));
        int largest = prediction.largestBatch();
        assertThat(fits(largest)).isTrue();
        assertThat(fits(largest + 1)).isFalse();
    }

    private static boolean fits(int batch) {
        Scenario scenario = scenario("diffusion-gemma:canvas=32,steps=4");
        return Prediction.of(scenario.of(scenario.strategy(), REQUEST.ofBatch(batch)))
                .fits();
    }

    @Test
    void devicesShareTheConditioning() {
        Deployment pair = new Deployment(2, 1, new Deployment.Link("test", 1e10, 0, "test"));
        Prediction split =
                Prediction.of(scenario("diffusion-gemma:canvas=32,steps=4").on(pair));
        Prediction single = Prediction.of(scenario("diffusion-gemma:canvas=32,steps=4"));

        long keys = 2 * 2L * 64 * 32;
        long rows = single.timeline().passes().stream()
                .mapToLong(pass -> pass.pass().tokens())
                .sum();
        assertThat(split.timeline().work().matmulFlops()
                        - single.timeline().work().matmulFlops())
                .as("the one head of keys that both devices have, in two layers")
                .isEqualTo(rows * keys);
    }
}
