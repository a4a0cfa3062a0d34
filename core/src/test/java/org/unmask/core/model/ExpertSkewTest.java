package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.op.Mask;
import org.unmask.core.op.MixtureOperator;

/// The number of distinct experts against draws of experts, one by one.
class ExpertSkewTest {
    private static final int TRIALS = 400;

    /// A token's experts: each is drawn with a probability that is its weight's share of those that are left.
    private static void draw(double[] weights, int count, Random random, BitSet chosen) {
        double[] left = weights.clone();
        double sum = Arrays.stream(left).sum();
        for (int i = 0; i < count; i++) {
            double at = random.nextDouble() * sum;
            int expert = 0;
            while (expert < left.length - 1 && (left[expert] == 0 || at >= left[expert])) {
                at -= left[expert];
                expert++;
            }
            sum -= left[expert];
            left[expert] = 0;
            chosen.set(expert);
        }
    }

    private static double drawn(int experts, int perToken, double skew, int tokens) {
        double[] weights = IntStream.rangeClosed(1, experts)
                .mapToDouble(rank -> Math.pow(rank, -skew))
                .toArray();
        Random random = new Random(7);
        long sum = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            BitSet chosen = new BitSet();
            for (int token = 0; token < tokens; token++) {
                draw(weights, perToken, random, chosen);
            }
            sum += chosen.cardinality();
        }
        return (double) sum / TRIALS;
    }

    @ParameterizedTest
    @CsvSource({
        "128, 8, 0.5, 8",
        "128, 8, 1, 8",
        "128, 8, 1, 32",
        "128, 8, 1.5, 32",
        "256, 8, 1, 64",
        "64, 6, 0.7, 100",
        "32, 4, 2, 16",
        "512, 10, 1, 32"
    })
    void distinctExpertsAreAsManyAsAreDrawn(int experts, int perToken, double skew, int tokens) {
        double drawn = drawn(experts, perToken, skew, tokens);

        assertThat(new ExpertSkew(skew).distinct(experts, perToken, tokens)).isCloseTo(drawn, within(0.02 * drawn));
    }

    @ParameterizedTest
    @CsvSource({"128, 8, 1", "128, 8, 32", "8, 2, 3", "256, 8, 1000"})
    void withoutASkewAllAreChosenAlike(int experts, int perToken, int tokens) {
        assertThat(ExpertSkew.NONE.distinct(experts, perToken, tokens))
                .isCloseTo(experts * (1 - Math.pow(1 - (double) perToken / experts, tokens)), within(1e-9 * experts));
    }

    @Test
    void aTokenHasItsExperts() {
        for (double skew : new double[] {0, 0.3, 1, 3, 8}) {
            assertThat(new ExpertSkew(skew).distinct(128, 8, 1))
                    .as("skew %s", skew)
                    .isCloseTo(8, within(1e-9));
            assertThat(new ExpertSkew(skew).distinct(8, 8, 5)).isEqualTo(8);
        }
    }

    @Test
    void moreSkewTouchesFewer() {
        double[] touched = IntStream.rangeClosed(0, 16)
                .mapToDouble(half -> new ExpertSkew(half / 4.0).distinct(128, 8, 32))
                .toArray();

        for (int i = 1; i < touched.length; i++) {
            assertThat(touched[i]).isLessThan(touched[i - 1]);
        }
    }

    @Test
    void thePriceOfAPassHasAsMany() {
        Experts experts = new Experts(128, 8, 48, Routing.softmax(true)).with(new ExpertSkew(1));
        Architecture model = Architectures.dense(2, 64, 4, 2, 16, 96, 160).with(experts);
        Task task = new Task(Phase.DECODE, 100, 101, 101, 0, 0, new Commit.None());
        MixtureOperator.Experts priced = Lowering.lower(model, new Pass(32, 1, 100, Mask.CAUSAL, 1, task), Set.of())
                .sections()
                .get(1)
                .operators()
                .stream()
                .filter(MixtureOperator.Experts.class::isInstance)
                .map(MixtureOperator.Experts.class::cast)
                .findFirst()
                .orElseThrow();

        assertThat(priced.chosen()).isEqualTo(OptionalDouble.of(new ExpertSkew(1).distinct(128, 8, 32)));
        assertThat(Share.of(model, 2).experts().orElseThrow().skew()).isEqualTo(new ExpertSkew(1));
        assertThat(model.with(ExpertSkew.NONE).experts()).hasValue(new Experts(128, 8, 48, Routing.softmax(true)));
    }

    @Test
    void badSkewsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExpertSkew(-1))
                .withMessage("bad skew of experts: -1.0; expected a number from 0 to 8");
        assertThatIllegalArgumentException().isThrownBy(() -> new ExpertSkew(Double.NaN));
    }
}
