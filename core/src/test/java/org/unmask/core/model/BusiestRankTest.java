package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.cases.Architectures;
import org.unmask.core.op.Weight;

/// The busiest rank against calculations by hand, and against tokens that are routed one by one.
class BusiestRankTest {
    private static final int TRIALS = 4000;

    private static Architecture model(Experts experts) {
        return Architectures.dense(4, 64, 4, 2, 16, 96, 160).with(experts);
    }

    private static Experts experts(int count, int perToken, double skew, int ranks) {
        Experts whole = new Experts(count, perToken, 48, Routing.softmax(true)).with(new ExpertSkew(skew));
        return Share.of(model(whole), 1, ranks).experts().orElseThrow();
    }

    private static RankLoad busiest(int count, int perToken, double skew, int ranks, long tokens) {
        return experts(count, perToken, skew, ranks).busiest(tokens, OptionalDouble.empty());
    }

    /// Two of eight experts are on one of two ranks in 2·6 of 28 cases: 2·3/7 + 1·4/7 rows.
    @Test
    void oneRowByHand() {
        RankLoad load = busiest(8, 2, 0, 2, 1);

        assertThat(load.rows()).isCloseTo(10.0 / 7, within(1e-12));
        assertThat(load.distinct()).isCloseTo(10.0 / 7, within(1e-12));
    }

    /// Two rows of one expert each on four ranks: on the same with the probability 1/4.
    @Test
    void twoRowsOfOneExpertByHand() {
        assertThat(busiest(8, 1, 0, 4, 2).rows()).isCloseTo(1.25, within(1e-12));
        // 1.875 distinct experts are expected: one with 1/8, else two, on the same rank in 1 of 7 cases.
        assertThat(busiest(8, 1, 0, 4, 2).distinct()).isCloseTo(0.125 + 0.875 * (1 + 1.0 / 7), within(1e-12));
    }

    /// A token's choices on a rank vary by 2·½·½·6/7, those of 1000 by 428.6; a normal variable is `σ·√(2/π)` away from its mean.
    @Test
    void aThousandRowsByHand() {
        RankLoad load = busiest(8, 2, 0, 2, 1000);

        assertThat(load.rows()).isCloseTo(1000 + Math.sqrt(1000 * 3.0 / 7 * 2 / Math.PI), within(0.01));
        assertThat(load.distinct()).isCloseTo(4, within(1e-12));
    }

    /// With s = 8 a token has the first expert with a probability of 0.996; the formula for many experts is near it.
    @Test
    void aPopularExpertMakesItsRankTheBusiest() {
        assertThat(busiest(8, 1, 8, 4, 1000).rows()).isCloseTo(996, within(16.0));
    }

    @ParameterizedTest
    @CsvSource({
        "8, 2, 2, 1",
        "8, 2, 2, 100",
        "8, 1, 4, 7",
        "64, 6, 8, 3",
        "128, 8, 8, 1",
        "128, 8, 8, 8",
        "128, 8, 8, 9",
        "128, 8, 8, 64",
        "256, 8, 32, 16",
        "256, 8, 64, 3",
        "60, 4, 8, 20",
    })
    void rowsAreAsManyAsAreRouted(int count, int perToken, int ranks, int tokens) {
        Routed routed = Routed.of(count, perToken, 0, ranks, tokens);

        RankLoad load = busiest(count, perToken, 0, ranks, tokens);
        assertThat(load.rows()).isCloseTo(routed.rows, within(4 * routed.error));
        assertThat(load.distinct()).isCloseTo(routed.distinct, within((count < 60 ? 0.04 : 0.01) * routed.distinct));
    }

    @ParameterizedTest
    @CsvSource({
        "8, 1, 1, 4, 7",
        "8, 2, 1, 2, 10",
        "128, 8, 0.5, 8, 1",
        "128, 8, 0.5, 8, 32",
        "128, 8, 1, 8, 16",
        "128, 8, 1, 8, 200",
        "256, 8, 0.7, 32, 16",
        "256, 8, 2, 8, 64",
    })
    void unevenChoicesAreNearThoseThatAreRouted(int count, int perToken, double skew, int ranks, int tokens) {
        Routed routed = Routed.of(count, perToken, skew, ranks, tokens);

        RankLoad load = busiest(count, perToken, skew, ranks, tokens);
        assertThat(load.rows()).isCloseTo(routed.rows, within((count < 60 ? 0.05 : 0.02) * routed.rows));
        assertThat(load.distinct()).isCloseTo(routed.distinct, within((count < 60 ? 0.09 : 0.03) * routed.distinct));
    }

    @Test
    void theFormulaOfSkewedChoicesIsThatOfEvenOnesWithoutASkew() {
        for (int tokens : new int[] {1, 7, 64, 1000}) {
            RankLoad even = busiest(128, 8, 0, 8, tokens);
            RankLoad nearly = busiest(128, 8, 1e-9, 8, tokens);

            assertThat(nearly.rows()).isCloseTo(even.rows(), within(1e-6 * even.rows()));
            assertThat(nearly.distinct()).isCloseTo(even.distinct(), within(1e-6 * even.distinct()));
        }
    }

    @Test
    void moreTokensNeverMakeTheBusiestRankLess() {
        for (double skew : new double[] {0, 0.6}) {
            RankLoad before = new RankLoad(0, 0);
            for (int tokens = 1; tokens < 120; tokens++) {
                RankLoad load = busiest(64, 2, skew, 16, tokens);
                assertThat(load.rows()).isGreaterThan(before.rows());
                assertThat(load.distinct()).isGreaterThanOrEqualTo(before.distinct() - 1e-9);
                assertThat(load.rows()).isBetween(tokens * 2 / 16.0, tokens * 2.0);
                assertThat(load.distinct()).isBetween(0.0, 4.0);
                before = load;
            }
        }
    }

    @Test
    void oneRankHasAllChoices() {
        RankLoad load = busiest(128, 8, 1, 1, 32);

        assertThat(load.rows()).isCloseTo(256, within(1e-9));
        assertThat(load.distinct()).isCloseTo(new ExpertSkew(1).distinct(128, 8, 32), within(1e-9));
        assertThat(busiest(8, 8, 0, 4, 5)).isEqualTo(new RankLoad(10, 2));
        assertThat(busiest(8, 2, 0, 4, 0)).isEqualTo(new RankLoad(0, 0));
    }

    /// Six experts of eight on a rank of 2 have the rows of all tokens: a rank with two of them has a third.
    @Test
    void rowsOfTokensThatChooseTogetherAreOnFewRanks() {
        Experts experts = experts(8, 2, 0, 4);
        RankLoad load = experts.busiest(1_000_000, OptionalDouble.of(6));

        assertThat(load.distinct()).isCloseTo(2, within(1e-12));
        assertThat(load.rows()).isCloseTo(2_000_000 / 3.0, within(1e-6));
    }

    @Test
    void ranksTogetherHoldTheWeightsOfTheModel() {
        Architecture whole = model(new Experts(8, 2, 48, 32, 1, Routing.softmax(true)));
        long experts = 3L * 8 * 3 * 64 * 48;
        for (int ranks : new int[] {2, 4, 8}) {
            Architecture share = Share.of(whole, 1, ranks);
            assertThat(ranks * (long) share.matrices(Weight.EXPERT_UP)).isEqualTo(8);
            assertThat(share.parameters() - experts / ranks).isEqualTo(whole.parameters() - experts);
        }
        assertThat(Share.of(whole, 1, 3).matrices(Weight.EXPERT_UP)).isEqualTo(3);
        // Two devices halve everything but experts, of which each has four whole ones.
        assertThat(Share.of(whole, 2, 2).experts().orElseThrow().intermediate()).isEqualTo(48);
        assertThat(Share.of(whole, 2, 2).experts().orElseThrow().sharedIntermediate())
                .isEqualTo(16);
        assertThat(Share.of(whole, 1, 1)).isSameAs(whole);
    }

    @Test
    void whatHasTooFewExpertsIsNotDealtOut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> experts(8, 2, 0, 9))
                .withMessage("the model cannot be split over 9 ranks of experts: a layer has 8 experts, and a rank at"
                        + " least one of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Share.of(Architectures.LLAMA3_8B, 1, 2))
                .withMessage("the model cannot be split over 2 ranks of experts: it has no experts; leave"
                        + " --expert-parallel out");
    }

    /// Means over trials of tokens that are routed one by one, to experts that are dealt out in turn.
    ///
    /// @param error  standard error of the rows
    private record Routed(double rows, double error, double distinct) {
        static Routed of(int count, int perToken, double skew, int ranks, int tokens) {
            double[] weights = IntStream.rangeClosed(1, count)
                    .mapToDouble(rank -> Math.pow(rank, -skew))
                    .toArray();
            Random random = new Random(7);
            double rows = 0;
            double squares = 0;
            double distinct = 0;
            for (int trial = 0; trial < TRIALS; trial++) {
                int[] load = new int[ranks];
                int[] own = new int[ranks];
                BitSet chosen = new BitSet();
                for (int token = 0; token < tokens; token++) {
                    for (int expert : choose(weights, perToken, random)) {
                        load[expert % ranks]++;
                        chosen.set(expert);
                    }
                }
                chosen.stream().forEach(expert -> own[expert % ranks]++);
                double most = Arrays.stream(load).max().orElseThrow();
                rows += most / TRIALS;
                squares += most * most / TRIALS;
                distinct += (double) Arrays.stream(own).max().orElseThrow() / TRIALS;
            }
            return new Routed(rows, Math.sqrt(Math.max(0, squares - rows * rows) / TRIALS), distinct);
        }

        /// Drawn one after the other, each with its share of the weights that are left.
        private static int[] choose(double[] weights, int perToken, Random random) {
            double[] left = weights.clone();
            double sum = Arrays.stream(left).sum();
            int[] chosen = new int[perToken];
            for (int i = 0; i < perToken; i++) {
                double at = random.nextDouble() * sum;
                int expert = 0;
                while (expert < left.length - 1 && (left[expert] == 0 || at >= left[expert])) {
                    at -= left[expert];
                    expert++;
                }
                sum -= left[expert];
                left[expert] = 0;
                chosen[i] = expert;
            }
            return chosen;
        }
    }
}
