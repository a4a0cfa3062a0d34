package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.timing.Basis;
import org.unmask.cost.timing.MachineTimings;
import org.unmask.cost.timing.MadeUpMachine;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Timing;

/// Prices from timings of operators.
class TimedPricesTest {
    private static final Architecture MODEL = Architectures.dense(3, 64, 4, 2, 16, 96, 160);
    private static final Set<Fusion> FUSED = Set.of(Fusion.RESIDUAL_NORM);
    private static final Roofline ROOFS = new Roofline(1e11, 1e10);
    private static final Profile PROFILE = Profile.timed(
            "test", new MachineTimings(List.of(MadeUpMachine.timings(MODEL, DTypes.BF16, FUSED))), "test");

    private static Timeline timeline(Architecture model, String strategy, Request request) {
        StrategySpec spec = StrategySpec.parse(strategy);
        return new Pricer(model, DTypes.BF16, Set.of(), ROOFS, PROFILE)
                .price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request, StrategyFiles.NONE));
    }

    @Test
    void aTimelineFollowsTheSpeedAsItsOperatorsDoByTheirTime() {
        Request request = new Request(1, 8, 4, LogitRows.ALL, false);
        OperatorTimings all = MadeUpMachine.timings(MODEL, DTypes.BF16, FUSED);
        OperatorTimings half = new OperatorTimings(
                all.stand(),
                all.overhead(),
                all.timings().stream()
                        .map(timing -> timing.shape().operator().equals("lm_head") ? unmoved(timing) : timing)
                        .toList());
        Pricer pricer = new Pricer(
                MODEL, DTypes.BF16, Set.of(), ROOFS, Profile.timed("test", new MachineTimings(List.of(half)), "test"));
        StrategySpec spec = StrategySpec.parse("ar");
        Timeline timeline = pricer.price(
                Origin.ASSUMED,
                Strategies.checked(spec, request),
                request,
                Strategies.assumption(spec, request, StrategyFiles.NONE));

        double head = 0;
        double others = 0;
        for (OperatorTotal operator : timeline.operators()) {
            if (operator.name().equals("lm_head")) {
                head += operator.seconds();
            } else if (!operator.name().equals(Pricer.DISPATCH)) {
                others += operator.seconds();
            }
        }
        assertThat(pricer.speedExponent(timeline)).isCloseTo(others / (head + others), within(1e-12));
        assertThat(new Pricer(MODEL, DTypes.BF16, Set.of(), ROOFS).speedExponent(timeline))
                .isEqualTo(1);
    }

    private static Timing unmoved(Timing timing) {
        return new Timing(
                timing.shape(),
                timing.at(),
                timing.flops(),
                timing.bytes(),
                timing.seconds(),
                timing.lowerQuartile(),
                timing.upperQuartile(),
                timing.samples(),
                0,
                timing.interruptions());
    }

    @Test
    void aPassIsTheSumOfItsOperatorsAndWhatIsBesideThem() {
        Request request = new Request(2, 8, 8, LogitRows.ALL, false);
        PassTime first = timeline(MODEL, "diffusion:steps=4", request).passes().getFirst();
        Pass pass = first.pass();

        double sum = 1e-6 + 2e-9 * 32 + 3e-9 * 32;
        for (Program.Section section : Lowering.lower(MODEL, pass, FUSED).sections()) {
            for (Operator operator : section.operators()) {
                sum += section.repeats() * MadeUpMachine.seconds(operator);
            }
        }
        assertThat(first.seconds()).isCloseTo(sum, within(1e-12));
        assertThat(first.operators()).extracting(OperatorTotal::name).contains("attn_residual+mlp_norm", "dispatch");
    }

    @Provide
    Arbitrary<String> strategies() {
        return Arbitraries.of(StrategyCases.predictable());
    }

    @Property(tries = 400)
    void theClosedSumIsThatOfThePasses(
            @ForAll("strategies") String strategy,
            @ForAll @IntRange(min = 1, max = 70) int prompt,
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll boolean isOther,
            @ForAll LogitRows logits) {
        Architecture model = isOther ? Architectures.dense(2, 48, 3, 3, 16, 80, 150) : MODEL;
        Request request = new Request(batch, prompt, 48, logits, false);
        StrategySpec spec = StrategySpec.parse(strategy);
        Timeline timeline = timeline(model, strategy, request);
        Quote quote = new Quoter(model, DTypes.BF16, ROOFS, PROFILE)
                .quote(
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request, StrategyFiles.NONE));

        assertThat(quote.seconds()).isCloseTo(timeline.seconds(), within(1e-9 * timeline.seconds()));
        assertThat(quote.firstTokenSeconds())
                .isCloseTo(timeline.firstTokenSeconds(), within(1e-9 * timeline.firstTokenSeconds()));
        assertThat(quote.work()).isEqualTo(timeline.work());
    }

    @Test
    void anotherModelHasTheEfficiencyOfTheNearestShapes() {
        Pricer pricer =
                new Pricer(Architectures.dense(2, 48, 3, 3, 16, 80, 150), DTypes.BF16, Set.of(), ROOFS, PROFILE);
        Request request = new Request(1, 8, 8, LogitRows.ALL, false);
        StrategySpec spec = StrategySpec.parse("ar");
        pricer.price(
                Origin.ASSUMED,
                Strategies.checked(spec, request),
                request,
                Strategies.assumption(spec, request, StrategyFiles.NONE));

        assertThat(pricer.bases()).containsEntry("gate_up_proj", Basis.SIMILAR).containsEntry("dispatch", Basis.TIMED);
    }

    @Test
    void withoutTimingsOfTheTypeTheRooflineCounts() {
        Request request = new Request(1, 8, 8, LogitRows.ALL, false);
        StrategySpec spec = StrategySpec.parse("ar");
        double timed = new Quoter(MODEL, DTypes.all(DType.INT8), ROOFS, PROFILE)
                .quote(
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request, StrategyFiles.NONE))
                .seconds();
        double plain = new Quoter(MODEL, DTypes.all(DType.INT8), ROOFS, Profile.ROOFLINE)
                .quote(
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request, StrategyFiles.NONE))
                .seconds();

        assertThat(timed).isEqualTo(plain);
    }
}
