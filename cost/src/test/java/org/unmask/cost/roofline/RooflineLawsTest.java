package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Projections;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.memory.MemoryEstimate;

/// What holds for any architecture, workload and machine.
class RooflineLawsTest {
    @Provide
    Arbitrary<Architecture> architectures() {
        return Arbitraries.integers()
                .between(1, 4)
                .flatMap(keyValueHeads -> Arbitraries.integers()
                        .between(1, 40)
                        .flatMap(units -> Arbitraries.integers()
                                .between(1, 5)
                                .map(group -> Architectures.dense(
                                                2 + group,
                                                64 * units,
                                                keyValueHeads * group,
                                                keyValueHeads,
                                                2 * units,
                                                100 * units,
                                                1000 * units)
                                        .with(new Projections(units % 2 == 0, units % 3 == 0, units % 5 == 0)))));
    }

    @Provide
    Arbitrary<String> strategies() {
        return Arbitraries.of(StrategyCases.predictable());
    }

    private static Timeline price(Architecture model, String strategy, int batch, int prompt, Roofline roofline) {
        Request request = new Request(batch, prompt, 16, LogitRows.ACTIVE);
        StrategySpec spec = StrategySpec.parse(strategy);
        return new Pricer(model, DTypes.BF16, Set.of(), roofline)
                .price(Origin.ASSUMED, Strategies.create(spec, 16), request, Strategies.assumption(spec, request));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aFasterMachineIsNeverSlower(
            @ForAll("architectures") Architecture model,
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 64) int batch,
            @ForAll @IntRange(min = 1, max = 2000) int prompt,
            @ForAll @DoubleRange(min = 1e9, max = 1e15) double flops,
            @ForAll @DoubleRange(min = 1e8, max = 1e13) double bandwidth,
            @ForAll @DoubleRange(min = 1, max = 100) double factor) {
        double seconds = price(model, strategy, batch, prompt, new Roofline(flops, bandwidth))
                .seconds();
        double moreFlops = price(model, strategy, batch, prompt, new Roofline(flops * factor, bandwidth))
                .seconds();
        double moreBytes = price(model, strategy, batch, prompt, new Roofline(flops, bandwidth * factor))
                .seconds();
        double both = price(model, strategy, batch, prompt, new Roofline(flops * factor, bandwidth * factor))
                .seconds();

        assertThat(moreFlops).isPositive().isLessThanOrEqualTo(seconds);
        assertThat(moreBytes).isPositive().isLessThanOrEqualTo(seconds);
        assertThat(both).as("both roofs, all of the factor").isCloseTo(seconds / factor, within(seconds * 1e-9));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aLargerBatchNeverTakesLessTimeOrMemoryAndNeverMorePerSequence(
            @ForAll("architectures") Architecture model,
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 64) int batch,
            @ForAll @IntRange(min = 1, max = 64) int more,
            @ForAll @IntRange(min = 1, max = 500) int prompt,
            @ForAll LogitRows logits) {
        Roofline roofline = new Roofline(1e14, 1e12);
        Timeline small = price(model, strategy, batch, prompt, roofline);
        Timeline large = price(model, strategy, batch + more, prompt, roofline);

        assertThat(large.seconds()).isGreaterThanOrEqualTo(small.seconds());
        assertThat(large.tokensPerSecond()).isGreaterThanOrEqualTo(small.tokensPerSecond() * (1 - 1e-9));
        MemoryEstimate less = memory(model, logits, small);
        MemoryEstimate greater = memory(model, logits, large);
        assertThat(greater.weightBytes()).isEqualTo(less.weightBytes());
        assertThat(greater.keyValueBytes()).isGreaterThanOrEqualTo(less.keyValueBytes());
        assertThat(greater.activationBytes()).isGreaterThan(less.activationBytes());
        assertThat(greater.logitBytes()).isGreaterThan(less.logitBytes());
        assertThat(greater.totalBytes()).isGreaterThan(less.totalBytes());
    }

    private static MemoryEstimate memory(Architecture model, LogitRows logits, Timeline timeline) {
        List<Pass> passes = timeline.passes().stream().map(PassTime::pass).toList();
        return MemoryEstimate.of(model, DTypes.BF16, logits, passes);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aTimelineIsTheSumOfItsPassesAndTheyOfTheirOperators(
            @ForAll("architectures") Architecture model,
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 64) int batch,
            @ForAll @IntRange(min = 1, max = 500) int prompt) {
        Roofline roofline = new Roofline(1e14, 1e12);
        Pricer alone = new Pricer(model, DTypes.BF16, Set.of(), roofline);
        Timeline timeline = price(model, strategy, batch, prompt, roofline);
        double seconds = 0;
        Work work = Work.NONE;
        for (PassTime pass : timeline.passes()) {
            Pricer.Price price = alone.price(pass.pass());
            assertThat(pass.seconds()).isEqualTo(price.seconds());
            assertThat(price.operators().stream()
                            .mapToDouble(OperatorTotal::seconds)
                            .sum())
                    .isCloseTo(price.seconds(), within(price.seconds() * 1e-12));
            seconds += price.seconds();
            work = work.plus(pass.work());
        }
        assertThat(timeline.seconds()).isEqualTo(seconds);
        assertThat(timeline.work()).isEqualTo(work);
        assertThat(timeline.phases().stream()
                        .mapToInt(Timeline.PhaseTotal::passes)
                        .sum())
                .isEqualTo(timeline.passes().size());
        assertThat(timeline.phases().stream().map(Timeline.PhaseTotal::work).reduce(Work.NONE, Work::plus))
                .isEqualTo(work);
    }

    @Property(tries = 100)
    void theLargestThatFitsIsFound(
            @ForAll @IntRange(max = 5000) int capacity, @ForAll @IntRange(min = 1, max = 5000) int limit) {
        assertThat(MemoryEstimate.largest(batch -> batch <= capacity, limit)).isEqualTo(Math.min(capacity, limit));
    }
}
