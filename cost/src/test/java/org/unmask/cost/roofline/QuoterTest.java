package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
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
import org.unmask.core.model.Experts;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Routing;
import org.unmask.core.model.Window;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;

/// A quote is what the passes add up to, whatever the strategy: the closed sums against the sums one by one.
class QuoterTest {
    private static final Architecture DENSE =
            Architectures.dense(3, 64, 4, 2, 16, 96, 160).with(new Projections(true, true, false));

    private static final Architecture DRAFTER = Architectures.dense(3, 32, 4, 4, 8, 64, 160);

    @Provide
    Arbitrary<Architecture> models() {
        return Arbitraries.of(
                DENSE,
                DENSE.with(new Experts(8, 2, 48, 32, 1, Routing.softmax(true))),
                DENSE.with(new Window(20, 0)),
                DENSE.with(new Window(9, 2)));
    }

    @Provide
    Arbitrary<String> strategies() {
        return Arbitraries.of(Stream.concat(StrategyCases.predictable().stream(), StrategyCases.drafted().stream())
                .toList());
    }

    @Provide
    Arbitrary<Deployment> deployments() {
        return Combinators.combine(Arbitraries.of(1, 2, 4), Arbitraries.of(1, 2, 3), Arbitraries.of(0.0, 1e-9, 1e-6))
                .as((tensor, stages, latency) ->
                        new Deployment(tensor, stages, new Deployment.Link("test", 5e10, latency, "test")));
    }

    @Property(tries = 2000)
    void theSumIsThatOfThePasses(
            @ForAll("models") Architecture model,
            @ForAll("strategies") String text,
            @ForAll @IntRange(min = 1, max = 70) int prompt,
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll LogitRows logits,
            @ForAll boolean shifted,
            @ForAll @DoubleRange(min = 0, max = 400) double dispatchNanoseconds,
            @ForAll @DoubleRange(min = 0, max = 1) double overlap,
            @ForAll @DoubleRange(min = 1, max = 300) double ridge,
            @ForAll("deployments") Deployment split,
            @ForAll @IntRange(min = 1, max = 2) int groups) {
        Deployment deployment = model.experts().isEmpty() || groups == 1 ? split : split.over(groups * split.tensor());
        StrategySpec spec = StrategySpec.parse(text);
        Request request = new Request(batch, prompt, 48, logits, shifted);
        Roofline roofline = new Roofline(ridge * 1e12, 1e12);
        Profile profile = new Profile("test", 0.7, 0.4, 0.9, 0.6, overlap, 1e-8, dispatchNanoseconds * 1e-9, "test");
        Participants participants = new Participants(
                new Participant(model, DTypes.BF16, roofline),
                Optional.of(new Participant(DRAFTER, DTypes.all(DType.FLOAT32), roofline)));
        Timeline timeline = new Pricer(participants, Set.of(), profile, deployment)
                .price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request));
        Quote quote = new Quoter(participants, profile, deployment)
                .quote(Strategies.checked(spec, request), request, Strategies.assumption(spec, request));

        assertThat(quote.passes()).isEqualTo(timeline.passes().size());
        assertThat(quote.work()).isEqualTo(timeline.work());
        assertThat(quote.seconds()).isCloseTo(timeline.seconds(), within(1e-11 * timeline.seconds()));
        assertThat(quote.firstTokenSeconds())
                .isCloseTo(timeline.firstTokenSeconds(), within(1e-11 * timeline.seconds()));
        List<Pass> passes = timeline.passes().stream().map(PassTime::pass).toList();
        assertThat(quote.memory()).isEqualTo(new MemoryPeak(participants, deployment).of(logits, passes));
    }

    @Property
    void aSumOfMaximaIsTheSumOneByOne(
            @ForAll @DoubleRange(min = 0, max = 10) double x0,
            @ForAll @DoubleRange(min = -0.1, max = 0.1) double dx,
            @ForAll @DoubleRange(min = 0, max = 10) double y0,
            @ForAll @DoubleRange(min = -0.1, max = 0.1) double dy,
            @ForAll @IntRange(min = 1, max = 90) int count) {
        double expected = 0;
        for (int k = 0; k < count; k++) {
            expected += Math.max(x0 + k * dx, y0 + k * dy);
        }

        assertThat(Line.sumOfMaxima(x0, dx, y0, dy, count)).isCloseTo(expected, within(1e-9));
    }
}
