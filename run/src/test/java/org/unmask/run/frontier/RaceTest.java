package org.unmask.run.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.core.statistic.Proportion;
import org.unmask.core.text.UsageException;
import org.unmask.result.evaluation.Tally;
import org.unmask.run.frontier.Race.Contender;

/// Races of contenders whose true accuracy and speed are known.
class RaceTest {
    private static final int PROBLEMS = 400;

    /// Answers drawn once, so that those to fewer problems are part of those to more.
    private static final class Drawn implements Trials {
        private final boolean[][] right;
        private final double[][] seconds;
        private final int[] asked;

        Drawn(long seed, double[] accuracies, double[] speeds) {
            Random random = new Random(seed);
            right = new boolean[accuracies.length][PROBLEMS];
            seconds = new double[accuracies.length][PROBLEMS];
            asked = new int[accuracies.length];
            for (int i = 0; i < accuracies.length; i++) {
                for (int problem = 0; problem < PROBLEMS; problem++) {
                    right[i][problem] = random.nextDouble() < accuracies[i];
                    seconds[i][problem] = 40 / speeds[i] * (0.9 + 0.2 * random.nextDouble());
                }
            }
        }

        @Override
        public Tally first(int contender, int problems) {
            asked[contender] = Math.max(asked[contender], problems);
            int count = (int) IntStream.range(0, problems)
                    .filter(problem -> right[contender][problem])
                    .count();
            List<Tally.Sample> samples = IntStream.range(0, problems)
                    .mapToObj(problem -> new Tally.Sample(40, seconds[contender][problem], 4))
                    .toList();
            Optional<Proportion> share = Optional.of(new Proportion(count, problems));
            return new Tally(
                    problems, share, share, 0, 4, 40L * problems, 64L * problems, 1, samples, 0, Optional.empty());
        }
    }

    private static List<Contender> alone(int count) {
        return IntStream.range(0, count).mapToObj(_ -> new Contender(1, false)).toList();
    }

    private static List<Integer> front(List<Standing> standings) {
        return new Front(1, standings.getFirst(), standings)
                .points().stream().map(Standing::contender).toList();
    }

    /// A front of four, and eight settings far below it.
    private static final double[] ACCURACIES = {.97, .9, .8, .6, .5, .4, .3, .5, .4, .2, .6, .3};

    private static final double[] SPEEDS = {100, 200, 400, 800, 90, 150, 300, 80, 60, 500, 50, 70};

    @Test
    void theFrontIsThatOfTheWholeGridAndNeedsFewerAnswers() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            Drawn adaptive = new Drawn(seed, ACCURACIES, SPEEDS);
            Drawn whole = new Drawn(seed, ACCURACIES, SPEEDS);
            List<Contender> contenders = alone(ACCURACIES.length);

            List<Standing> raced = new Race(contenders, PROBLEMS, 25, 0.05).run(adaptive);
            List<Standing> all = new Race(contenders, PROBLEMS, PROBLEMS, 0.05).run(whole);

            assertThat(front(raced)).as("seed " + seed).isEqualTo(front(all)).isEqualTo(List.of(0, 1, 2, 3));
            assertThat(Arrays.stream(adaptive.asked).sum()).isLessThan(PROBLEMS * ACCURACIES.length * 3 / 4);
        }
    }

    @Test
    void whoIsDroppedIsAskedNothingMoreAndSaysByWhom() throws IOException {
        Drawn drawn = new Drawn(1, new double[] {.95, .2}, new double[] {200, 100});

        List<Standing> standings = new Race(alone(2), PROBLEMS, 25, 0.05).run(drawn);

        assertThat(standings.get(1).beatenBy()).hasValue(0);
        assertThat(drawn.asked).containsExactly(PROBLEMS, 25);
        assertThat(standings.get(1).tally().problems()).isEqualTo(25);
    }

    /// Contenders that are all alike: whoever is dropped is dropped wrongly. In 200 races with an error of 5 % that happens in no
    /// more than 10 of them on average, and in more than 18 with a probability below 1 %.
    @Test
    void nobodyIsDroppedWronglyMoreOftenThanIsSaid() throws IOException {
        int wrong = 0;
        for (long seed = 0; seed < 200; seed++) {
            Drawn drawn = new Drawn(seed, new double[] {.7, .7, .7, .7}, new double[] {100, 100, 100, 100});
            wrong += new Race(alone(4), PROBLEMS, 25, 0.05)
                            .run(drawn).stream()
                                    .anyMatch(standing -> standing.beatenBy().isPresent())
                    ? 1
                    : 0;
        }
        assertThat(wrong).isLessThanOrEqualTo(18);
    }

    @Test
    void onlySettingsOfOneBatchAreComparedAndABaselineWithNone() throws IOException {
        List<Contender> contenders = List.of(new Contender(1, true), new Contender(1, false), new Contender(8, false));
        Drawn drawn = new Drawn(1, new double[] {.99, .2, .1}, new double[] {900, 100, 50});

        List<Standing> standings = new Race(contenders, PROBLEMS, 25, 0.05).run(drawn);

        assertThat(standings)
                .allSatisfy(standing -> assertThat(standing.beatenBy()).isEmpty());
    }

    @Test
    void roundsDoubleAndHoldWholeBatches() {
        Race race = new Race(List.of(new Contender(1, false), new Contender(16, false)), 200, 25, 0.05);

        assertThat(race.rounds()).containsExactly(25, 50, 100, 200);
        assertThat(race.rounds().stream().map(round -> race.problems(1, round))).containsExactly(32, 64, 112, 200);
    }

    @Test
    void withoutKnownAnswersThereIsNoRace() {
        Tally open = new Tally(
                1,
                Optional.empty(),
                Optional.empty(),
                0,
                4,
                40,
                64,
                1,
                List.of(new Tally.Sample(40, 1, 4)),
                0,
                Optional.empty());

        assertThatThrownBy(() -> new Race(alone(1), 1, 1, 0.05).run((_, _) -> open))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no accuracy");
    }

    @Test
    void theKneeIsFarthestAboveTheLineBetweenTheEnds() throws IOException {
        double[] speeds = {100, 300, 350, 400};
        int[] rights = {100, 95, 70, 60};
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Optional<Proportion> share = Optional.of(new Proportion(rights[i], 100));
            List<Tally.Sample> samples = List.of(new Tally.Sample((long) speeds[i], 1, 1));
            standings.add(new Standing(
                    i, new Tally(100, share, share, 0, 4, 1, 1, 1, samples, 0, Optional.empty()), OptionalInt.empty()));
        }
        Front front = new Front(1, standings.getFirst(), standings);

        assertThat(front.knee()).contains(standings.get(1));
        assertThat(front.equal()).contains(standings.getFirst());
        assertThat(front.best()).isEqualTo(standings.getFirst());
        assertThat(front.times(standings.get(3))).isEqualTo(4);
    }
}
