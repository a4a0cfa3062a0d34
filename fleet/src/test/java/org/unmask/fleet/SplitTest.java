package org.unmask.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Task;
import org.unmask.core.op.Mask;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Lengths;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;
import org.unmask.cost.hardware.Deployment;

class SplitTest {
    private static final Objective NONE =
            new Objective(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    private static final Deployment.Link FREE = Deployment.Link.NONE;

    /// A prompt of `n` tokens is a pass of `n` seconds, which commits the first token; each later token is a pass of one
    /// second, however many sequences share it. A key takes 8 bytes.
    private record Clockwork(long capacityBytes) implements Service {
        @Override
        public Script script(Arrival request) {
            int prompt = request.promptTokens();
            int later = request.generatedTokens() - 1;
            List<Leg> legs = new ArrayList<>();
            legs.add(new Leg(List.of(), new Leg.Part(shape(Phase.PREFILL, prompt), 0, 1), 1, 0, 0, false));
            if (later > 0) {
                legs.add(new Leg(List.of(), new Leg.Part(shape(Phase.DECODE, 1), prompt, 1), later, 1, 0, true));
            }
            return new Script(legs, 1, 0, 0, 1, request.generatedTokens(), 0);
        }

        private static Shape shape(Phase phase, int queries) {
            Task task = new Task(phase, 0, 0, 1, 1, 0, new Commit.Next());
            return new Shape(Role.TARGET, 1, queries, Mask.CAUSAL, Reuse.NONE, Conditioning.NONE, task);
        }

        @Override
        public double seconds(Composition sequences) {
            return sequences.passes().getFirst().groups().stream()
                    .mapToInt(group -> group.queries() == 1 ? 1 : group.batch() * group.queries())
                    .max()
                    .orElseThrow();
        }

        @Override
        public long keptBytes(int keys) {
            return 8L * keys;
        }
    }

    private static Fleet fleet(int prefill, int decode, Deployment.Link link, Batching batching, int sequences) {
        return new Fleet(
                        decode,
                        Routing.LEAST_LOADED,
                        batching,
                        Priority.ARRIVAL,
                        new Limits(sequences, 1 << 20, false, 0.9))
                .with(new Split(prefill, link));
    }

    private record Answer(double first, double end) {}

    private static List<Answer> answers(Service service, Fleet fleet, List<Arrival> arrivals) {
        List<Answer> answers = new ArrayList<>();
        Simulation.run(service, fleet, new Traffic.Trace(arrivals), NONE, 0, new Simulation.Watcher() {
            @Override
            public void answer(int replica, Arrival request, double firstPass, double firstBlock, double end) {
                answers.add(new Answer(firstBlock, end));
            }
        });
        return answers;
    }

    /// Four seconds for the prompt; 32 bytes at 16 bytes a second and half a second of latency; two more tokens.
    @ParameterizedTest
    @EnumSource(Batching.class)
    void oneRequestTakesItsPromptItsTransferAndItsTokens(Batching batching) {
        Fleet fleet = fleet(1, 1, new Deployment.Link("l", 16, 0.5, "by hand"), batching, 8);

        assertThat(answers(new Clockwork(1 << 20), fleet, List.of(new Arrival(0, 4, 3, 0))))
                .containsExactly(new Answer(4, 4 + 2.5 + 2));
    }

    /// The prompts take 4 s each, one after the other, and end at 4 and 8 s. The first transfer takes 6 s, to 10 s; the
    /// second begins then, and ends at 16 s. The first answer decodes from 10 to 13 s, the second from 16 to 17 s.
    @Test
    void transfersOfAReplicaFollowEachOther() {
        Fleet fleet = fleet(1, 1, new Deployment.Link("l", 32 / 5.0, 1, "by hand"), Batching.CONTINUOUS, 1);

        List<Answer> answers =
                answers(new Clockwork(1 << 20), fleet, List.of(new Arrival(0, 4, 4, 0), new Arrival(0, 4, 2, 0)));
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).first()).isEqualTo(4);
        assertThat(answers.get(0).end()).isCloseTo(13, within(1e-9));
        assertThat(answers.get(1).first()).isEqualTo(8);
        assertThat(answers.get(1).end()).isCloseTo(17, within(1e-9));
    }

    /// Two replicas compute the prompts at once, to 40 s. Where tokens are decoded a request keeps up to 42 keys of 8 bytes: if
    /// there is room for one only, the second waits from 40 s until the first has its tokens, at 42 s.
    @ParameterizedTest
    @CsvSource({"400, 42 44", "1000, 42 42"})
    void keysThatArriveWaitForRoom(long capacityBytes, String ends) {
        Fleet fleet = fleet(2, 1, FREE, Batching.CONTINUOUS, 8);

        List<Answer> answers = answers(
                new Clockwork(capacityBytes), fleet, List.of(new Arrival(0, 40, 3, 0), new Arrival(0, 40, 3, 0)));
        assertThat(answers.stream().map(answer -> "" + Math.round(answer.end())).toList())
                .isEqualTo(List.of(ends.split(" ", -1)));
    }

    /// A prompt no longer holds up who decodes: the first request has a token each second, though another one's prompt of 50
    /// tokens comes in between. Where one replica does both, it waits for that prompt.
    @Test
    void promptsDoNotHoldUpWhoDecodes() {
        List<Arrival> arrivals = List.of(new Arrival(0, 4, 10, 0), new Arrival(6, 50, 1, 0));
        Fleet both = new Fleet(
                1, Routing.LEAST_LOADED, Batching.CONTINUOUS, Priority.ARRIVAL, new Limits(8, 1 << 20, false, 0.9));

        assertThat(answers(new Clockwork(1 << 20), fleet(1, 1, FREE, Batching.CONTINUOUS, 8), arrivals)
                        .getFirst())
                .isEqualTo(new Answer(4, 13));
        assertThat(answers(new Clockwork(1 << 20), both, arrivals)).anySatisfy(answer -> {
            assertThat(answer.first()).isEqualTo(4);
            assertThat(answer.end()).isGreaterThanOrEqualTo(4 + 9 + 49);
        });
    }

    /// With a free link and requests far apart, nobody sees that there are two kinds of replicas.
    @ParameterizedTest
    @CsvSource({"ar", "block-diffusion:block=16;tokens-per-pass=2", "speculative:drafter=small;acceptance=0.6"})
    void aFreeLinkChangesNothingForRequestsThatAreAlone(String strategy) {
        PricedService service = PricedService.of(
                Small.scenario(
                        StrategySpec.parse(strategy.replace(';', ',')), new Request(1, 96, 48, LogitRows.ACTIVE)),
                StrategyFiles.NONE,
                Limits.USUAL);
        List<Arrival> arrivals =
                List.of(new Arrival(0, 96, 48, 0), new Arrival(1000, 64, 16, 0), new Arrival(2000, 96, 32, 0));
        Fleet both = new Fleet(1, Routing.LEAST_LOADED, Batching.CONTINUOUS, Priority.ARRIVAL, Limits.USUAL);

        List<Answer> apart = answers(service, both.with(new Split(1, FREE)), arrivals);
        assertThat(apart).hasSize(3).isEqualTo(answers(service, both, arrivals));
    }

    /// Little's law is checked in every run; so is that nobody is forgotten.
    @ParameterizedTest
    @EnumSource(Batching.class)
    void allRequestsAreAnsweredUnderTraffic(Batching batching) {
        Traffic traffic = new Traffic.Drawn(
                new Arrivals.Random(0.3, 1), new Lengths.Uniform(1, 6), new Lengths.Uniform(1, 20), 2000);
        Fleet fleet = fleet(2, 3, new Deployment.Link("l", 40, 0.1, "by hand"), batching, 4);
        Outcome outcome = Simulation.run(new Clockwork(8 * 80), fleet, traffic, NONE, 3, Simulation.Watcher.NONE);

        assertThat(outcome.requests()).isEqualTo(2000);
        assertThat(outcome.meanRequests())
                .isCloseTo(
                        outcome.end().mean() * outcome.requests() / outcome.seconds(),
                        within(1e-6 * outcome.meanRequests()));
        assertThat(outcome.utilisation()).isBetween(0.1, 1.0);
        assertThat(outcome.prefillUtilisation()).isBetween(0.1, 1.0);
        assertThat(outcome.transfer().count()).isLessThan(2000);
        assertThat(outcome.transfer().percentile(50)).isGreaterThan(0.1);
    }

    @Test
    void aStrategyWithoutAPassOverThePromptAloneIsRefused() {
        PricedService service = PricedService.of(
                Small.scenario(StrategySpec.parse("diffusion:steps=8"), new Request(1, 96, 32, LogitRows.ACTIVE)),
                StrategyFiles.NONE,
                Limits.USUAL);

        assertThatThrownBy(() ->
                        answers(service, fleet(1, 1, FREE, Batching.CONTINUOUS, 8), List.of(new Arrival(0, 96, 32, 0))))
                .hasMessageContaining("has no pass over the prompt alone");
    }

    @Test
    void deadlinesAreNotKnownToReplicasForPrompts() {
        Fleet fleet = new Fleet(1, Routing.LEAST_LOADED, Batching.CONTINUOUS, Priority.DEADLINE, Limits.USUAL);

        assertThatThrownBy(() -> fleet.with(new Split(1, FREE))).hasMessageContaining("give --priority arrival");
    }
}
