package org.unmask.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;

class PriorityTest {
    private static Fleet fleet(Priority priority, Batching batching, int sequences) {
        return new Fleet(1, Routing.ROUND_ROBIN, batching, priority, new Limits(sequences, 1 << 20, true, 0.9));
    }

    private static Outcome run(Service service, Fleet fleet, List<Arrival> arrivals, String objective) {
        return Simulation.run(
                service, fleet, new Traffic.Trace(arrivals), Objective.of(objective), 0, Simulation.Watcher.NONE);
    }

    /// A second each, two a second, and five seconds until an answer is late. In order of arrival request `k` ends `k / 2 + 1`
    /// seconds after it came: nine are good. By deadline one in time begins every second until the last that can, at 53 s.
    @ParameterizedTest
    @CsvSource({"ARRIVAL, 9", "DEADLINE, 54"})
    void underTooMuchTrafficThoseInTimeGoBeforeThoseThatAreLate(Priority priority, long good) {
        List<Arrival> arrivals = IntStream.range(0, 100)
                .mapToObj(i -> new Arrival(0.5 * i, 1, 1, 0))
                .toList();
        for (Batching batching : Batching.values()) {
            Outcome outcome = run(new SecondsByTokens(), fleet(priority, batching, 1), arrivals, "e2e=5");

            assertThat(outcome.good()).isEqualTo(good);
            assertThat(outcome.requests()).isEqualTo(100);
            assertThat(outcome.seconds()).isEqualTo(100);
        }
    }

    /// Two places, taken by answers of 100 and of 10 tokens. The next to come has 20 tokens, the one after it 100.
    @ParameterizedTest
    @CsvSource({"ARRIVAL, 10 20 100 100", "DEADLINE, 10 100 100 20"})
    void aLongAnswerBeginsBeforeAShortOne(Priority priority, String order) {
        PricedService service = PricedService.of(
                Small.scenario(StrategySpec.parse("ar"), new Request(1, 8, 100, LogitRows.ACTIVE)),
                StrategyFiles.NONE,
                Limits.USUAL);
        List<Arrival> arrivals = List.of(
                new Arrival(0, 8, 100, 0),
                new Arrival(0, 8, 10, 0),
                new Arrival(1e-9, 8, 20, 0),
                new Arrival(2e-9, 8, 100, 0));
        List<Integer> ended = new ArrayList<>();
        Fleet fleet = fleet(priority, Batching.CONTINUOUS, 2);
        Simulation.run(
                service, fleet, new Traffic.Trace(arrivals), Objective.of("e2e=100"), 0, new Simulation.Watcher() {
                    @Override
                    public void answer(int replica, Arrival request, double first, double block, double end) {
                        ended.add(request.generatedTokens());
                    }
                });

        List<Integer> expected = IntStream.of(0, 1, 2, 3)
                .map(i -> Integer.parseInt(order.split(" ", -1)[i]))
                .boxed()
                .toList();
        assertThat(ended).isEqualTo(expected);
    }

    @Test
    void withoutADeadlineThereIsNoPriorityByIt() {
        assertThatThrownBy(() -> run(
                        new SecondsByTokens(),
                        fleet(Priority.DEADLINE, Batching.STATIC, 1),
                        List.of(new Arrival(0, 1, 1, 0)),
                        "tpot=1"))
                .hasMessage("priority by deadline needs a deadline; give --slo ttft=SECONDS or e2e=SECONDS");
    }
}
