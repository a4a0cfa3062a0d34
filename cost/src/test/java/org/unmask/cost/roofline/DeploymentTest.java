package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Places;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Routing;
import org.unmask.core.model.SelectiveSpace;
import org.unmask.core.op.DTypes;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;

/// Several devices: calculations by hand and laws.
class DeploymentTest {
    private static final Architecture LLAMA = Architectures.LLAMA3_8B;
    private static final Roofline H100 = new Roofline(989.5e12, 3.35e12);
    private static final Deployment.Link NVLINK = new Deployment.Link("nvlink", 450e9, 3e-6, "test");

    private static Timeline price(Architecture model, String strategy, Request request, Deployment deployment) {
        StrategySpec spec = StrategySpec.parse(strategy);
        return new Pricer(model, DTypes.BF16, Set.of(), H100, Profile.ROOFLINE, deployment)
                .price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request));
    }

    private static Timeline price(String strategy, Request request, int tensor, int stages) {
        return price(LLAMA, strategy, request, new Deployment(tensor, stages, NVLINK));
    }

    private static OperatorTotal operator(Timeline timeline, String name) {
        return timeline.operators().stream()
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// One pass of two sequences of 8 tokens, one of which goes through the head: 32 layers on 4 devices. A device has 8
    /// query heads, 2 key heads, an MLP of 3584 and 32064 entries of the vocabulary.
    @Test
    void fourDevicesByHand() {
        Timeline pass = price("ar", new Request(2, 8, 1, LogitRows.ACTIVE), 4, 1);

        // name: FLOPs and bytes of one layer on one device, T = 16, h = 4096, Hq = 1024, Hk = 256, f = 3584.
        Map<String, long[]> layer = Map.of(
                "qkv_proj", new long[] {16L * 2 * 4096 * 1536, 16 * 2 * 4096 + 2 * 4096 * 1536 + 16 * 2 * 1536},
                "attention", new long[] {4 * 2 * 1024 * 36, 16 * 2 * 1024 + 2 * 2 * 8 * 2 * 256 + 16 * 2 * 1024},
                "o_proj", new long[] {16L * 2 * 1024 * 4096, 16 * 2 * 1024 + 2 * 1024 * 4096 + 16 * 2 * 4096},
                "mlp_residual", new long[] {0, 16 * 2 * 4096 * 3},
                "down_proj", new long[] {16L * 2 * 3584 * 4096, 16 * 2 * 3584 + 2 * 3584 * 4096 + 16 * 2 * 4096});
        layer.forEach((name, expected) -> {
            OperatorTotal total = operator(pass, name);
            assertThat(total.calls()).as(name).isEqualTo(32);
            assertThat(total.work().matmulFlops()).as(name).isEqualTo(4 * 32 * expected[0]);
            assertThat(total.work().bytes()).as(name).isEqualTo(4 * 32 * expected[1]);
            assertThat(total.work().linkBytes()).as(name).isZero();
        });
        assertThat(operator(pass, "down_proj").seconds())
                .isCloseTo(32 * Objects.requireNonNull(layer.get("down_proj"))[1] / 3.35e12, within(1e-15));
        assertThat(operator(pass, "lm_head").work().matmulFlops()).isEqualTo(2L * 2 * 4096 * 128256);

        // Each device sends 2·3/4 of 16·4096 values of 2 bytes, 196,608 bytes, in 6 messages of 3 µs: 18.437 µs.
        OperatorTotal reduce = operator(pass, "all_reduce");
        assertThat(reduce.calls()).isEqualTo(64);
        assertThat(reduce.work().linkBytes()).isEqualTo(64 * 4 * 196_608L);
        assertThat(reduce.work().bytes()).isZero();
        assertThat(reduce.seconds()).isCloseTo(64 * (196_608 / 450e9 + 18e-6), within(1e-15));
        assertThat(Pricer.bound(reduce, H100, Profile.ROOFLINE)).isEqualTo(Bound.LINK);
        // Two rows, 8 bytes from each device to 3 others, in 3 messages.
        OperatorTotal gather = operator(pass, "gather");
        assertThat(gather.work().linkBytes()).isEqualTo(4 * 3 * 2 * 8);
        assertThat(gather.seconds()).isCloseTo(48 / 450e9 + 9e-6, within(1e-15));
        assertThat(operator(pass, "embed_reduce").work().linkBytes()).isEqualTo(4 * 196_608L);
        assertThat(pass.work().linkBytes()).isEqualTo(65 * 4 * 196_608L + 192);
    }

    /// Five sequences on two stages: three and two at a time. Time is that of three, weights are read twice.
    @Test
    void twoStagesByHand() {
        Timeline five = price("ar", new Request(5, 100, 3, LogitRows.ACTIVE), 1, 2);
        Timeline three = price("ar", new Request(3, 100, 3, LogitRows.ACTIVE), 1, 1);
        Timeline two = price("ar", new Request(2, 100, 3, LogitRows.ACTIVE), 1, 1);

        OperatorTotal send = operator(five, "stage_send");
        long prefill = 100 * 4096 * 2;
        long decode = 4096 * 2;
        assertThat(send.calls()).isEqualTo(3);
        assertThat(send.work().linkBytes()).isEqualTo(5 * (prefill + 2 * decode));
        assertThat(send.seconds()).isCloseTo(3 * (prefill + 2 * decode) / 450e9 + 3 * 3e-6, within(1e-15));
        assertThat(five.seconds()).isCloseTo(three.seconds() + send.seconds(), within(1e-12));
        assertThat(five.work().bytes())
                .isEqualTo(three.work().bytes() + two.work().bytes());
        assertThat(five.work().matmulFlops())
                .isEqualTo(three.work().matmulFlops() + two.work().matmulFlops());
    }

    @Test
    void stagesThatNoSequenceFillsStayIdle() {
        Timeline one = price("ar", new Request(1, 50, 2, LogitRows.ACTIVE), 1, 1);
        Timeline four = price("ar", new Request(1, 50, 2, LogitRows.ACTIVE), 1, 4);

        assertThat(four.work().bytes()).isEqualTo(one.work().bytes());
        assertThat(operator(four, "stage_send").calls()).isEqualTo(2 * 3);
        assertThat(four.seconds() - operator(four, "stage_send").seconds()).isCloseTo(one.seconds(), within(1e-12));
    }

    /// Experts and the shared expert add to one sum; only layers that are mixtures have them.
    @Test
    void aMixtureSumsOncePerLayer() {
        Architecture mixture = Architectures.dense(3, 64, 4, 2, 16, 96, 160)
                .with(new Projections(true, true, false))
                .with(new Experts(8, 2, 32, 64, 1, Routing.softmax(false)));
        Timeline pass = price(mixture, "ar", new Request(1, 10, 1, LogitRows.ACTIVE), new Deployment(4, 1, NVLINK));

        OperatorTotal reduce = operator(pass, "all_reduce");
        assertThat(reduce.calls()).isEqualTo(6);
        assertThat(reduce.work().linkBytes()).isEqualTo(6 * 2 * 3 * 10 * 64 * 2);
        assertThat(operator(pass, "shared_expert").work().matmulFlops()).isEqualTo(2 * 10 * 6 * 64 * 64);
    }

    /// A state of 128 channels in three of four layers: its step and vectors, of 4 and twice 16 elements, are sums.
    @Test
    void selectiveStatesSumOnceMoreInTheirLayers() {
        SelectiveSpace mixer = new SelectiveSpace(128, 16, 4, 4, true, SelectiveSpace.Norms.NONE);
        Architecture mixed = Architectures.dense(4, 64, 4, 2, 16, 96, 160)
                .with(Layout.PLAIN.with(mixer, Places.attention(Set.of(1), 4)));
        Timeline pass = price(mixed, "ar", new Request(1, 10, 1, LogitRows.ACTIVE), new Deployment(2, 1, NVLINK));

        OperatorTotal reduce = operator(pass, "all_reduce");
        assertThat(reduce.calls()).isEqualTo(8 + 3);
        assertThat(reduce.work().linkBytes()).isEqualTo(8 * 2 * 10 * 64 * 2 + 3 * 2 * 10 * 36 * 2);
        assertThat(operator(pass, "x_proj").work().matmulFlops()).isEqualTo(3 * 2 * 10 * 128 * 36);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | 1  | heads 32 does not divide",
                "7 | 1  | heads 32 does not divide",
                "1 | 33 | 33 stages: it has 32 layers",
                "0 | 1  | tensor=0",
                "9 | 1  | tensor=9",
                "1 | 0  | stages=0",
            })
    void whatDoesNotDivideIsRefused(int tensor, int stages, String expected) {
        assertThatThrownBy(() -> price("ar", new Request(1, 4, 1, LogitRows.ACTIVE), tensor, stages))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @Provide
    Arbitrary<Architecture> divisible() {
        return Arbitraries.integers()
                .between(1, 6)
                .map(units -> Architectures.dense(
                                2 + units, 64 * units, 8 * units, 8, 2 * units, 80 * units, 800 * units)
                        .with(new Projections(units % 2 == 0, units % 3 == 0, units % 5 == 0)));
    }

    @Provide
    Arbitrary<String> strategies() {
        return Arbitraries.of(StrategyCases.predictable());
    }

    @Property(tries = 200)
    void devicesTogetherDoTheArithmeticOfOne(
            @ForAll("divisible") Architecture model,
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll @IntRange(min = 0, max = 3) int doublings,
            @ForAll @IntRange(min = 1, max = 3) int stages) {
        Request request = new Request(batch, 30, 16, LogitRows.ACTIVE);
        Timeline single = price(model, strategy, request, Deployment.SINGLE);
        Timeline split = price(model, strategy, request, new Deployment(1 << doublings, stages, NVLINK));

        assertThat(split.work().matmulFlops()).isEqualTo(single.work().matmulFlops());
        assertThat(split.work().weightBytes())
                .isGreaterThanOrEqualTo(single.work().weightBytes());
        assertThat(split.work().keyValueBytes()).isEqualTo(single.work().keyValueBytes());
        assertThat(split.passes()).hasSameSizeAs(single.passes());
    }

    @Property(tries = 100)
    void oneDeviceNeverUsesItsLink(
            @ForAll("divisible") Architecture model,
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 9) int batch) {
        Request request = new Request(batch, 30, 16, LogitRows.ACTIVE);
        StrategySpec spec = StrategySpec.parse(strategy);
        Timeline without = new Pricer(model, DTypes.BF16, Set.of(), H100)
                .price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request));

        assertThat(price(model, strategy, request, new Deployment(1, 1, NVLINK)))
                .isEqualTo(without);
    }

    @Property(tries = 100)
    void aFasterLinkIsNeverSlower(
            @ForAll("divisible") Architecture model,
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll @IntRange(min = 1, max = 3) int doublings) {
        Request request = new Request(batch, 30, 16, LogitRows.ACTIVE);
        Deployment.Link twice = new Deployment.Link("twice", 2 * NVLINK.bytesPerSecond(), 3e-6, "test");
        Timeline slow = price(model, strategy, request, new Deployment(1 << doublings, 2, NVLINK));
        Timeline fast = price(model, strategy, request, new Deployment(1 << doublings, 2, twice));

        assertThat(fast.seconds()).isLessThan(slow.seconds());
        assertThat(fast.work()).isEqualTo(slow.work());
    }
}
