package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Commit.Region;
import org.unmask.core.decode.Order;

/// Every rule on probabilities made by hand.
class CommittingTest {
    /// The random numbers of a rule that draws none.
    private static double unused(int position) {
        return Double.NaN;
    }

    /// Predictions for positions 10, 11, ... of these probabilities; the token at position `p` is `100 + p`.
    private static List<Prediction> predictions(double... probabilities) {
        List<Prediction> all = new ArrayList<>();
        for (int i = 0; i < probabilities.length; i++) {
            all.add(new Prediction(10 + i, 110 + i, probabilities[i], 0, 0));
        }
        return all;
    }

    private static List<Integer> positions(List<Prediction> predictions) {
        return predictions.stream().map(Prediction::position).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "above and below       | 0.9 | 1 | 0.95 0.5 0.91 0.1 | 10 12",
                "exactly the threshold | 0.9 | 1 | 0.9 0.5           | 10",
                "all below it: the best| 0.9 | 1 | 0.2 0.8 0.3       | 11",
                "best ones that tie    | 0.9 | 1 | 0.2 0.8 0.8       | 11",
                "none asked for        | 0.9 | 0 | 0.2 0.8           |",
                "a floor of two        | 0.9 | 2 | 0.2 0.95 0.8      | 11 12",
                "a floor beyond all    | 0.9 | 5 | 0.2 0.95          | 11 10",
                "more than the floor   | 0.3 | 1 | 0.4 0.5 0.6       | 12 11 10",
                "one mask left         | 0.9 | 1 | 0.01              | 10",
                "no mask left          | 0.9 | 1 |                   |",
                "out of reach          | 1.5 | 1 | 1 1               | 10",
            })
    void confident(String what, double threshold, int atLeast, String probabilities, String expected) {
        assertThat(positions(Committing.confident(predictions(numbers(probabilities)), threshold, atLeast)))
                .as(what)
                .isEqualTo(ints(expected));
    }

    /// With factor 1 the second must reach 2/3, the third 3/4, the fourth 4/5.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all pass              | 1   | 0.9 0.85 0.8     | 10 11 12",
                "exactly the limit     | 1   | 0.9 0.8 0.75 0.1 | 10 11 12 13",
                "the second fails      | 1   | 0.9 0.6 0.5 0.4  | 10",
                "the third fails       | 1   | 0.9 0.8 0.7 0.4  | 10 11",
                "only the last fails   | 1   | 0.9 0.8 0.4      | 10 11 12",
                "two left: both        | 1   | 0.1 0.05         | 10 11",
                "one left              | 1   | 0.1              | 10",
                "none left             | 1   |                  |",
                "ties by position      | 1   | 0.5 0.9 0.9 0.5  | 11 12",
                "a smaller factor      | 0.5 | 0.9 0.83 0.8 0.4 | 10",
                "nothing is good enough| 1   | 0.1 0.1 0.1      | 10",
            })
    void factor(String what, double factor, String probabilities, String expected) {
        assertThat(positions(Committing.factor(predictions(numbers(probabilities)), factor)))
                .as(what)
                .isEqualTo(ints(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sums 0.1 0.3 0.6   | 0.5 | 0.2 0.3 0.1   | 12 10",
                "exactly the bound  | 0.5 | 0.25 0.25 0.9 | 10",
                "the first too much | 0.5 | 0.9 0.7       | 11",
                "ties by position   | 0.5 | 0.2 0.2 0.2   | 10 11",
                "all                | 9   | 2 1           | 11 10",
                "none left          | 0.5 |               |",
            })
    void entropyBound(String what, double bound, String entropies, String expected) {
        List<Prediction> all = new ArrayList<>();
        for (double entropy : numbers(entropies)) {
            all.add(new Prediction(10 + all.size(), 7, 0.5, 0, entropy));
        }
        assertThat(positions(Committing.entropyBound(all, bound))).as(what).isEqualTo(ints(expected));
    }

    @Test
    void topTakesTheFirstOfEachOrder() {
        // position, token, probability, second, entropy
        List<Prediction> all = List.of(
                new Prediction(10, 1, 0.5, 0.1, 0.9),
                new Prediction(11, 2, 0.6, 0.05, 1.5),
                new Prediction(12, 3, 0.4, 0.3, 1.2),
                new Prediction(13, 4, 0.4, 0.3, 0.9));
        assertThat(positions(Committing.top(all, 3, Order.CONFIDENCE, CommittingTest::unused)))
                .containsExactly(11, 10, 12);
        assertThat(positions(Committing.top(all, 3, Order.MARGIN, CommittingTest::unused)))
                .containsExactly(12, 13, 10);
        assertThat(positions(Committing.top(all, 3, Order.ENTROPY, CommittingTest::unused)))
                .containsExactly(10, 13, 12);
        assertThat(positions(Committing.top(all, 3, Order.SEQUENTIAL, CommittingTest::unused)))
                .containsExactly(10, 11, 12);
        assertThat(positions(Committing.top(all, 3, Order.RANDOM, position -> -Math.floorDiv(position, 2))))
                .containsExactly(12, 13, 10);
        assertThat(Committing.top(all, 0, Order.CONFIDENCE, CommittingTest::unused))
                .isEmpty();
        assertThat(Committing.top(all, 9, Order.CONFIDENCE, CommittingTest::unused))
                .hasSize(4);
    }

    @Test
    void regionsCommitEachForItself() {
        List<Prediction> all = predictions(0.95, 0.2, 0.3, 0.4, 0.91, 0.92);
        List<Region> regions = List.of(new Region(10, 10, 12), new Region(10, 12, 14), new Region(12, 14, 16));
        // Of what lies before the third region half is decoded.
        Committing.Share share = (start, _) -> start == 12 ? 0.5 : 1;
        assertThat(positions(Committing.regions(all, new Commit.Regions(0.9, 0.5, 0.6, regions), share)))
                .containsExactly(10, 13, 15, 14);
        assertThat(positions(Committing.regions(all, new Commit.Regions(0.9, 0.6, 0.6, regions), share)))
                .as("the third region is closed")
                .containsExactly(10, 13);
        Commit.Regions unforced = new Commit.Regions(0.9, 0.5, 0.6, List.of(new Region(12, 11, 14)));
        assertThat(Committing.regions(all, unforced, share)).isEmpty();
    }

    @Test
    void onlyOtherTokensReplaceAndOnlyIfSureEnough() {
        List<Prediction> decided = predictions(0.9, 0.7, 0.69, 0.9);
        // Position 13 holds what is predicted already.
        assertThat(positions(Committing.replaced(decided, 0.7, position -> position == 13 ? 113 : 5)))
                .containsExactly(10, 11);
        assertThat(Committing.replaced(decided, 1.5, _ -> 5)).isEmpty();
    }

    @Test
    void anAssumptionCannotRun() {
        assertThatThrownBy(() -> Committing.committed(
                        new Commit.Assumed(), predictions(1), CommittingTest::unused, (_, _) -> 1, _ -> 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tokens-per-pass is an assumption for predictions; to run, give steps=K");
    }

    private static double[] numbers(String text) {
        return text == null || text.isBlank()
                ? new double[0]
                : List.of(text.strip().split(" +")).stream()
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }

    private static List<Integer> ints(String text) {
        return text == null || text.isBlank()
                ? List.of()
                : List.of(text.strip().split(" +")).stream()
                        .map(Integer::valueOf)
                        .toList();
    }
}
