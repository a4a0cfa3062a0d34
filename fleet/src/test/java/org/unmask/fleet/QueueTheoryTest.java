package org.unmask.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Lengths;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;

/// Where a fleet is one server that takes one request at a time, queueing theory knows its waits.
class QueueTheoryTest {
    private static final Objective NONE =
            new Objective(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    private static final Limits ONE = new Limits(1, 1 << 20, false, 1);
    private static final int REQUESTS = 2_000_000;

    private static Outcome served(Lengths answers, double rate, Batching batching, int replicas, int seed) {
        Traffic traffic = new Traffic.Drawn(new Arrivals.Random(rate, 1), new Lengths.Fixed(1), answers, REQUESTS);
        Fleet fleet = new Fleet(replicas, Routing.ROUND_ROBIN, batching, Priority.ARRIVAL, ONE);
        return Simulation.run(new SecondsByTokens(), fleet, traffic, NONE, seed, Simulation.Watcher.NONE);
    }

    /// M/D/1: the mean wait is `ρS / (2(1 - ρ))`.
    @ParameterizedTest
    @CsvSource({"0.2, STATIC", "0.5, CONTINUOUS", "0.7, BLOCK"})
    void waitsForEqualRequestsAreThoseOfTheory(double load, Batching batching) {
        double seconds = 4;
        Outcome outcome = served(new Lengths.Fixed(4), load / seconds, batching, 1, 5);

        double expected = load * seconds / (2 * (1 - load));
        assertThat(outcome.queue().mean()).isCloseTo(expected, within(0.01 * expected));
        assertThat(outcome.utilisation()).isCloseTo(load, within(0.01 * load));
        assertThat(outcome.end().mean()).isCloseTo(expected + seconds, within(0.01 * (expected + seconds)));
    }

    /// M/G/1 (Pollaczek and Khinchine): the mean wait is `λE[S²] / (2(1 - ρ))`. For S even over `1 .. n` the moments are
    /// `(n + 1) / 2` and `(n + 1)(2n + 1) / 6`.
    @ParameterizedTest
    @CsvSource({"0.3, 9", "0.6, 3"})
    void waitsForUnequalRequestsAreThoseOfTheory(double load, int longest) {
        double mean = (longest + 1) / 2.0;
        double square = (longest + 1) * (2.0 * longest + 1) / 6;
        double rate = load / mean;
        Outcome outcome = served(new Lengths.Uniform(1, longest), rate, Batching.CONTINUOUS, 1, 7);

        double expected = rate * square / (2 * (1 - load));
        assertThat(outcome.queue().mean()).isCloseTo(expected, within(0.01 * expected));
    }

    /// Every second request of a Poisson process reaches a replica: its arrivals are an Erlang process of two phases, which
    /// waits less than a Poisson process of its rate; two servers behind one queue wait less still.
    @ParameterizedTest
    @CsvSource({"0.6"})
    void twoReplicasWaitLessThanOneWithHalfOfTheTraffic(double load) {
        Outcome alone = served(new Lengths.Fixed(1), load, Batching.CONTINUOUS, 1, 9);
        Outcome both = served(new Lengths.Fixed(1), 2 * load, Batching.CONTINUOUS, 2, 9);

        assertThat(both.queue().mean())
                .isBetween(0.3 * alone.queue().mean(), 0.8 * alone.queue().mean());
        assertThat(both.utilisation()).isCloseTo(load, within(0.01 * load));
    }
}
