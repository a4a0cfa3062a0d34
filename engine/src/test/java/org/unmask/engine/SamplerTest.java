package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.unmask.engine.Sampling.Style;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.spi.Choices;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.weight.WeightGenerator;

/// Against probabilities by hand.
class SamplerTest {
    private static final int DRAWS = 20_000;

    /// One row of logits, drawn from again and again.
    private static final class Row implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        private final Kernels kernels = new ScalarBackend().open(1);
        private final MemorySegment logits;
        private final int vocabulary;
        private final int suppressed;

        Row(int suppressed, double... logits) {
            this.suppressed = suppressed;
            this.vocabulary = logits.length;
            this.logits = arena.allocate(4L * vocabulary);
            for (int i = 0; i < vocabulary; i++) {
                this.logits.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) logits[i]);
            }
        }

        /// Of these probabilities.
        static Row of(double... probabilities) {
            return new Row(-1, Arrays.stream(probabilities).map(Math::log).toArray());
        }

        Predicted draw(Sampling sampling, long draw) {
            Choices choices = new Choices(1);
            kernels.select(logits, 1, vocabulary, suppressed, choices);
            Predicted predicted = new Predicted(1);
            predicted.take(choices, 0, 0, 1);
            WeightGenerator noise = new WeightGenerator("sample", sampling.seed()).fork(draw);
            new Sampler(sampling, logits, vocabulary, suppressed).draw(0, noise, predicted, 0);
            return predicted;
        }

        /// How often each token is drawn, and its confidence, which must always be the same.
        Map<Integer, Double> confidences(Sampling sampling, double[] frequencies) {
            Map<Integer, Double> confidences = new TreeMap<>();
            for (int draw = 0; draw < DRAWS; draw++) {
                Predicted predicted = draw(sampling, draw);
                frequencies[predicted.tokens[0]]++;
                Double before = confidences.put(predicted.tokens[0], predicted.probabilities[0]);
                assertThat(before == null || before == predicted.probabilities[0])
                        .isTrue();
            }
            return confidences;
        }

        @Override
        public void close() {
            arena.close();
            kernels.close();
        }
    }

    /// The statistic of Pearson's test over the tokens that can be drawn; no others may be.
    private static double chiSquare(double[] frequencies, double[] expected) {
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == 0) {
                assertThat(frequencies[i]).as("token %d", i).isZero();
            } else {
                double mean = DRAWS * expected[i];
                sum += (frequencies[i] - mean) * (frequencies[i] - mean) / mean;
            }
        }
        return sum;
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.trim().split(" +"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /// A row of probabilities 0.4 0.3 0.15 0.1 0.05. At temperature 0.5 they are squared: 0.16 0.09 0.0225 0.01 0.0025,
    /// together 0.285. The fourth column is what is left and how probable; the last the confidence in each.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llada  | 1   | 0 | 1    | 0.4 0.3 0.15 0.1 0.05 | 0.4 0.3 0.15 0.1 0.05",
                "llada  | 0.5 | 0 | 1    | 0.561404 0.315789 0.078947 0.035088 0.008772 | 0.4 0.3 0.15 0.1 0.05",
                "dream  | 1   | 0 | 1    | 0.4 0.3 0.15 0.1 0.05 | 0.4 0.3 0.15 0.1 0.05",
                "dream  | 0.5 | 0 | 1    | 0.561404 0.315789 0.078947 0.035088 0.008772"
                        + "| 0.561404 0.315789 0.078947 0.035088 0.008772",
                // 0.4 and 0.7 have come before the second and the third: 0.7 exceeds 0.6, 0.4 does not.
                "dream  | 1   | 0 | 0.6  | 0.571429 0.428571 0 0 0 | 0.571429 0.428571 0 0 0",
                "dream  | 1   | 0 | 0.75 | 0.470588 0.352941 0.176471 0 0 | 0.470588 0.352941 0.176471 0 0",
                // The most probable one stays, however small the share.
                "dream  | 1   | 0 | 0.01 | 1 0 0 0 0 | 1 0 0 0 0",
                // Top-p of the whole row leaves four, of which top-k leaves three.
                "dream  | 1   | 3 | 0.9  | 0.470588 0.352941 0.176471 0 0 | 0.470588 0.352941 0.176471 0 0",
                // Of the three most probable, 0.4 and 0.3 are 0.82: that exceeds 0.8, as 0.7 of the whole row would
                // not.
                "dream  | 1   | 3 | 0.8  | 0.470588 0.352941 0.176471 0 0 | 0.470588 0.352941 0.176471 0 0",
                "sdar   | 1   | 3 | 0.8  | 0.571429 0.428571 0 0 0 | 0.571429 0.428571 0 0 0",
                "llada2 | 1   | 3 | 0.8  | 0.571429 0.428571 0 0 0 | 0.571429 0.428571 0 0 0",
                "plain  | 0.5 | 2 | 1    | 0.64 0.36 0 0 0 | 0.64 0.36 0 0 0",
                "sdar   | 1   | 1 | 1    | 1 0 0 0 0 | 1 0 0 0 0",
            })
    void tokensAreDrawnWithTheirProbability(
            String style, double temperature, int topK, double topP, String expected, String confidences) {
        double[] frequencies = new double[5];
        try (Row row = Row.of(0.4, 0.3, 0.15, 0.1, 0.05)) {
            Sampling sampling = new Sampling(Style.of(style), temperature, topK, topP, 7);
            Map<Integer, Double> found = row.confidences(sampling, frequencies);
            // 99.9 % of such sums are less, with as many as four degrees of freedom.
            assertThat(chiSquare(frequencies, numbers(expected))).isLessThan(18.5);
            double[] wanted = numbers(confidences);
            found.forEach((token, confidence) -> assertThat(confidence).isCloseTo(wanted[token], within(2e-6)));
        }
    }

    /// Many tokens, most of them so improbable that they lose without a logarithm.
    @ParameterizedTest
    @EnumSource(Style.class)
    void shortCutsDoNotChangeTheProbabilities(Style style) {
        SplittableRandom random = new SplittableRandom(5);
        double[] logits = random.doubles(400, -12, 4).toArray();
        double[] expected =
                Arrays.stream(logits).map(x -> Math.exp((float) x / 0.7)).toArray();
        double total = Arrays.stream(expected).sum();
        double[] groups = new double[20];
        double[] frequencies = new double[400];
        try (Row row = new Row(-1, logits)) {
            row.confidences(new Sampling(style, 0.7, 0, 1, 3), frequencies);
        }
        double[] drawn = new double[20];
        for (int i = 0; i < 400; i++) {
            groups[i % 20] += expected[i] / total;
            drawn[i % 20] += frequencies[i];
        }
        assertThat(chiSquare(drawn, groups)).as("19 degrees of freedom").isLessThan(43.8);
    }

    @Test
    void theMaskTokenIsNeverDrawn() {
        for (Style style : Style.values()) {
            double[] frequencies = new double[3];
            try (Row row = new Row(0, Math.log(0.6), Math.log(0.3), Math.log(0.1))) {
                Map<Integer, Double> found = row.confidences(new Sampling(style, 1, 0, 1, 1), frequencies);
                assertThat(chiSquare(frequencies, new double[] {0, 0.75, 0.25})).isLessThan(10.8);
                // Its probability stays in the softmax of the row, which only LLaDA's confidence is of.
                assertThat(found.get(1)).isCloseTo(style == Style.LLADA ? 0.3 : 0.75, within(1e-6));
            }
        }
    }

    /// Of four equal ones 0.5 has come before the third, which is not more than 0.5. Top-k leaves all that tie.
    @Test
    void equalProbabilitiesAreInOrderOfTokensForTopPAndTogetherForTopK() {
        try (Row row = Row.of(0.25, 0.25, 0.25, 0.25)) {
            double[] nucleus = new double[4];
            row.confidences(new Sampling(Style.SDAR, 1, 0, 0.5, 1), nucleus);
            assertThat(chiSquare(nucleus, new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0, 0}))
                    .isLessThan(13.9);
            double[] top = new double[4];
            row.confidences(new Sampling(Style.SDAR, 1, 2, 1, 1), top);
            assertThat(chiSquare(top, new double[] {0.25, 0.25, 0.25, 0.25})).isLessThan(16.3);
        }
    }

    /// Filters of a large row leave what sorting it would.
    @Test
    void filtersLeaveWhatSortingWould() {
        SplittableRandom random = new SplittableRandom(11);
        for (int k : new int[] {1, 2, 50, 4000}) {
            for (double p : new double[] {0.1, 0.5, 0.9, 0.999}) {
                Candidates candidates = new Candidates();
                double[] weights = random.doubles(5000).map(x -> Math.pow(x, 8)).toArray();
                for (int i = 0; i < weights.length; i++) {
                    candidates.add(i, Math.log(weights[i]), weights[i]);
                }
                double total = candidates.total();
                candidates.keepNucleus(p, total);
                double[] sorted = Arrays.stream(weights).sorted().toArray();
                int expected = 0;
                for (double before = 0; expected < 5000 && before <= p * total; expected++) {
                    before += sorted[4999 - expected];
                }
                assertThat(candidates.size()).isEqualTo(expected);
                candidates.keepTop(k);
                assertThat(candidates.size()).isEqualTo(Math.min(k, expected));
                double least = Double.POSITIVE_INFINITY;
                for (int i = 0; i < candidates.size(); i++) {
                    least = Math.min(least, candidates.weight(i));
                    assertThat(candidates.weight(i)).isEqualTo(weights[candidates.token(i)]);
                }
                assertThat(least).isEqualTo(sorted[5000 - candidates.size()]);
            }
        }
    }

    /// Of probabilities 0.5 0.3 0.2 and top-p 0.6, 0.625 and 0.375 are left.
    @Test
    void dreamsOtherMeasuresAreThoseOfWhatIsLeft() {
        try (Row row = Row.of(0.5, 0.3, 0.2)) {
            Predicted greedy = row.draw(new Sampling(Style.DREAM, 0, 0, 0.6, 1), 0);
            assertThat(greedy.tokens[0]).isZero();
            assertThat(greedy.probabilities[0]).isCloseTo(0.625, within(1e-6));
            assertThat(greedy.margins[0]).isCloseTo(0.25, within(1e-6));
            assertThat(greedy.entropies[0]).isCloseTo(-0.625 * Math.log(0.625) - 0.375 * Math.log(0.375), within(1e-6));
            Predicted llada = row.draw(new Sampling(Style.LLADA, 3, 0, 1, 1), 1);
            assertThat(llada.margins[0]).isCloseTo(0.2, within(1e-6));
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> new Sampling(Style.LLADA, 1, 5, 1, 0))
                .hasMessage("sampler llada has no top-k and no top-p; leave them out, or name another");
        assertThatThrownBy(() -> new Sampling(Style.SDAR, 0, 5, 1, 0))
                .hasMessage("top-k and top-p need a temperature above 0");
        assertThatThrownBy(() -> new Sampling(Style.SDAR, -1, 0, 1, 0)).hasMessageContaining("temperature=-1.0");
        assertThatThrownBy(() -> new Sampling(Style.SDAR, 1, 0, 0, 0)).hasMessageContaining("top-p=0.0");
        assertThatThrownBy(() -> Style.of("gumbel"))
                .hasMessage("unknown sampler 'gumbel'; known: llada, dream, sdar, llada2, plain");
    }
}
