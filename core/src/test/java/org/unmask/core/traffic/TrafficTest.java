package org.unmask.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTest {
    private static List<Arrival> all(Traffic traffic, long seed) {
        List<Arrival> arrivals = new ArrayList<>();
        traffic.requests(seed).forEachRemaining(arrivals::add);
        return arrivals;
    }

    private static Traffic drawn(Arrivals arrivals) {
        return new Traffic.Drawn(arrivals, Lengths.of("uniform:3-9"), Lengths.of("lognormal:40:1:100"), 500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "uniform:3-9", "lognormal:200:1.5:4096"})
    void lengthsArePrintedAsTheyAreRead(String text) {
        assertThat(Lengths.of(text)).hasToString(text);
    }

    /// The median of a log-normal distribution is exact; half of an even one's range is its mean.
    @Test
    void lengthsHaveTheirDistribution() {
        SplittableRandom random = new SplittableRandom(1);
        int count = 100_000;
        double mean = IntStream.generate(() -> Lengths.of("uniform:3-9").draw(random))
                .limit(count)
                .average()
                .orElseThrow();
        double below = IntStream.generate(
                        () -> Lengths.of("lognormal:400:0.8:100000").draw(random))
                .limit(count)
                .filter(tokens -> tokens <= 400)
                .count();

        assertThat(mean).isCloseTo(6, within(0.03));
        assertThat(below / count).isCloseTo(0.5, within(0.01));
        assertThat(IntStream.generate(() -> Lengths.of("lognormal:40:3:64").draw(random))
                        .limit(count))
                .allMatch(tokens -> tokens >= 1 && tokens <= 64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "uniform:9-3", "uniform:3", "lognormal:10:1", "lognormal:10:1:5", "99999999999"})
    void otherLengthsAreRefused(String text) {
        assertThatThrownBy(() -> Lengths.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad length");
    }

    @Test
    void otherArrivalsLeaveLengthsAsTheyAre() {
        List<Arrival> even = all(drawn(new Arrivals.Constant(3)), 5);
        List<Arrival> random = all(drawn(new Arrivals.Random(70, 0.5)), 5);

        assertThat(even).hasSize(500).isEqualTo(all(drawn(new Arrivals.Constant(3)), 5));
        assertThat(random)
                .extracting(Arrival::promptTokens)
                .isEqualTo(even.stream().map(Arrival::promptTokens).toList());
        assertThat(random)
                .extracting(Arrival::generatedTokens)
                .isEqualTo(even.stream().map(Arrival::generatedTokens).toList());
        assertThat(random).extracting(Arrival::seconds).isSorted();
    }

    @Test
    void requestsApartAreTheFirstOnes() {
        Traffic traffic = new Traffic.Trace(
                List.of(new Arrival(0, 5, 6, 0.1), new Arrival(0.5, 7, 8, 0.2), new Arrival(0.5, 9, 10, 0.3)));

        assertThat(all(traffic.apart(100, 2), 0))
                .containsExactly(new Arrival(0, 5, 6, 0.1), new Arrival(100, 7, 8, 0.2));
        assertThat(traffic.longestPrompt()).isEqualTo(9);
        assertThat(traffic.longestAnswer()).isEqualTo(10);
        assertThat(all(drawn(new Arrivals.Constant(3)).apart(100, 4), 2))
                .extracting(Arrival::seconds)
                .containsExactly(0.0, 100.0, 200.0, 300.0);
    }

    @Test
    void aTraceOutOfOrderIsRefused() {
        assertThatThrownBy(() -> new Traffic.Trace(List.of(new Arrival(2, 1, 1, 0), new Arrival(1, 1, 1, 0))))
                .hasMessageContaining("request 2 comes at 1.0 s, before the one at 2.0 s");
    }
}
