package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Routing;
import org.unmask.core.model.Window;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Term;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.timing.MachineTimings;
import org.unmask.cost.timing.MadeUpMachine;

/// What is explained is what is priced: the terms of all runs add up to the operators of the pass.
class RunsTest {
    private static final Task TASK = new Task(Phase.DECODE, 0, 0, 0, 0, 0, new Commit.None());

    private static final Architecture DENSE =
            Architectures.dense(3, 64, 4, 2, 16, 96, 160).with(new Projections(true, true, false));

    @Provide
    Arbitrary<Architecture> models() {
        return Arbitraries.of(
                DENSE,
                DENSE.with(new Experts(8, 2, 48, 32, 1, Routing.softmax(true))),
                DENSE.with(new Experts(8, 3, 48, 0, 0, Routing.softmax(false))),
                DENSE.with(new Window(9, 2)));
    }

    @Provide
    Arbitrary<String> strategies() {
        return Arbitraries.of(StrategyCases.predictable());
    }

    @Provide
    Arbitrary<DTypes> types() {
        return Arbitraries.of(
                DTypes.BF16,
                new DTypes(DType.FP8, DType.INT4, DType.INT8),
                new DTypes(DType.INT4, DType.FLOAT32, DType.INT4));
    }

    @Provide
    Arbitrary<Deployment> deployments() {
        return Combinators.combine(Arbitraries.of(1, 2), Arbitraries.of(1, 2, 3))
                .as((tensor, stages) ->
                        new Deployment(tensor, stages, new Deployment.Link("test", 5e10, 1e-9, "test")));
    }

    @Property(tries = 1500)
    void termsAddUpToThePriceOfEveryPass(
            @ForAll("models") Architecture model,
            @ForAll("strategies") String text,
            @ForAll("types") DTypes types,
            @ForAll @IntRange(min = 1, max = 70) int prompt,
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @DoubleRange(min = 0, max = 400) double dispatchNanoseconds,
            @ForAll @DoubleRange(min = 0, max = 1) double overlap,
            @ForAll("deployments") Deployment split,
            @ForAll @IntRange(min = 1, max = 4) int groups) {
        Deployment deployment = model.experts().isEmpty() || groups == 1 ? split : split.over(groups * split.tensor());
        StrategySpec spec = StrategySpec.parse(text);
        Request request = new Request(batch, prompt, 48, LogitRows.ACTIVE, false);
        Profile profile = new Profile("test", 0.7, 0.4, 0.9, 0.6, overlap, 1e-8, dispatchNanoseconds * 1e-9, "test");
        Pricer pricer = new Pricer(model, types, Set.of(), new Roofline(5e13, 1e12), profile, deployment);
        Set<Pass> passes = new LinkedHashSet<>(pricer
                .price(Origin.ASSUMED, Strategies.checked(spec, request), request, Strategies.assumption(spec, request))
                .passes()
                .stream()
                .map(PassTime::pass)
                .toList());

        passes.forEach(pass -> assertExplained(pricer, pass, deployment));
    }

    private static void assertExplained(Pricer pricer, Pass pass, Deployment deployment) {
        Map<String, OperatorTotal> sums = new LinkedHashMap<>();
        for (Run run : pricer.runs(pass)) {
            Work terms = run.terms().stream().map(Term::work).reduce(Work.NONE, Work::plus);
            assertThat(terms).as(run.name()).isEqualTo(run.work());
            OperatorTotal own = new OperatorTotal(run.name(), run.calls(), run.total(), run.allSeconds());
            sums.merge(run.name(), own, (sum, more) -> sum.plus(more.calls(), more.work(), more.seconds()));
        }
        List<OperatorTotal> priced = pricer.price(pass).operators();
        assertThat(sums.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        priced.stream().map(OperatorTotal::name).toList());
        for (OperatorTotal operator : priced) {
            OperatorTotal sum = Objects.requireNonNull(sums.get(operator.name()));
            assertThat(sum.work()).as(operator.name()).isEqualTo(operator.work());
            assertThat(sum.seconds()).isCloseTo(operator.seconds(), within(1e-12 * operator.seconds()));
            if (deployment.stages() == 1) {
                assertThat(sum.calls()).as(operator.name()).isEqualTo(operator.calls());
            }
        }
    }

    @Property(tries = 300)
    void secondsFollowFromTermsByTheFormulaOfTheProfile(
            @ForAll("strategies") String text, @ForAll @DoubleRange(min = 0, max = 1) double overlap) {
        StrategySpec spec = StrategySpec.parse(text);
        Request request = new Request(2, 40, 48, LogitRows.ACTIVE, false);
        Profile profile = new Profile("test", 0.7, 0.4, 0.9, 0.6, overlap, 1e-8, 0, "test");
        Pricer pricer = new Pricer(DENSE, DTypes.BF16, Set.of(), new Roofline(5e13, 1e12), profile);
        Pass first = pricer.price(
                        Origin.ASSUMED,
                        Strategies.checked(spec, request),
                        request,
                        Strategies.assumption(spec, request))
                .passes()
                .getFirst()
                .pass();

        for (Run run : pricer.runs(first)) {
            boolean attention = run.name().equals("attention");
            double arithmetic = run.work().flops() / (5e13 * (attention ? 0.4 : 0.7));
            double traffic = run.work().bytes() / (1e12 * (attention ? 0.6 : 0.9));
            double expected =
                    Math.max(arithmetic, traffic) + (1 - overlap) * Math.min(arithmetic, traffic) + run.addedSeconds();
            assertThat(run.seconds()).isCloseTo(expected, within(1e-12 * expected));
            assertThat(run.terms().stream().mapToDouble(run::seconds).sum())
                    .isCloseTo(arithmetic + traffic, within(1e-12 * (arithmetic + traffic)));
        }
    }

    /// A chunk of a prompt beside sequences that decode, on a backend that fuses.
    @Test
    void passesOfSeveralGroupsAndFusedOperatorsAreExplainedToo() {
        Pricer pricer = new Pricer(DENSE, DTypes.BF16, Set.of(Fusion.RESIDUAL_NORM), new Roofline(5e13, 1e12));
        assertExplained(
                pricer,
                new Pass(List.of(
                        new Pass(1, 32, 16, Mask.CAUSAL, 0, TASK).only(),
                        new Pass(3, 1, 70, Mask.CAUSAL, 1, TASK).only())),
                Deployment.SINGLE);
    }

    @Test
    void timedOperatorsSayThatTheClockDecides() {
        MachineTimings machine = new MachineTimings(List.of(MadeUpMachine.timings(DENSE, DTypes.BF16, Set.of())));
        Pricer pricer = new Pricer(
                DENSE, DTypes.BF16, Set.of(), new Roofline(5e13, 1e12), Profile.timed("machine", machine, "test"));
        Pass pass = new Pass(1, 32, 0, Mask.FULL, 32, TASK);

        assertExplained(pricer, pass, Deployment.SINGLE);
        assertThat(pricer.runs(pass))
                .filteredOn(run -> run.name().equals("qkv_proj"))
                .singleElement()
                .satisfies(run -> assertThat(run.isTimed()).isTrue());
    }
}
