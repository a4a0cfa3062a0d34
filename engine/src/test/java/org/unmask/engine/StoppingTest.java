package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.unmask.engine.SmallModel.GENERATED;
import static org.unmask.engine.SmallModel.MODEL;
import static org.unmask.engine.SmallModel.prompts;
import static org.unmask.engine.SmallModel.run;
import static org.unmask.engine.SmallModel.weights;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Model;
import org.unmask.engine.scalar.ScalarBackend;

/// Natural ends: a sequence that has its end token leaves the batch, or stays in it until all have theirs.
class StoppingTest {
    private static final int PROMPT = 8;

    /// @param kept  tokens of each sequence
    /// @param computed  how many each sequence got
    /// @param passes  in their order
    private record Ended(List<List<Integer>> kept, List<Integer> computed, List<Pass> passes) {}

    private static Ended generate(Engine engine, String strategy, int batch, Generation.Stop stop) {
        Request request = new Request(batch, PROMPT, GENERATED, LogitRows.ACTIVE);
        Generation generation = engine.start(request, prompts(batch, PROMPT), stop, Probe.NONE);
        Ended ended = new Ended(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Unfolding.run(
                Strategies.create(StrategySpec.parse(strategy), GENERATED),
                request,
                generation,
                (pass, _) -> ended.passes().add(pass));
        for (int sequence = 0; sequence < batch; sequence++) {
            ended.kept().add(Arrays.stream(generation.kept(sequence)).boxed().toList());
            ended.computed().add(generation.computed(sequence));
        }
        return ended;
    }

    /// The same model, ending at tokens.
    private static Model ending(List<Integer> tokens) {
        return new Model(
                "ending", "ending", MODEL.family(), MODEL.architecture(), MODEL.maskToken(), tokens, false, "a test");
    }

    private static List<int[]> generated(String strategy, int batch) {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(24, arena), new ScalarBackend(), 1)) {
            return run(engine, strategy, prompts(batch, PROMPT)).tokens().stream()
                    .map(tokens -> Arrays.copyOfRange(tokens, PROMPT, tokens.length))
                    .toList();
        }
    }

    /// A token of the first sequence that some other sequence never gets.
    private static int endOfFirst(String strategy) {
        List<int[]> generated = generated(strategy, 4);
        return Arrays.stream(generated.getFirst())
                .limit(8)
                .filter(token ->
                        generated.stream().anyMatch(row -> Arrays.stream(row).noneMatch(t -> t == token)))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ar",
                "block-diffusion:block=4,threshold=0.6",
                "llada2.1:block=4,threshold=0.6,edit=1.5",
                "fast-dllm-v2:block=4,sub-block=2,threshold=0.6"
            })
    void whetherSequencesLeaveOrStayTheyKeepTheSame(String strategy) {
        try (Arena arena = Arena.ofShared();
                Engine engine =
                        new Engine(ending(List.of(endOfFirst(strategy))), weights(24, arena), new ScalarBackend(), 1)) {
            Ended length = generate(engine, strategy, 4, Generation.Stop.AT_LENGTH);
            Ended left = generate(engine, strategy, 4, Generation.Stop.AT_END_TOKEN);
            Ended stayed = generate(engine, strategy, 4, Generation.Stop.AT_LAST_END_TOKEN);

            assertThat(left.kept()).isEqualTo(length.kept());
            assertThat(stayed.kept()).isEqualTo(length.kept());
            assertThat(left.computed().getFirst())
                    .isGreaterThan(left.kept().getFirst().size())
                    .isLessThan(stayed.computed().getFirst());
            // Not every sequence has an end token, so those that have are computed to the length.
            assertThat(left.kept()).anyMatch(kept -> kept.size() == GENERATED);
            assertThat(stayed.computed()).isEqualTo(length.computed());
            assertThat(stayed.passes()).isEqualTo(length.passes());
            assertThat(left.passes().stream().mapToLong(Pass::tokens).sum())
                    .isLessThan(stayed.passes().stream().mapToLong(Pass::tokens).sum());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "block-diffusion:block=4,threshold=0.6"})
    void nothingIsComputedOnceAllHaveEnded(String strategy) {
        List<int[]> generated = generated(strategy, 2);
        List<Integer> ends = List.of(generated.get(0)[2], generated.get(1)[6]);
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(ending(ends), weights(24, arena), new ScalarBackend(), 1)) {
            Ended length = generate(engine, strategy, 2, Generation.Stop.AT_LENGTH);
            for (Generation.Stop stop : List.of(Generation.Stop.AT_END_TOKEN, Generation.Stop.AT_LAST_END_TOKEN)) {
                assertThat(generate(engine, strategy, 2, stop).passes())
                        .hasSizeLessThan(length.passes().size());
            }
        }
    }
}
