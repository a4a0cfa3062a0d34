package org.unmask.run.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.statistic.Proportion;
import org.unmask.result.evaluation.EvaluatedProblem;
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
        public List<EvaluatedProblem> first(int contender, int problems) {
            asked[contender] = Math.max(asked[contender], problems);
            return IntStream.range(0, problems)
                    .mapToObj(problem ->
                            answer(problem, Optional.of(right[contender][problem]), 40, seconds[contender][problem]))
                    .toList();
        }
    }

    private static EvaluatedProblem answer(int problem, Optional<Boolean> right, int tokens, double seconds) {
        return new EvaluatedProblem(
                "s",
                problem,
                Optional.empty(),
                "",
                right.map(is -> new EvaluatedProblem.Score(is, is)),
                true,
                4,
                0,
                64,
                tokens,
                seconds,
                1,
                problem,
                List.of(),
                List.of());
    }

    /// Answers of 40 tokens in a second.
    static List<EvaluatedProblem> answers(List<Boolean> right) {
        return IntStream.range(0, right.size())
                .mapToObj(problem -> answer(problem, Optional.of(right.get(problem)), 40, 1))
                .toList();
    }

    private static List<Contender> alone(int count) {
        return IntStream.range(0, count).mapToObj(_ -> new Contender(1, false)).toList();
    }

    private static List<Integer> front(List<Standing> standings) {
        return new Front(1, List.of(standings.getFirst()), standings)
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

    /// Contenders that are all equally accurate: whoever is dropped is dropped wrongly, also where they differ in speed.
    /// In 200 races with an error of 5 % that happens in no more than 10 of them on average, and in more than 18 with a
    /// probability below 1 %.
    @ParameterizedTest
    @ValueSource(doubles = {0, 100})
    void wrongDropsAreNoMoreFrequentThanTheStatedError(double faster) throws IOException {
        int wrong = 0;
        for (long seed = 0; seed < 200; seed++) {
            Drawn drawn = new Drawn(seed, new double[] {.7, .7, .7, .7}, new double[] {
                100, 100 + faster, 100 + 2 * faster, 100 + 3 * faster
            });
            wrong += new Race(alone(4), PROBLEMS, 25, 0.05)
                            .run(drawn).stream()
                                    .anyMatch(standing -> standing.beatenBy().isPresent())
                    ? 1
                    : 0;
        }
        assertThat(wrong).isLessThanOrEqualTo(18);
    }

    /// One is slower and has nothing right that the other has not. With two contenders and three decisions at 5 % the
    /// level is 0.04 / (3 · 2 · 1) = 1/150: seven problems that only the other has right are not enough at 1/128, eight are.
    @ParameterizedTest
    @CsvSource({"7, false", "8, true"})
    void asManyProblemsAsTheSignTestNeedsTellSettingsApart(int onlyOther, boolean dropped) throws IOException {
        List<Contender> contenders = alone(2);
        Trials trials = (contender, problems) -> IntStream.range(0, problems)
                .mapToObj(problem -> answer(
                        problem, Optional.of(contender == 1 || problem >= onlyOther), 40, contender == 1 ? 1 : 2))
                .toList();

        List<Standing> standings = new Race(contenders, 200, 25, 0.05).run(trials);

        assertThat(standings.getFirst().beatenBy().isPresent()).isEqualTo(dropped);
        assertThat(standings.getFirst().answers()).hasSize(dropped ? 25 : 200);
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
    void roundsDoubleAndHoldFourWholeBatchesAtLeast() {
        Race race = new Race(List.of(new Contender(1, false), new Contender(16, false)), 200, 25, 0.05);

        assertThat(race.rounds()).containsExactly(25, 50, 100, 200);
        assertThat(race.rounds().stream().map(round -> race.problems(1, round))).containsExactly(64, 64, 112, 200);
    }

    /// The first round has no known answer, and so drops nobody; the rest are scored.
    @Test
    void knownAnswersMayBeginAfterTheFirstRound() throws IOException {
        Trials trials = (contender, problems) -> IntStream.range(0, problems)
                .mapToObj(problem -> answer(
                        problem,
                        problem < 30 ? Optional.empty() : Optional.of(contender == 1),
                        40,
                        contender == 1 ? 1 : 2))
                .toList();

        List<Standing> standings = new Race(alone(2), 200, 25, 0.05).run(trials);

        assertThat(standings.getFirst().beatenBy()).hasValue(1);
        assertThat(standings.getFirst().answers()).hasSize(50);
        assertThat(standings.getFirst().accuracy()).isEqualTo(new Proportion(0, 20));
        assertThat(standings.get(1).accuracy()).isEqualTo(new Proportion(170, 170));
    }

    @Test
    void theKneeIsFarthestAboveTheLineBetweenTheEnds() throws IOException {
        double[] speeds = {100, 300, 350, 400};
        int[] rights = {100, 95, 70, 60};
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int last = i;
            standings.add(Standing.of(
                    i,
                    IntStream.range(0, 100)
                            .mapToObj(problem ->
                                    answer(problem, Optional.of(problem < rights[last]), 40, 40 / speeds[last]))
                            .toList()));
        }
        Front front = new Front(1, List.of(standings.getFirst()), standings);

        assertThat(front.knee()).contains(standings.get(1));
        assertThat(front.equal()).contains(standings.getFirst());
        assertThat(front.best()).isEqualTo(standings.getFirst());
        assertThat(front.times(standings.get(3))).isEqualTo(4, within(1e-12));
        assertThat(front.accuracies(standings.get(1))).isEqualTo(new PairedAccuracy(100, 0, 5));
        assertThat(front.timesBounds(standings.get(3)).low()).isEqualTo(4, within(1e-9));
    }
}
