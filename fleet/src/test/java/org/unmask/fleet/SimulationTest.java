package org.unmask.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Lengths;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;

class SimulationTest {
    private static final Objective NONE =
            new Objective(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    private static final int PROMPT = 96;
    private static final int ANSWER = 48;

    private static Scenario scenario(String strategy, int batch) {
        return Small.scenario(StrategySpec.parse(strategy), new Request(batch, PROMPT, ANSWER, LogitRows.ACTIVE));
    }

    private static Fleet fleet(int replicas, Batching batching) {
        return new Fleet(replicas, Routing.LEAST_LOADED, batching, Priority.ARRIVAL, new Limits(256, 8192, true, 0.9));
    }

    private static Outcome run(String strategy, Fleet fleet, Traffic traffic) {
        PricedService service = PricedService.of(scenario(strategy, 1), StrategyFiles.NONE, fleet.limits());
        return Simulation.run(service, fleet, traffic, NONE, 1, Simulation.Watcher.NONE);
    }

    private static Traffic atOnce(int requests) {
        return new Traffic.Trace(IntStream.range(0, requests)
                .mapToObj(_ -> new Arrival(0, PROMPT, ANSWER, 0.5))
                .toList());
    }

    private static Stream<Arguments> batches() {
        return Stream.of(StrategyCases.predictable(), StrategyCases.drafted())
                .flatMap(List::stream)
                .flatMap(strategy -> Stream.of(Batching.values()).map(batching -> Arguments.of(strategy, batching)));
    }

    /// All requests of a batch are alike and come at once, so they run together from the first pass to the last.
    @ParameterizedTest
    @MethodSource("batches")
    void aBatchOfIdenticalRequestsTakesWhatPredictSays(String strategy, Batching batching) {
        int batch = 4;
        Outcome outcome = run(strategy, fleet(1, batching), atOnce(batch));
        Prediction prediction = Prediction.of(scenario(strategy, batch));

        assertThat(outcome.end().longest()).isCloseTo(prediction.totals().seconds(), within(1e-9));
        assertThat(outcome.firstToken().longest()).isCloseTo(prediction.totals().firstTokenSeconds(), within(1e-9));
        assertThat(outcome.tokens()).isEqualTo((long) batch * ANSWER);
        assertThat(outcome.meanBatch()).isEqualTo(batch);
        assertThat(outcome.utilisation()).isCloseTo(1, within(1e-9));
        assertThat(outcome.preemptions()).isZero();
    }

    /// The first of six blocks is complete after a sixth of the passes.
    @Test
    void theFirstBlockComesBeforeTheEnd() {
        Outcome outcome = run("diffusion:block=8,steps=24", fleet(1, Batching.CONTINUOUS), atOnce(1));

        assertThat(outcome.firstBlock().longest() / outcome.end().longest()).isCloseTo(1.0 / 6, within(0.01));
        assertThat(outcome.firstToken().longest() / outcome.end().longest()).isCloseTo(1.0 / 24, within(0.005));
        assertThat(outcome.perToken().longest())
                .isCloseTo((outcome.end().longest() - outcome.firstBlock().longest()) / 40, within(1e-12));
    }

    @Test
    void anAnswerThatEndsWithinABlockIsComputedToItsEnd() {
        Traffic traffic = new Traffic.Trace(List.of(new Arrival(0, PROMPT, 33, 0)));
        Outcome outcome = run("dual-cache:block=32,tokens-per-pass=2", fleet(1, Batching.CONTINUOUS), traffic);

        assertThat(outcome.tokens()).isEqualTo(33);
        assertThat(outcome.passes()).isEqualTo(2 * 16);
    }

    /// Three prompts of 96 tokens fit a memory of 304; the answers of 48 do not.
    @Test
    void whoComesLastGivesItsMemoryUp() {
        Small.Tight service = new Small.Tight(scenario("ar", 1), 304);
        Fleet fleet = fleet(1, Batching.CONTINUOUS);
        List<Double> ends = new ArrayList<>();
        Outcome outcome = Simulation.run(service, fleet, atOnce(3), NONE, 1, new Simulation.Watcher() {
            @Override
            public void answer(int replica, Arrival request, double firstPass, double firstBlock, double end) {
                ends.add(end);
            }
        });

        assertThat(outcome.preemptions()).isPositive();
        assertThat(outcome.mostKeptBytes()).isLessThanOrEqualTo(304);
        assertThat(outcome.tokens()).isEqualTo(3 * ANSWER);
        assertThat(ends).hasSize(3).isSorted();
    }

    @Test
    void aRequestThatNeedsMoreMemoryThanThereIsIsRefused() {
        Small.Tight service = new Small.Tight(scenario("ar", 1), 112);
        assertThatThrownBy(() -> Simulation.run(
                        service, fleet(1, Batching.CONTINUOUS), atOnce(1), NONE, 1, Simulation.Watcher.NONE))
                .hasMessageContaining("a request of 96 + 48 tokens alone needs more memory");
    }

    /// A prompt that is cut takes more passes, and the sequences that decode go on meanwhile.
    @Test
    void promptsAreCutToTheRoomThatIsLeft() {
        Fleet whole = fleet(1, Batching.CONTINUOUS);
        Fleet cut = new Fleet(
                1, Routing.ROUND_ROBIN, Batching.CONTINUOUS, Priority.ARRIVAL, new Limits(256, 32, true, 0.9));

        assertThat(run("ar", whole, atOnce(1)).passes()).isEqualTo(ANSWER);
        assertThat(run("ar", cut, atOnce(1)).passes()).isEqualTo(ANSWER + 2);
        assertThat(run("ar", cut, atOnce(2)).tokens()).isEqualTo(2 * ANSWER);
    }

    @ParameterizedTest
    @CsvSource({
        "ar, CONTINUOUS",
        "ar, STATIC",
        "dual-cache:block=32;tokens-per-pass=3, BLOCK",
        "block-diffusion:block=16;tokens-per-pass=2, CONTINUOUS"
    })
    void equalSeedsGiveEqualOutcomesAndNobodyIsForgotten(String strategy, Batching batching) {
        Traffic traffic = new Traffic.Drawn(
                new Arrivals.Random(200, 0.5), new Lengths.Uniform(10, 200), new Lengths.LogNormal(40, 0.7, 200), 500);
        PricedService service = PricedService.of(
                Small.scenario(
                        StrategySpec.parse(strategy.replace(';', ',')), new Request(1, 200, 224, LogitRows.ACTIVE)),
                StrategyFiles.NONE,
                Limits.USUAL);
        Outcome first = Simulation.run(service, fleet(3, batching), traffic, NONE, 4, Simulation.Watcher.NONE);
        Outcome second = Simulation.run(service, fleet(3, batching), traffic, NONE, 4, Simulation.Watcher.NONE);

        assertThat(first.requests()).isEqualTo(500);
        assertThat(first.good()).isEqualTo(500);
        assertThat(first.seconds()).isEqualTo(second.seconds());
        assertThat(first.end().percentile(99)).isEqualTo(second.end().percentile(99));
        assertThat(first.utilisation()).isBetween(0.0, 1.0);
    }
}
