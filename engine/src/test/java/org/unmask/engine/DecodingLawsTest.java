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
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.model.Model;
import org.unmask.core.op.Mask;
import org.unmask.engine.SmallModel.Run;
import org.unmask.engine.scalar.ScalarBackend;

/// Strategies that must give the same tokens, whatever the weights.
class DecodingLawsTest {
    private static Engine engine(long seed, Arena arena) {
        return new Engine(MODEL, weights(seed, arena), new ScalarBackend(), 1);
    }

    /// Of tokens that are not all the same, so that their order matters.
    private static void assertSameTokens(Run actual, Run expected) {
        assertThat(expected.tokens())
                .anySatisfy(tokens -> assertThat(Arrays.stream(tokens)
                                .skip(tokens.length - GENERATED)
                                .distinct()
                                .count())
                        .isGreaterThan(1));
        assertThat(actual.tokens().stream().map(Arrays::toString))
                .isEqualTo(expected.tokens().stream().map(Arrays::toString).toList());
    }

    private static List<Integer> committed(Run run) {
        return run.outcomes().stream()
                .map(Outcome::committed)
                .filter(n -> n > 0)
                .toList();
    }

    private static long count(Run run, Phase phase) {
        return run.passes().stream()
                .filter(pass -> pass.only().task().phase() == phase)
                .count();
    }

    private static List<List<Integer>> shapes(Run run) {
        return run.passes().stream()
                .map(Pass::only)
                .map(pass -> List.of(pass.batch(), pass.queries(), pass.keys()))
                .toList();
    }

    /// A cache that is renewed in every pass is no cache.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dkv-cache:block=8,refresh=1,steps=8                          | diffusion:block=8,steps=8",
                "dkv-cache:block=8,refresh=1,threshold=0.6                    | diffusion:block=8,threshold=0.6",
                "dllm-cache:block=8,steps=8,prompt-interval=1,gen-interval=1  | diffusion:block=8,steps=8",
                "dllm-cache:threshold=0.6,prompt-interval=1,gen-interval=1    | diffusion:threshold=0.6",
                "dual-cache:block=16,steps=8,warmup=8                         | diffusion:steps=8",
            })
    void aCacheRenewedInEveryPassChangesNothing(String cached, String full) {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(15, arena)) {
            Run expected = run(engine, full, prompts(2, 9));
            Run actual = run(engine, cached, prompts(2, 9));
            assertSameTokens(actual, expected);
            assertThat(shapes(actual)).isEqualTo(shapes(expected));
        }
    }

    /// With all generated rows selected and the prompt renewed, no feature is stale; with none of both, all are.
    @Test
    void onlyStaleFeaturesChangeTheTokens() {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(15, arena)) {
            Run full = run(engine, "diffusion:steps=16", prompts(3, 9));
            Run all = run(engine, "dllm-cache:steps=16,prompt-interval=1,gen-interval=16,ratio=1", prompts(3, 9));
            Run none = run(engine, "dllm-cache:steps=16,prompt-interval=16,gen-interval=16,ratio=0", prompts(3, 9));
            assertSameTokens(all, full);
            assertThat(Arrays.toString(none.tokens().getFirst()))
                    .isNotEqualTo(Arrays.toString(full.tokens().getFirst()));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.7, 0.9})
    void anExactCacheChangesNothing(double threshold) {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(24, arena)) {
            String rule = "block-diffusion:block=8,threshold=" + threshold;
            Run expected = run(engine, rule + ",cache=none", prompts(3, 11));
            for (String cache : List.of("exact", "per-block")) {
                Run actual = run(engine, rule + ",cache=" + cache, prompts(3, 11));
                assertSameTokens(actual, expected);
                assertThat(committed(actual)).isEqualTo(committed(expected));
            }
        }
    }

    /// A token is never sure enough to be replaced: what stays of LLaDA2.1 is one pass per block that verifies it.
    @ParameterizedTest
    @CsvSource({"none, 0.6", "exact, 0.6", "none, 1.5", "exact, 0.8"})
    void withoutEditsEveryBlockIsVerifiedOnce(String cache, double threshold) {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(21, arena)) {
            String keys = "block=8,threshold=" + threshold + ",cache=" + cache;
            Run expected = run(engine, "block-diffusion:" + keys, prompts(1, 11));
            Run actual = run(engine, "llada2.1:edit=1.5," + keys, prompts(1, 11));
            assertSameTokens(actual, expected);
            // Positions 8 to 27 lie in three blocks.
            assertThat(count(actual, Phase.EDIT)).isEqualTo(3);
            assertThat(count(actual, Phase.DENOISE)).isEqualTo(count(expected, Phase.DENOISE));
            if (cache.equals("exact")) {
                assertThat(shapes(actual)).as("the commit pass verifies").isEqualTo(shapes(expected));
            }
        }
    }

    @Test
    void anyTokenMayBeReplacedButNoneOfThePrompt() {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(21, arena)) {
            List<int[]> prompts = prompts(2, 11);
            Run run = run(engine, "llada2.1:block=8,threshold=0.6,edit=0,post=4", prompts);
            assertThat(run.outcomes().stream().mapToInt(Outcome::edited).sum()).isPositive();
            for (int sequence = 0; sequence < 2; sequence++) {
                assertThat(Arrays.copyOf(run.tokens().get(sequence), 11)).containsExactly(prompts.get(sequence));
                assertThat(run.tokens().get(sequence)).doesNotContain(VOCABULARY - 1);
            }
        }
    }

    /// Each block waits for the one before: block diffusion whose commit passes cost nothing. With a prompt of one
    /// block both have the same mask.
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 1.5})
    void pipelinedBlocksThatWaitAreBlockDiffusionWithoutCommitPasses(double threshold) {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(24, arena)) {
            Run expected = run(engine, "block-diffusion:block=8,threshold=" + threshold, prompts(1, 8));
            Run actual = run(engine, "d2f:block=8,add=1,activate=1,threshold=" + threshold, prompts(1, 8));
            assertSameTokens(actual, expected);
            assertThat(committed(actual)).isEqualTo(committed(expected));
            assertThat(actual.passes()).hasSize((int) count(expected, Phase.DENOISE));
        }
    }

    /// Left out are blocks that reach beyond the generated length: those of 16, counted from position 0.
    static List<String> withinTheLength() {
        return StrategyCases.all().stream()
                .filter(text -> !text.startsWith("fast-dllm-v2") && !text.startsWith("block-diffusion:block=16"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("withinTheLength")
    void everyMaskIsCommittedOnce(String strategy) {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(20, arena)) {
            Run run = run(engine, strategy, prompts(3, 8));
            assertThat(run.outcomes().stream().mapToInt(Outcome::committed).sum())
                    .isEqualTo(3 * GENERATED);
            assertThat(run.tokens()).allSatisfy(tokens -> assertThat(tokens).doesNotContain(VOCABULARY - 1));
        }
    }

    /// Blocks longer than the generated length, whose first token the pass before predicts.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fast-dllm-v2:block=32,sub-block=8,threshold=0.6",
                "fast-dllm-v2:block=8,sub-block=4,block-cache=on"
            })
    void aShiftedModelIsDecodedBlockByBlock(String strategy) {
        Model shifted = new Model(
                "shifted", "shifted", MODEL.family(), ARCHITECTURE, MODEL.maskToken(), List.of(), true, "a test");
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(shifted, weights(21, arena), new ScalarBackend(), 1)) {
            for (int prompt : new int[] {5, 8, 11}) {
                Run run = run(engine, strategy, prompts(2, prompt));
                assertThat(run.tokens()).allSatisfy(tokens -> assertThat(tokens).doesNotContain(VOCABULARY - 1));
            }
        }
    }

    @Test
    void theSeedDecidesTheRandomOrder() {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(15, arena)) {
            String random = "diffusion:steps=16,rule=random";
            List<int[]> prompts = prompts(3, 9);
            Run first = run(engine, random, prompts, 40);
            assertSameTokens(run(engine, random, prompts, 40), first);
            assertThat(Arrays.toString(run(engine, random, prompts, 50).tokens().getFirst()))
                    .isNotEqualTo(Arrays.toString(first.tokens().getFirst()));
            for (int sequence = 0; sequence < 3; sequence++) {
                Run alone = run(engine, random, List.of(prompts.get(sequence)), 40 + sequence);
                assertThat(alone.tokens().getFirst()).isEqualTo(first.tokens().get(sequence));
            }
        }
    }

    /// Temperature 0 is greedy whatever the style; above, seeds tell runs apart, and the same seed gives the same tokens.
    @ParameterizedTest
    @ValueSource(strings = {"ar", "diffusion:block=8,threshold=0.6", "block-diffusion:block=8,entropy=3"})
    void samplingDependsOnTheSeedAlone(String strategy) {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(15, arena)) {
            List<int[]> prompts = prompts(2, 9);
            Run greedy = run(engine, strategy, prompts);
            for (Sampling.Style style : Sampling.Style.values()) {
                assertSameTokens(run(engine, strategy, prompts, new Sampling(style, 0, 0, 1, 5)), greedy);
                Sampling warm = new Sampling(style, 1, 0, 1, 5);
                Run drawn = run(engine, strategy, prompts, warm);
                assertSameTokens(run(engine, strategy, prompts, warm), drawn);
                assertThat(Arrays.toString(drawn.tokens().getFirst()))
                        .isNotEqualTo(Arrays.toString(run(engine, strategy, prompts, new Sampling(style, 1, 0, 1, 6))
                                .tokens()
                                .getFirst()));
                assertThat(drawn.tokens())
                        .allSatisfy(tokens -> assertThat(tokens).doesNotContain(VOCABULARY - 1));
            }
        }
    }

    /// The order of the greedy delayed cache is that of the random rule: while the cache is renewed in every pass,
    /// both decode the same.
    @Test
    void theGreedyDelayedCacheDecodesInTheRandomOrder() {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(15, arena)) {
            Run random = run(engine, "diffusion:block=8,steps=8,rule=random", prompts(2, 9), 3);
            Run renewed =
                    run(engine, "dkv-cache:block=8,steps=8,rule=random,variant=greedy,refresh=1", prompts(2, 9), 3);
            Run cached =
                    run(engine, "dkv-cache:block=8,steps=8,rule=random,variant=greedy,refresh=2", prompts(2, 9), 3);
            assertSameTokens(renewed, random);
            assertThat(committed(cached)).isEqualTo(committed(random));
        }
    }

    /// The first pass with guidance commits what the combination of two forward passes says.
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 3})
    void guidanceCombinesTheLogitsOfTwoCanvases(double weight) {
        try (Arena arena = Arena.ofShared();
                Engine engine = engine(24, arena)) {
            int[] prompt = prompts(1, 9).getFirst();
            int mask = VOCABULARY - 1;
            int[] canvas = IntStream.range(0, 9 + GENERATED)
                    .map(i -> i < 9 ? prompt[i] : mask)
                    .toArray();
            float[][] guided = engine.logits(canvas, Mask.FULL);
            float[][] unguided = engine.logits(
                    IntStream.generate(() -> mask).limit(canvas.length).toArray(), Mask.FULL);
            Run run = run(engine, "diffusion:block=1,steps=16,cfg=" + weight, List.of(prompt));
            Pass.Group first = run.passes().getFirst().only();
            assertThat(first.batch()).isEqualTo(2);
            int best = 0;
            double greatest = Double.NEGATIVE_INFINITY;
            for (int token = 0; token < mask; token++) {
                double logit = unguided[9][token] + (weight + 1) * (guided[9][token] - unguided[9][token]);
                if (logit > greatest) {
                    greatest = logit;
                    best = token;
                }
            }
            assertThat(run.tokens().getFirst()[9]).isEqualTo(best);
        }
    }
}
