package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.ExpertSkew;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Routing;
import org.unmask.core.model.Share;
import org.unmask.core.op.DTypes;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.MemoryEstimate;

/// Experts dealt out to several devices: calculations by hand and laws.
class ExpertParallelTest {
    private static final Roofline H100 = new Roofline(989.5e12, 3.35e12);
    private static final Deployment.Link NVLINK = new Deployment.Link("nvlink", 450e9, 3e-6, "test");

    /// Two of eight experts of width 32 in 2 of 3 layers; the first is dense.
    private static final Architecture MIXTURE =
            Architectures.dense(3, 64, 4, 2, 16, 96, 160).with(new Experts(8, 2, 32, 0, 1, Routing.softmax(false)));

    private static Deployment ranks(int tensor, int stages, int ranks) {
        return new Deployment(tensor, stages, ranks, NVLINK);
    }

    private static Timeline price(Architecture model, String strategy, Request request, Deployment deployment) {
        StrategySpec spec = StrategySpec.parse(strategy);
        return new Pricer(model, DTypes.BF16, Set.of(), H100, Profile.ROOFLINE, deployment)
                .price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request));
    }

    /// One pass over a prompt.
    private static Timeline pass(Architecture model, int batch, int tokens, Deployment deployment) {
        return price(model, "ar", new Request(batch, tokens, 1, LogitRows.ACTIVE), deployment);
    }

    private static OperatorTotal operator(Timeline timeline, String name) {
        return timeline.operators().stream()
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Timeline timeline) {
        return timeline.operators().stream().map(OperatorTotal::name).toList();
    }

    /// One row, which is on one of the two devices: 10/7 of its two choices are on the busiest rank, half of them from or to the
    /// other device. The row's own device sends up to two rows, of which one leaves it.
    @Test
    void oneRowByHand() {
        Timeline pass = pass(MIXTURE, 1, 1, ranks(1, 1, 2));

        OperatorTotal dispatch = operator(pass, "all_to_all_dispatch");
        assertThat(dispatch.calls()).isEqualTo(2);
        assertThat(dispatch.work().linkBytes()).isEqualTo(2 * (2 * 64 / 2 * 2));
        assertThat(dispatch.work().bytes()).isZero();
        assertThat(dispatch.seconds()).isCloseTo(2 * (64 * 2 / 450e9 + 3e-6), within(1e-18));
        assertThat(operator(pass, "all_to_all_combine").seconds()).isEqualTo(dispatch.seconds());
        assertThat(Pricer.bound(dispatch, H100, Profile.ROOFLINE)).isEqualTo(Bound.LINK);

        // All ranks together: both rows, both experts. The busiest: one row, rounded, and 10/7 experts.
        OperatorTotal experts = operator(pass, "experts");
        long expert = 3 * 64 * 32 * 2;
        assertThat(experts.work().matmulFlops()).isEqualTo(2 * 2 * 6 * 64 * 32);
        assertThat(experts.work().weightBytes()).isEqualTo(2 * 2 * expert);
        long row = 64 * 2 + 8 + 3 * 32 * 2 + 3 * 32 * 2 + 64 * 2;
        assertThat(experts.seconds())
                .isCloseTo(2 * (row + Math.round(4 * expert * (10.0 / 7) / 4)) / 3.35e12, within(1e-18));
    }

    /// Two prompts of 500 tokens, one on each device: 1016.5 of 2000 choices are on the busiest rank, which reads all four of its
    /// experts.
    @Test
    void aThousandRowsByHand() {
        Timeline pass = pass(MIXTURE, 2, 500, ranks(1, 1, 2));

        OperatorTotal dispatch = operator(pass, "all_to_all_dispatch");
        assertThat(dispatch.work().linkBytes()).isEqualTo(2 * (1000L * 2 * 64 / 2 * 2));
        assertThat(dispatch.seconds()).isCloseTo(2 * (1016.516 / 2 * 64 * 2 / 450e9 + 3e-6), within(1e-11));

        OperatorTotal experts = operator(pass, "experts");
        long rows = 1017;
        long weights = 4 * 3 * 64 * 32 * 2;
        long moved = rows * (64 * 2 + 8 + 3 * 32 * 2 + 3 * 32 * 2 + 64 * 2) + weights;
        assertThat(experts.seconds()).isCloseTo(2 * moved / 3.35e12, within(1e-18));
        assertThat(experts.work().weightBytes()).isEqualTo(2 * 2 * weights);
        assertThat(experts.work().matmulFlops()).isEqualTo(2 * 2000L * 6 * 64 * 32);

        // Attention is that of one prompt on each of two devices.
        Timeline one = pass(MIXTURE, 1, 500, Deployment.SINGLE);
        for (String name : List.of("attention", "qkv_proj", "o_proj", "router", "lm_head", "gate_up_proj")) {
            assertThat(operator(pass, name).seconds())
                    .as(name)
                    .isEqualTo(operator(one, name).seconds());
            assertThat(operator(pass, name).work())
                    .as(name)
                    .isEqualTo(operator(one, name).work().times(2));
        }
        assertThat(names(pass)).doesNotContain("all_reduce");
    }

    /// Where the devices that split a layer hold all experts together, each has all rows: nothing travels, sums are added up.
    @Test
    void ranksOfOneGroupSumWhatTheirExpertsGive() {
        Timeline split = pass(MIXTURE, 2, 500, ranks(2, 1, 1));
        Timeline ranked = pass(MIXTURE, 2, 500, ranks(2, 1, 2));

        assertThat(names(ranked)).isEqualTo(names(split));
        assertThat(operator(ranked, "all_reduce")).isEqualTo(operator(split, "all_reduce"));
        assertThat(operator(ranked, "attention")).isEqualTo(operator(split, "attention"));
        assertThat(operator(ranked, "experts").work().matmulFlops())
                .isEqualTo(operator(split, "experts").work().matmulFlops());
        assertThat(operator(ranked, "experts").work().weightBytes())
                .isEqualTo(operator(split, "experts").work().weightBytes());
    }

    /// Two groups of two devices: each device sends a half of the rows of its group.
    @Test
    void groupsOfSeveralDevicesShareTheirRows() {
        Timeline pass = pass(MIXTURE, 2, 500, ranks(2, 1, 4));

        assertThat(operator(pass, "all_to_all_dispatch").work().linkBytes())
                .isEqualTo(2 * (1000L * 2 * 64 * 3 / 4 * 2));
        // 3 messages; the busiest of four ranks has more than 500 rows, three quarters of them from others.
        double seconds = operator(pass, "all_to_all_dispatch").seconds() / 2 - 3 * 3e-6;
        assertThat(seconds).isBetween(500 * 0.75 * 128 / 450e9, 540 * 0.75 * 128 / 450e9);
        OperatorTotal half = operator(pass(MIXTURE, 1, 500, ranks(2, 1, 1)), "all_reduce");
        assertThat(operator(pass, "all_reduce").seconds()).isEqualTo(half.seconds());
        assertThat(operator(pass, "all_reduce").work().linkBytes())
                .isEqualTo(2 * half.work().linkBytes());
    }

    @Test
    void aSkewMakesTheBusiestRankBusierAndNoneIsEven() {
        Architecture wide = MIXTURE.with(new Experts(64, 4, 32, 0, 1, Routing.softmax(false)));
        Timeline even = pass(wide, 8, 500, ranks(1, 1, 8));
        Timeline none = pass(wide.with(new ExpertSkew(0)), 8, 500, ranks(1, 1, 8));
        Timeline skewed = pass(wide.with(new ExpertSkew(1)), 8, 500, ranks(1, 1, 8));

        assertThat(none).isEqualTo(even);
        assertThat(operator(skewed, "experts").seconds())
                .isGreaterThan(1.5 * operator(even, "experts").seconds());
        assertThat(operator(skewed, "all_to_all_combine").seconds())
                .isGreaterThan(operator(even, "all_to_all_combine").seconds());
        assertThat(operator(skewed, "experts").work().matmulFlops())
                .isEqualTo(operator(even, "experts").work().matmulFlops());
    }

    /// A device has a fourth of the experts, all else whole, and keys and values of 2 of 5 sequences.
    @Test
    void memoryByHand() {
        Request request = new Request(5, 10, 2, LogitRows.ACTIVE);
        List<Pass> passes = price(MIXTURE, "ar", request, ranks(1, 1, 4)).passes().stream()
                .map(PassTime::pass)
                .toList();
        MemoryEstimate memory = MemoryEstimate.of(MIXTURE, DTypes.BF16, LogitRows.ACTIVE, passes, ranks(1, 1, 4));

        long expert = 3 * 64 * 32;
        assertThat(memory.weightBytes()).isEqualTo(2 * (MIXTURE.parameters() - 2 * 6 * expert));
        assertThat(memory.keyValueBytes()).isEqualTo(3 * 2 * 2 * 32 * 2 * 11);
        // 20 rows of the group: residual stream and norm or sum, choices; the busiest rank's rows with what came and
        // goes.
        Experts placed = Share.of(MIXTURE, 1, 4).experts().orElseThrow();
        long rows = Math.round(placed.busiest(50, OptionalDouble.empty()).rows());
        assertThat(memory.activationBytes()).isEqualTo(20 * 64 * 2 * 3 + 20 * 2 * 8 + rows * (3 * 32 + 2 * 64) * 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 0 | ranks of experts=0",
                "2 | 3 | ranks of experts=3 tensor=2; expected 1, or a multiple of tensor",
                "1 | 9 | split over 9 ranks of experts: a layer has 8 experts",
            })
    void whatCannotBeDealtOutIsRefused(int tensor, int ranks, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pass(MIXTURE, 1, 4, ranks(tensor, 1, ranks)))
                .withMessageContaining(expected);
    }

    @Test
    void aModelWithoutExpertsIsRefusedAndADrafterWithoutExpertsIsNot() {
        Architecture dense = Architectures.dense(3, 64, 4, 2, 16, 96, 160);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pass(dense, 1, 4, ranks(1, 1, 2)))
                .withMessageContaining("it has no experts");

        Participants drafted = new Participants(
                new Participant(MIXTURE, DTypes.BF16, H100), Optional.of(new Participant(dense, DTypes.BF16, H100)));
        Request request = new Request(4, 30, 16, LogitRows.ACTIVE);
        StrategySpec spec = StrategySpec.parse(StrategyCases.drafted().getFirst());
        Timeline timeline = new Pricer(drafted, Set.of(), Profile.ROOFLINE, ranks(1, 1, 2))
                .price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request));
        assertThat(names(timeline)).contains("all_to_all_dispatch");
    }

    @Provide
    Arbitrary<String> strategies() {
        return Arbitraries.of(StrategyCases.predictable());
    }

    @Property(tries = 150)
    void oneRankIsPricedAsWithoutRanks(
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll @IntRange(min = 0, max = 1) int doublings,
            @ForAll @IntRange(min = 1, max = 3) int stages) {
        Request request = new Request(batch, 30, 16, LogitRows.ACTIVE);
        int tensor = 1 << doublings;

        assertThat(price(MIXTURE, strategy, request, new Deployment(tensor, stages, 1, NVLINK)))
                .isEqualTo(price(MIXTURE, strategy, request, new Deployment(tensor, stages, NVLINK)));
    }

    @Property(tries = 300)
    void ranksTogetherDoTheArithmeticOfOneGroup(
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll @IntRange(min = 0, max = 1) int doublings,
            @ForAll @IntRange(min = 1, max = 4) int groups,
            @ForAll @IntRange(min = 1, max = 3) int stages) {
        Request request = new Request(batch, 30, 16, LogitRows.ACTIVE);
        int tensor = 1 << doublings;
        Timeline one = price(MIXTURE, strategy, request, new Deployment(tensor, stages, NVLINK));
        Timeline all = price(MIXTURE, strategy, request, ranks(tensor, stages, tensor * groups));

        assertThat(all.work().matmulFlops()).isEqualTo(one.work().matmulFlops());
        assertThat(all.work().keyValueBytes()).isEqualTo(one.work().keyValueBytes());
        // Expected bytes are rounded, on each device or on all together.
        assertThat((double) all.work().weightBytes())
                .isGreaterThanOrEqualTo((1 - 1e-4) * one.work().weightBytes());
    }
}
