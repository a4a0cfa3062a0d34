package org.unmask.core.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.Timeline.PassClock;

/// Two passes of denoising were run where four were assumed. A pass is priced 3 s: 2 s of products, 1 s of the rest.
class ComparisonTest {
    private static final Work PRODUCTS = new Work(100, 10, 20, 30, 0, 0);

    private final Timeline assumed = priced(Origin.ASSUMED, 4);
    private final Timeline replayed = priced(Origin.REPLAYED, 2);

    private static Timeline priced(Origin origin, int steps) {
        Request request = new Request(1, 8, 8, LogitRows.ACTIVE);
        List<PassTime> passes = new ArrayList<>();
        Unfolding.run(
                Strategies.create(StrategySpec.parse("diffusion:steps=" + steps), 8),
                request,
                Assumption.scheduled(1),
                (pass, outcome) -> passes.add(new PassTime(
                        pass,
                        outcome,
                        3,
                        List.of(
                                new OperatorTotal("products", 7, PRODUCTS, 2),
                                new OperatorTotal("rest", 1, Work.NONE, 1)))));
        return new Timeline(origin, request, passes);
    }

    private Timeline measured(PassClock first, PassClock second) {
        return Timeline.measured(replayed, List.of(first, second), Map.of());
    }

    @Test
    void theClocksSecondsAreOnThePassesAndOperatorsThatRan() {
        Timeline measured = measured(
                new PassClock(5, Map.of("rest", 1.5, "products", 3.0)), new PassClock(7, Map.of("products", 4.0)));

        assertThat(measured.origin()).isEqualTo(Origin.MEASURED);
        assertThat(measured.seconds()).isEqualTo(12);
        assertThat(measured.outcomes()).isEqualTo(replayed.outcomes());
        assertThat(measured.passes().getFirst().operators())
                .containsExactly(
                        new OperatorTotal("products", 7, PRODUCTS, 3), new OperatorTotal("rest", 1, Work.NONE, 1.5));
        assertThat(measured.operators())
                .containsExactly(
                        new OperatorTotal("products", 14, PRODUCTS.plus(PRODUCTS), 7),
                        new OperatorTotal("rest", 1, Work.NONE, 1.5));
    }

    @Test
    void sumsOfOperatorsAreTakenWhereNoPassHasThem() {
        List<PassClock> clocks = List.of(new PassClock(5, Map.of()), new PassClock(7, Map.of()));

        Timeline measured = Timeline.measured(replayed, clocks, Map.of("products", 9.0));

        assertThat(measured.operators()).containsExactly(new OperatorTotal("products", 14, PRODUCTS.plus(PRODUCTS), 9));
    }

    @Test
    void theErrorOfThePassesStandsApartFromThatOfTheirCost() {
        Timeline measured = measured(
                new PassClock(5, Map.of("rest", 1.0, "products", 4.0)),
                new PassClock(7, Map.of("rest", 1.0, "products", 6.0)));
        Comparison comparison = new Comparison(Optional.of(assumed), replayed, measured);

        assertThat(comparison.whole().passesError())
                .hasValueSatisfying(error -> assertThat(error).isCloseTo(4.0 / 2 - 1, within(1e-12)));
        assertThat(comparison.whole().costError())
                .hasValueSatisfying(error -> assertThat(error).isCloseTo(6.0 / 12 - 1, within(1e-12)));
        assertThat(comparison.operators())
                .containsExactly(
                        new Comparison.Times(
                                "products", 14, PRODUCTS.plus(PRODUCTS), Optional.of(8.0), 4, Optional.of(10.0)),
                        new Comparison.Times("rest", 2, Work.NONE, Optional.of(4.0), 2, Optional.of(2.0)));
        assertThat(comparison.operators(1))
                .containsExactly(
                        new Comparison.Times("products", 7, PRODUCTS, Optional.empty(), 2, Optional.of(6.0)),
                        new Comparison.Times("rest", 1, Work.NONE, Optional.empty(), 1, Optional.of(1.0)));
        assertThat(comparison.phases()).singleElement().satisfies(phase -> {
            assertThat(phase.name()).isEqualTo("denoise, 16 queries");
            assertThat(phase.count()).isEqualTo(2);
            assertThat(phase.assumedSeconds()).contains(12.0);
            assertThat(phase.replayedSeconds()).isEqualTo(6);
            assertThat(phase.measuredSeconds()).contains(12.0);
        });
    }

    @Test
    void anotherNumberOfPassesIsRefused() {
        List<PassClock> clocks = List.of(new PassClock(1, Map.of()));

        assertThatThrownBy(() -> Timeline.measured(replayed, clocks, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("1 passes were recorded, the strategy asks for 2");
        assertThatThrownBy(() -> new Comparison(Optional.empty(), replayed, assumed))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
