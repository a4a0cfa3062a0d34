package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.unmask.engine.SmallModel.ARCHITECTURE;
import static org.unmask.engine.SmallModel.GENERATED;
import static org.unmask.engine.SmallModel.MODEL;
import static org.unmask.engine.SmallModel.VOCABULARY;
import static org.unmask.engine.SmallModel.prompts;
import static org.unmask.engine.SmallModel.run;
import static org.unmask.engine.SmallModel.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.weight.WeightGenerator;

/// What holds for any weights: sequences do not see each other, and a cache changes nothing where it is exact.
class EngineLawsTest {
    /// Sequence `i` of a batch draws a random order from a seed greater by `i`.
    static List<String> withoutChance() {
        return RowIndependenceTest.strategies().stream()
                .filter(text -> !text.contains("rule=random"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("withoutChance")
    void aSequenceOfABatchIsTheSequenceAlone(String strategy) {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(24, arena), new ScalarBackend(), 1)) {
            List<int[]> prompts = prompts(3, 11);
            SmallModel.Run together = run(engine, strategy, prompts);
            assertThat(together.tokens().get(0)).isNotEqualTo(together.tokens().get(1));
            for (int sequence = 0; sequence < 3; sequence++) {
                SmallModel.Run alone = run(engine, strategy, List.of(prompts.get(sequence)));
                assertThat(together.tokens().get(sequence))
                        .isEqualTo(alone.tokens().getFirst());
            }
        }
    }

    /// No probability reaches a threshold above 1, so each sequence commits its best token and no other.
    @ParameterizedTest
    @CsvSource({"diffusion, 1", "diffusion, 3", "prefix-cache, 1", "dual-cache, 3", "block-diffusion, 3"})
    void anUnreachableThresholdCommitsOneTokenPerSequenceAndPass(String name, int batch) {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(4, arena), new ScalarBackend(), 1)) {
            SmallModel.Run run = run(engine, name + ":block=8,threshold=1.5", prompts(batch, 8));
            for (int i = 0; i < run.passes().size(); i++) {
                Phase phase = run.passes().get(i).only().task().phase();
                boolean predicts = phase == Phase.DENOISE || phase == Phase.REFRESH;
                assertThat(run.outcomes().get(i).committed()).isEqualTo(predicts ? batch : 0);
            }
            assertThat(run.outcomes().stream().mapToInt(Outcome::committed).sum())
                    .isEqualTo(batch * GENERATED);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void asManyStepsAsTokensCommitOneEach(long seed) {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(seed, arena), new ScalarBackend(), 1)) {
            SmallModel.Run run = run(engine, "diffusion:block=16,steps=16", prompts(2, 5));

            assertThat(run.outcomes()).hasSize(GENERATED).allMatch(outcome -> outcome.committed() == 2);
            assertThat(run.tokens()).allSatisfy(tokens -> assertThat(tokens).doesNotContain(VOCABULARY - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps=8", "threshold=0.3", "threshold=1.5"})
    void withOneBlockPrefixAndDualCacheGiveTheSameTokens(String rule) {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(5, arena), new ScalarBackend(), 1)) {
            SmallModel.Run prefix = run(engine, "prefix-cache:block=16," + rule, prompts(3, 9));
            SmallModel.Run dual = run(engine, "dual-cache:block=16," + rule, prompts(3, 9));

            assertThat(prefix.passes()).isEqualTo(dual.passes());
            assertThat(prefix.outcomes()).isEqualTo(dual.outcomes());
            for (int sequence = 0; sequence < 3; sequence++) {
                assertThat(prefix.tokens().get(sequence))
                        .isEqualTo(dual.tokens().get(sequence));
            }
        }
    }

    /// Before a cache is read for the first time it cannot make a difference.
    @ParameterizedTest
    @ValueSource(strings = {"steps=8", "threshold=0.3"})
    void theFirstPassCommitsTheSameWithAnyCache(String rule) {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(6, arena), new ScalarBackend(), 1)) {
            Outcome none = run(engine, "diffusion:block=8," + rule, prompts(3, 9))
                    .outcomes()
                    .getFirst();
            for (String name : List.of("prefix-cache", "dual-cache")) {
                assertThat(run(engine, name + ":block=8," + rule, prompts(3, 9))
                                .outcomes()
                                .getFirst())
                        .isEqualTo(none);
            }
        }
    }

    /// A mask that never looks ahead of a chunk: reading chunk by chunk through the cache is reading at once.
    @Property(tries = 12)
    void readingBlockByBlockIsReadingAtOnce(
            @ForAll @IntRange(min = 1, max = 9) int block,
            @ForAll @IntRange(min = 1, max = 5) int blocks,
            @ForAll @IntRange(min = 1, max = 1000) int seed) {
        assertIncremental(new Mask.BlockCausal(block), block, blocks, seed);
    }

    @Property(tries = 12)
    void readingTokenByTokenIsReadingAtOnce(
            @ForAll @IntRange(min = 1, max = 24) int tokens, @ForAll @IntRange(min = 1, max = 1000) int seed) {
        assertIncremental(Mask.CAUSAL, 1, tokens, seed);
    }

    private static void assertIncremental(Mask mask, int chunk, int chunks, int seed) {
        int[] tokens = WeightGenerator.prompt(seed, chunk * chunks, VOCABULARY);
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(seed, arena), new ScalarBackend(), 1);
                Kernels kernels = new ScalarBackend().open(1)) {
            float[][] whole = engine.logits(tokens, mask);
            Set<DType> types = Set.of(DType.FLOAT32);
            Executor executor = new Executor(
                    ARCHITECTURE, new Weights(ARCHITECTURE, weights(seed, arena), types, kernels), kernels, arena);
            KeyValueCache cache = new KeyValueCache(ARCHITECTURE, DType.FLOAT32, 1, tokens.length);
            for (int start = 0; start < tokens.length; start += chunk) {
                Task task = new Task(Phase.PREFILL, start, start, start + chunk, 0, 0, new Commit.None());
                Pass pass = new Pass(1, chunk, start, mask, chunk, task);
                executor.run(
                        Lowering.lower(ARCHITECTURE, pass, Set.of()),
                        new PassInput(
                                pass,
                                new int[] {0},
                                Arrays.copyOfRange(tokens, start, start + chunk),
                                IntStream.range(start, start + chunk).toArray(),
                                new int[] {0},
                                IntStream.range(0, chunk).toArray(),
                                cache,
                                Optional.empty(),
                                -1,
                                Optional.empty()),
                        Probe.NONE,
                        chunk);
                for (int row = 0; row < chunk; row++) {
                    float[] part = executor.logits()
                            .asSlice((long) row * VOCABULARY * Float.BYTES, (long) VOCABULARY * Float.BYTES)
                            .toArray(ValueLayout.JAVA_FLOAT);
                    assertThat(error(part, whole[start + row])).isLessThan(1e-9);
                }
            }
            executor.close();
            cache.close();
        }
    }

    /// Normalised mean square error.
    private static double error(float[] actual, float[] expected) {
        double difference = 0;
        double power = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += ((double) actual[i] - expected[i]) * ((double) actual[i] - expected[i]);
            power += (double) expected[i] * expected[i];
        }
        return difference / power;
    }
}
