package org.unmask.cost.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Profile;

/// A generation with a drafter costs what its passes cost, each of its own model.
class DraftedPricesTest {
    private static final Architecture LARGE = Architectures.dense(6, 256, 8, 2, 32, 512, 1000);
    private static final Architecture SMALL = Architectures.dense(2, 64, 4, 4, 16, 128, 1000);
    private static final Device DEVICE =
            new Device("d", "D", Map.of(DType.BFLOAT16, 1e12, DType.FLOAT32, 5e11), 1e10, 100_000_000, "made up");
    private static final Profile DISPATCH = new Profile("test", 0.7, 0.4, 0.9, 0.8, 1, 0, 1e-3, "made up");
    private static final Request REQUEST = new Request(3, 20, 33, LogitRows.ACTIVE);

    private static Model model(String id, Paradigm paradigm, Architecture architecture) {
        return new Model(
                id, id, MadeUpFamilies.of(paradigm), architecture, OptionalInt.empty(), List.of(), false, "made up");
    }

    private static Scenario scenario(String strategy, Model drafter) {
        return new Scenario(
                model("large", Paradigm.AUTOREGRESSIVE, LARGE),
                DEVICE,
                StrategySpec.parse(strategy),
                REQUEST,
                DTypes.BF16,
                DISPATCH,
                Deployment.SINGLE,
                Upkeep.UNKNOWN,
                Map.of("small", drafter));
    }

    private static Scenario drafted(String keys) {
        return scenario("speculative:drafter=small," + keys, model("small", Paradigm.AUTOREGRESSIVE, SMALL));
    }

    private static Pricer pricer(Architecture model) {
        return new Pricer(model, DTypes.BF16, Set.of(), drafted("accepted=0").roofline(), DISPATCH);
    }

    @Test
    void everyPassIsPricedWithItsOwnModel() {
        Prediction prediction = Prediction.of(drafted("draft=3,accepted=1.5"));
        Pricer large = pricer(LARGE);
        Pricer small = pricer(SMALL);
        double sum = 0;
        for (PassTime pass : prediction.timeline().passes()) {
            Pricer own = pass.pass().role() == Role.DRAFTER ? small : large;
            Pricer.Price price = own.price(new Pass(pass.pass().only()));
            assertThat(pass.seconds()).isEqualTo(price.seconds());
            assertThat(pass.operators()).isEqualTo(price.operators());
            sum += price.seconds();
        }
        assertThat(prediction.totals().seconds()).isCloseTo(sum, within(1e-15));
        assertThat(prediction.timeline().phases())
                .extracting(phase -> phase.name() + " " + phase.passes() + " " + phase.queries())
                .as("32 tokens after the first, 2.5 a verify pass: 13 drafts of 3")
                .containsExactly("prefill 1 20", "draft 1 21", "draft 38 1", "verify 13 4");
    }

    /// Of six layers of dispatch and two: the drafter waits for its own layers only.
    @Test
    void aDrafterHasItsOwnDispatch() {
        Prediction prediction = Prediction.of(drafted("draft=1,accepted=1"));
        PassTime draft = prediction.timeline().passes().stream()
                .filter(pass -> pass.pass().only().task().phase() == Phase.DRAFT)
                .toList()
                .getLast();
        assertThat(draft.seconds()).isCloseTo(2e-3, within(1e-15));
        assertThat(prediction.timeline().passes().getLast().seconds()).isCloseTo(6e-3, within(1e-15));
    }

    @Test
    void bothModelsAreInMemoryWithTheirCaches() {
        Prediction prediction = Prediction.of(drafted("draft=3,acceptance=1"));
        MemoryEstimate memory = prediction.memory();
        assertThat(memory.weightBytes()).isEqualTo(2 * (LARGE.parameters() + SMALL.parameters()));
        // 32 tokens in 8 drafts: the last begins with 20 + 29 tokens known. The target computes 3 more, the drafter 2.
        long target = 2L * 6 * 2 * 64 * (49 + 3) * 3;
        long drafter = 2L * 2 * 2 * 64 * (49 + 2) * 3;
        assertThat(memory.keyValueBytes()).isEqualTo(target + drafter);
        assertThat(memory.logitBytes())
                .as("four rows of three sequences, of 2 + 4 bytes")
                .isEqualTo(3 * 4 * 1000 * 6);
        int largest = prediction.largestBatch();
        assertThat(fits(largest)).isTrue();
        assertThat(fits(largest + 1)).isFalse();
    }

    private static boolean fits(int batch) {
        Scenario scenario = drafted("draft=3,acceptance=1");
        return Prediction.of(scenario.of(scenario.strategy(), REQUEST.ofBatch(batch)))
                .fits();
    }

    @Test
    void aQuoteIsThePrediction() {
        Scenario scenario = drafted("draft=3,acceptance=0.6");
        PointQuoter quoter = new PointQuoter(scenario, StrategyFiles.NONE);
        Totals expected = Prediction.of(scenario).totals();
        Totals quoted = quoter.quote(scenario);
        assertThat(quoted.seconds()).isCloseTo(expected.seconds(), within(1e-12));
        assertThat(quoted.work()).isEqualTo(expected.work());
        assertThat(quoted.memory()).isEqualTo(expected.memory());
        Scenario alone = scenario.of(StrategySpec.parse("ar"), REQUEST);
        assertThat(quoter.quote(alone).memory()).isEqualTo(Prediction.of(alone).memory());
    }

    @Test
    void theDrafterIsSplitAsItsTarget() {
        Deployment pair = new Deployment(2, 2, new Deployment.Link("test", 1e10, 0, "test"));
        Prediction split = Prediction.of(drafted("draft=3,accepted=2").on(pair));
        Prediction single = Prediction.of(drafted("draft=3,accepted=2"));
        assertThat(split.timeline().work().matmulFlops())
                .isEqualTo(single.timeline().work().matmulFlops());
        assertThat(split.memory().weightBytes()).isLessThan(single.memory().weightBytes() / 2);
    }

    @Test
    void aDrafterThatDoesNotSuitIsRefusedInOneLine() {
        Architecture other = Architectures.dense(2, 64, 4, 4, 16, 128, 1129);
        assertThatThrownBy(() -> scenario(
                        "speculative:drafter=small,accepted=1", model("small", Paradigm.AUTOREGRESSIVE, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "drafter small has a vocabulary of 1129 tokens, its target large one of 1000; a drafter must"
                                + " have the vocabulary of its target");
        assertThatThrownBy(() ->
                        scenario("speculative:drafter=small,accepted=1", model("small", Paradigm.DIFFUSION, SMALL)))
                .hasMessage("drafter small is a diffusion model; an autoregressive one drafts token by token");
        assertThatThrownBy(() ->
                        scenario("speculative:drafter=tiny,accepted=1", model("small", Paradigm.AUTOREGRESSIVE, SMALL)))
                .hasMessage("strategy 'speculative:drafter=tiny,accepted=1': the drafter 'tiny' is not given here");
        Architecture padded = Architectures.dense(2, 64, 4, 4, 16, 128, 1128);
        assertThat(scenario("speculative:drafter=small,accepted=1", model("small", Paradigm.AUTOREGRESSIVE, padded))
                        .drafters())
                .as("padding to other multiples is no other vocabulary")
                .containsKey("small");
    }
}
