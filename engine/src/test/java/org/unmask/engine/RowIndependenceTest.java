package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.unmask.engine.SmallModel.ARCHITECTURE;
import static org.unmask.engine.SmallModel.MODEL;
import static org.unmask.engine.SmallModel.VOCABULARY;
import static org.unmask.engine.SmallModel.run;
import static org.unmask.engine.SmallModel.weights;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.weight.WeightGenerator;

/// The tokens of a sequence do not depend on the others of its batch, however fast those are decoded.
class RowIndependenceTest {
    /// Left out, because their algorithms let sequences depend on each other: `dllm-cache` with several blocks and a rule
    /// that depends on logits, and `fast-dllm-v2` with the block cache.
    static List<String> strategies() {
        return StrategyCases.all().stream()
                .filter(text -> !text.startsWith("dllm-cache:block=8") || !StrategyCases.needsLogits(text))
                .filter(text -> !text.contains("block=16,sub-block=4") || !text.contains("block-cache=on"))
                .toList();
    }

    @Test
    void everyStrategyThatRunsIsThere() {
        assertThat(strategies())
                .extracting(text -> StrategySpec.parse(text).id())
                .containsAll(Strategies.ALL.stream()
                        .filter(family -> family.obstacle().isEmpty())
                        .map(StrategyFamily::id)
                        .toList());
    }

    @Provide
    Arbitrary<String> anyStrategy() {
        return Arbitraries.of(strategies());
    }

    @Property(tries = 200)
    void aSequenceOfABatchIsTheSequenceAlone(
            @ForAll("anyStrategy") String strategy,
            @ForAll @IntRange(min = 2, max = 4) int batch,
            @ForAll @IntRange(min = 3, max = 12) int prompt,
            @ForAll @IntRange(min = 1, max = 1000) int seed) {
        boolean isShifted = strategy.startsWith("fast-dllm-v2") && seed % 2 == 0;
        try (Arena arena = Arena.ofShared();
                Engine engine =
                        new Engine(isShifted ? shifted() : MODEL, weights(seed, arena), new ScalarBackend(), 1)) {
            List<int[]> prompts = IntStream.range(0, batch)
                    .mapToObj(s -> WeightGenerator.prompt(1000L * seed + s, prompt, VOCABULARY - 1))
                    .toList();
            assertRowsAlone(engine, strategy, prompts, sampling(strategy, seed));
        }
    }

    @Property(tries = 240)
    void promptsOfOtherLengthsChangeNothing(
            @ForAll("anyStrategy") String strategy,
            @ForAll @Size(min = 2, max = 4) List<@IntRange(min = 1, max = 20) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 1000) int seed) {
        boolean isShifted = strategy.startsWith("fast-dllm-v2") && seed % 2 == 0;
        try (Arena arena = Arena.ofShared();
                Engine engine =
                        new Engine(isShifted ? shifted() : MODEL, weights(seed, arena), new ScalarBackend(), 1)) {
            List<int[]> prompts = IntStream.range(0, lengths.size())
                    .mapToObj(s -> WeightGenerator.prompt(1000L * seed + s, lengths.get(s), VOCABULARY - 1))
                    .toList();
            assertRowsAlone(engine, strategy, prompts, sampling(strategy, seed));
        }
    }

    /// Greedy or not, as the seed has it. Which token of a draft a random number decides about depends on how far the slowest
    /// sequence is: texts of a batch are drawn from the same distribution then, but are not the same.
    private static Sampling sampling(String strategy, int seed) {
        if (strategy.startsWith("speculative")) {
            return Sampling.greedy(seed);
        }
        return switch (seed % 3) {
            case 0 -> new Sampling(Sampling.Style.LLADA, 0.4, 0, 1, seed);
            case 1 -> new Sampling(Sampling.Style.SDAR, 0.6, 20, 0.9, seed);
            default -> Sampling.greedy(seed);
        };
    }

    /// Sequence `i` of a batch draws as one alone does with a seed greater by `i`.
    private static void assertRowsAlone(Engine engine, String strategy, List<int[]> prompts, Sampling sampling) {
        SmallModel.Run together = run(engine, strategy, prompts, sampling);
        for (int sequence = 0; sequence < prompts.size(); sequence++) {
            Sampling shifted = new Sampling(
                    sampling.style(),
                    sampling.temperature(),
                    sampling.topK(),
                    sampling.topP(),
                    sampling.seed() + sequence);
            SmallModel.Run alone = run(engine, strategy, List.of(prompts.get(sequence)), shifted);
            assertThat(Arrays.toString(together.tokens().get(sequence)))
                    .as("sequence %d of %d, %s", sequence, prompts.size(), strategy)
                    .isEqualTo(Arrays.toString(alone.tokens().getFirst()));
        }
    }

    /// The law says something: with these rules sequences do commit at different speed.
    @Test
    void sequencesNeedDifferentNumbersOfPasses() {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(24, arena), new ScalarBackend(), 1)) {
            for (String strategy : List.of(
                    "diffusion:block=8,threshold=0.5",
                    "llada2.1:block=8,threshold=0.5,edit=0.3,post=3",
                    "d2f:block=4,threshold=0.5",
                    "block-diffusion:block=8,entropy=3,cache=per-block")) {
                Set<Integer> passes = new HashSet<>();
                Stream.of(1, 2, 3, 4, 5, 6)
                        .map(seed -> WeightGenerator.prompt(seed, 9, VOCABULARY - 1))
                        .forEach(prompt -> passes.add(
                                run(engine, strategy, List.of(prompt)).passes().size()));
                assertThat(passes).as(strategy).hasSizeGreaterThan(1);
            }
        }
    }

    private static Model shifted() {
        return new Model(
                "shifted", "shifted", MODEL.family(), ARCHITECTURE, MODEL.maskToken(), List.of(), true, "a test");
    }
}
