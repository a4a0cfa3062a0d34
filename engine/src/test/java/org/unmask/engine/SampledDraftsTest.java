package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.weight.SyntheticWeights;

/// Text that is drafted and drawn is distributed as text of the target alone: against the probability of every text, by the
/// chain rule from the target's logits.
class SampledDraftsTest {
    private static final int VOCABULARY = 5;
    private static final int GENERATED = 4;
    private static final int[] PROMPT = {1, 3, 0, 2, 1};
    private static final int BATCH = 100;
    private static final int BATCHES = 40;

    private static Engine engine(int layers, long seed, Arena arena) {
        Architecture architecture = Architectures.dense(layers, 32, 2, 2, 16, 48, VOCABULARY);
        Model model = new Model(
                "tiny",
                "tiny",
                MadeUpFamilies.of(Paradigm.AUTOREGRESSIVE),
                architecture,
                OptionalInt.empty(),
                List.of(),
                false,
                "a test");
        return new Engine(
                model, new SyntheticWeights(architecture, seed, DType.FLOAT32, 0.5, arena), new ScalarBackend(), 1);
    }

    /// The probabilities of a row, tempered and cut to the most probable tokens as the sampler has to.
    private static double[] probabilities(float[] logits, double temperature, int topK) {
        double[] weights = new double[logits.length];
        float[] sorted = logits.clone();
        Arrays.sort(sorted);
        float least = topK == 0 ? sorted[0] : sorted[sorted.length - topK];
        double sum = 0;
        for (int token = 0; token < weights.length; token++) {
            weights[token] = logits[token] < least ? 0 : Math.exp(logits[token] / temperature);
            sum += weights[token];
        }
        for (int token = 0; token < weights.length; token++) {
            weights[token] /= sum;
        }
        return weights;
    }

    /// The probability of every text of the generated length; texts are numbers in base of the vocabulary.
    private static double[] exact(Engine target, double temperature, int topK) {
        double[] exact = new double[(int) Math.pow(VOCABULARY, GENERATED)];
        fill(target, PROMPT, 1, 0, temperature, topK, exact);
        return exact;
    }

    private static void fill(
            Engine target, int[] text, double probability, int number, double temperature, int topK, double[] exact) {
        if (text.length == PROMPT.length + GENERATED) {
            exact[number] = probability;
            return;
        }
        double[] next = probabilities(target.logits(text, Mask.CAUSAL)[text.length - 1], temperature, topK);
        for (int token = 0; token < VOCABULARY; token++) {
            if (next[token] > 0) {
                int[] longer = Arrays.copyOf(text, text.length + 1);
                longer[text.length] = token;
                fill(target, longer, probability * next[token], number * VOCABULARY + token, temperature, topK, exact);
            }
        }
    }

    /// How often each text is drawn, and the mean of drafted tokens that verify passes keep of all sequences.
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record Drawn(long[] counts, int verifyPasses, int committed) {}

    private static Drawn draw(Engines engines, String strategy, Sampling.Style style, double temperature, int topK) {
        long[] counts = new long[(int) Math.pow(VOCABULARY, GENERATED)];
        List<int[]> prompts = new ArrayList<>(Collections.nCopies(BATCH, PROMPT));
        Request request = new Request(BATCH, PROMPT.length, GENERATED, LogitRows.ACTIVE);
        int[] passes = new int[2];
        for (int batch = 0; batch < BATCHES; batch++) {
            Sampling sampling = new Sampling(style, temperature, topK, 1, (long) batch * BATCH);
            Generation generation = engines.start(request, prompts, Generation.Stop.AT_LENGTH, Probe.NONE, sampling);
            Unfolding.run(
                    Strategies.create(StrategySpec.parse(strategy), GENERATED),
                    request,
                    generation,
                    (pass, outcome) -> {
                        passes[0] += pass.phase() == Phase.VERIFY ? 1 : 0;
                        passes[1] += pass.phase() == Phase.VERIFY ? outcome.committed() : 0;
                    });
            for (int sequence = 0; sequence < BATCH; sequence++) {
                int number = 0;
                for (int token : generation.kept(sequence)) {
                    number = number * VOCABULARY + token;
                }
                counts[number]++;
            }
        }
        return new Drawn(counts, passes[0], passes[1]);
    }

    /// The statistic of Pearson, texts that are expected less than five times put together.
    private static void assertDistributed(long[] counts, double[] exact) {
        double draws = (double) BATCH * BATCHES;
        double statistic = 0;
        int cells = 0;
        double rareExpected = 0;
        double rare = 0;
        for (int text = 0; text < counts.length; text++) {
            double expected = exact[text] * draws;
            if (expected < 5) {
                rareExpected += expected;
                rare += counts[text];
            } else {
                statistic += Math.pow(counts[text] - expected, 2) / expected;
                cells++;
            }
            if (exact[text] == 0) {
                assertThat(counts[text]).as("text %d cannot be", text).isZero();
            }
        }
        if (rareExpected >= 5) {
            statistic += Math.pow(rare - rareExpected, 2) / rareExpected;
            cells++;
        }
        assertThat(cells).as("texts that are told apart").isGreaterThan(10);
        int degrees = cells - 1;
        // The cube root of chi-square over its degrees is nearly normal (Wilson and Hilferty, 1931); 3.7 is one in
        // 10,000.
        double variance = 2.0 / (9 * degrees);
        double normal = (Math.cbrt(statistic / degrees) - (1 - variance)) / Math.sqrt(variance);
        assertThat(normal)
                .as("chi-square %.1f with %d degrees", statistic, degrees)
                .isLessThan(3.7);
    }

    @ParameterizedTest
    @CsvSource({
        "speculative:drafter=small,PLAIN,1,0",
        "speculative:drafter=small,PLAIN,0.7,3",
        "speculative:drafter=small,LLADA,1.3,0",
        "speculative:drafter=ngram,PLAIN,1,0"
    })
    void textsAreDistributedAsTheTargetHasThem(String strategy, Sampling.Style style, double temperature, int topK) {
        try (Arena arena = Arena.ofShared();
                Engine target = engine(2, 3, arena);
                Engine drafter = engine(1, 4, arena)) {
            Optional<Engine> drafts = strategy.contains("ngram") ? Optional.empty() : Optional.of(drafter);
            double[] exact = exact(target, temperature, topK);
            assertThat(Arrays.stream(exact).sum()).isCloseTo(1, withinPercentage(1e-6));

            Drawn drawn = draw(new Engines(target, drafts), strategy + ",draft=2", style, temperature, topK);

            assertDistributed(drawn.counts(), exact);
        }
    }

    /// The test can tell: the drafter's own texts are distributed otherwise.
    @Test
    void textsOfTheDrafterAreNot() {
        try (Arena arena = Arena.ofShared();
                Engine target = engine(2, 3, arena);
                Engine drafter = engine(1, 4, arena)) {
            double[] exact = exact(target, 1, 0);
            Drawn drawn = draw(Engines.alone(drafter), "ar", Sampling.Style.PLAIN, 1, 0);
            assertThatThrownBy(() -> assertDistributed(drawn.counts(), exact))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("chi-square");
        }
    }

    /// A drafter that is the target has every token kept: with p = q the probability to keep is 1.
    @Test
    void whatTheTargetItselfDraftsIsKept() {
        try (Arena arena = Arena.ofShared();
                Engine target = engine(2, 3, arena);
                Engine same = engine(2, 3, arena)) {
            Drawn drawn = draw(
                    new Engines(target, Optional.of(same)),
                    "speculative:drafter=same,draft=2",
                    Sampling.Style.PLAIN,
                    1,
                    0);
            // Of four tokens the prompt gives one, and one verify pass two drafted ones and its own.
            assertThat(drawn.verifyPasses()).isEqualTo(BATCHES);
            assertThat(drawn.committed()).isEqualTo(3 * BATCH * BATCHES);
        }
    }
}
