package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Routing;
import org.unmask.core.op.DTypes;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.MemoryEstimate;

/// Layers that draft within their target, against hand counts on LLaMA-3-8B.
class DraftPartTest {
    private static final Architecture LLAMA = Architectures.LLAMA3_8B;
    private static final Roofline ROOFS = new Roofline(1e15, 3e12);
    private static final Request REQUEST = new Request(2, 100, 64, LogitRows.ACTIVE);
    /// `h·(Hq + 2·Hk) + Hq·h + 3·h·f`, and two norms.
    private static final long LAYER = 4096L * (4096 + 2 * 1024) + 4096L * 4096 + 3L * 4096 * 14336 + 2 * 4096;

    private static Participants participants(Architecture model, String strategy) {
        Strategy made = Strategies.create(StrategySpec.parse(strategy), REQUEST.generatedTokens());
        return Participants.of(new Participant(model, DTypes.BF16, ROOFS), made.drafter(), name -> {
            throw new IllegalArgumentException(name);
        });
    }

    private static Timeline price(Architecture model, String strategy, Deployment deployment) {
        StrategySpec spec = StrategySpec.parse(strategy);
        return new Pricer(participants(model, strategy), Set.of(), Profile.ROOFLINE, deployment)
                .price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, REQUEST),
                        REQUEST,
                        Strategies.assumption(spec, REQUEST));
    }

    private static List<PassTime> of(Timeline timeline, Role role) {
        return timeline.passes().stream()
                .filter(pass -> pass.pass().role() == role)
                .toList();
    }

    private static long flops(PassTime pass, String operator) {
        return pass.operators().stream()
                .filter(total -> total.name().equals(operator))
                .mapToLong(total -> total.work().matmulFlops())
                .sum();
    }

    /// One row of two sequences: one layer, the projection of two rows to one, the LM head; attention over 101 + 1 keys.
    @Test
    void aHeadIsOneLayerAProjectionAndTheHeadOfTheTarget() {
        PassTime second = of(price(LLAMA, "mtp:draft=2,accepted=1", Deployment.SINGLE), Role.DRAFTER)
                .get(1);
        long layer = 2L * 2 * (LAYER - 2 * 4096);
        long attention = 4L * 2 * 4096 * 101;
        long projection = 2L * 2 * 2 * 4096 * 4096;
        long head = 2L * 2 * 4096 * 128256;
        assertThat(second.pass().only().keys()).isEqualTo(101);
        assertThat(second.work().matmulFlops()).isEqualTo(layer + attention + projection + head);
        assertThat(flops(second, "join_proj")).isEqualTo(projection);
    }

    /// Keys and values of 100 rows of two sequences: five rows of states joined to one, and 2·1024 outputs in each of five
    /// layers; no queries, no attention, no MLP, no logits.
    @Test
    void theCacheOfABlockDrafterIsKeysAndValuesAlone() {
        PassTime first = of(price(LLAMA, "dflash:accepted=3", Deployment.SINGLE), Role.DRAFTER_CACHE)
                .getFirst();
        assertThat(first.pass().only().queries()).isEqualTo(100);
        assertThat(first.work().matmulFlops()).isEqualTo(2L * 200 * (5 * 4096L * 4096) + 5 * 2L * 200 * 4096 * 2048);
        assertThat(first.operators())
                .extracting(OperatorTotal::name)
                .containsExactly("join_proj", "join_norm", "kv_proj", "rope");
    }

    /// 16 rows of two sequences through five layers, 15 of them through the LM head of the target.
    @Test
    void aBlockIsDraftedByItsOwnLayers() {
        PassTime draft = of(price(LLAMA, "dflash:accepted=3", Deployment.SINGLE), Role.DRAFTER)
                .getFirst();
        long layers = 5 * 2L * 32 * (LAYER - 2 * 4096);
        long attention = 5 * 4L * 2 * 4096 * 16 * 116;
        long head = 2L * 30 * 4096 * 128256;
        assertThat(draft.work().matmulFlops()).isEqualTo(layers + attention + head);
    }

    @Test
    void onlyTheLayersAndTheProjectionAreMoreInMemory() {
        assertThat(weights("mtp:accepted=1"))
                .isEqualTo(2 * (LLAMA.parameters() + LAYER + 4096 + 2L * 4096 * 4096 + 2 * 4096));
        assertThat(weights("dflash:accepted=1"))
                .isEqualTo(2 * (LLAMA.parameters() + 5 * LAYER + 4096 + 5L * 4096 * 4096 + 4096));
    }

    private static long weights(String strategy) {
        List<Pass> passes = price(LLAMA, strategy, Deployment.SINGLE).passes().stream()
                .map(PassTime::pass)
                .toList();
        return new MemoryPeak(participants(LLAMA, strategy), Deployment.SINGLE)
                .of(LogitRows.ACTIVE, passes)
                .weightBytes();
    }

    /// A head of a mixture is a layer with experts, also where the first layers of the target have none.
    @Test
    void aHeadOfAMixtureHasExperts() {
        Architecture mixture =
                Architectures.dense(4, 64, 4, 2, 16, 96, 160).with(new Experts(8, 2, 48, 32, 1, Routing.softmax(true)));
        PassTime draft = of(price(mixture, "mtp:accepted=1", Deployment.SINGLE), Role.DRAFTER)
                .getFirst();
        assertThat(draft.operators())
                .extracting(OperatorTotal::name)
                .contains("experts")
                .doesNotContain("down_proj");
        assertThatThrownBy(() -> price(mixture, "dflash:accepted=1", Deployment.SINGLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the sizes of the drafter are not known")
                .hasMessageNotContaining("\n");
    }

    @Test
    void layersWithinATargetAreNotSplitIntoStages() {
        Deployment stages = new Deployment(1, 2, new Deployment.Link("test", 1e11, 0, "test"));
        assertThatThrownBy(() -> price(LLAMA, "dflash:accepted=1", stages))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave --pipeline-parallel out");
    }

    @Provide
    Arbitrary<String> strategies() {
        return Arbitraries.of(StrategyCases.draftedWithin());
    }

    @Property(tries = 100)
    void theSumIsThatOfThePasses(
            @ForAll("strategies") String text,
            @ForAll @IntRange(min = 1, max = 70) int prompt,
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 0, max = 1) int doublings,
            @ForAll LogitRows logits) {
        Architecture model = Architectures.dense(3, 64, 4, 2, 16, 96, 160).with(new Projections(true, true, false));
        Deployment deployment = doublings == 0
                ? Deployment.SINGLE
                : new Deployment(2, 1, new Deployment.Link("test", 1e11, 1e-6, "test"));
        Participants participants = participants(model, text);
        StrategySpec spec = StrategySpec.parse(text);
        Request request = new Request(batch, prompt, 48, logits);
        Timeline timeline = new Pricer(participants, Set.of(), Profile.ROOFLINE, deployment)
                .price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request));
        Quote quote = new Quoter(participants, Profile.ROOFLINE, deployment)
                .quote(Strategies.checked(spec, request), request, Strategies.assumption(spec, request));
        List<Pass> passes = timeline.passes().stream().map(PassTime::pass).toList();
        MemoryEstimate memory = new MemoryPeak(participants, deployment).of(logits, passes);

        assertThat(quote.passes()).isEqualTo(timeline.passes().size());
        assertThat(quote.work()).isEqualTo(timeline.work());
        assertThat(quote.seconds()).isCloseTo(timeline.seconds(), within(1e-11 * timeline.seconds()));
        assertThat(quote.memory()).isEqualTo(memory);
    }
}
