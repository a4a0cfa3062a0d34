package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.unmask.engine.SmallModel.MODEL;
import static org.unmask.engine.SmallModel.prompts;
import static org.unmask.engine.SmallModel.run;
import static org.unmask.engine.SmallModel.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Step;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Model;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Weight;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.weight.WeightSource;

class GenerationFaultsTest {
    /// Never commits anything, and never stops asking.
    private record Endless() implements Strategy {
        @Override
        public Step start(Request request) {
            return next(request, 0);
        }

        private static Step next(Request request, int step) {
            int start = request.promptTokens();
            // Nothing is decoded before the region, so that nothing is forced.
            Commit commit =
                    new Commit.Regions(1.5, 0, 1, List.of(new Commit.Region(start, start + 1, request.length())));
            int masked = request.generatedTokens();
            Task task = new Task(Phase.DENOISE, 0, start, request.length(), masked, step, commit);
            Pass pass = new Pass(request.batch(), request.length(), 0, Mask.FULL, masked, task);
            return new Step.Run(pass, _ -> next(request, step + 1));
        }
    }

    @Test
    void aLoopThatCannotEndIsStopped() {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(1, arena), new ScalarBackend(), 1)) {
            Request request = new Request(1, 5, 4, LogitRows.ACTIVE);
            assertThatThrownBy(() -> engine.generate(
                            new Endless(), request, prompts(1, 5), Generation.Stop.AT_LENGTH, Probe.NONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("positions [5, 9) still have 4 masks after 5 passes;"
                            + " every pass should have committed one");
        }
    }

    @Test
    void unlikeSequencesInOnePassAreRefused() {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(1, arena), new ScalarBackend(), 1)) {
            Request request = new Request(2, 5, 4, LogitRows.ACTIVE);
            Generation generation = engine.start(request, prompts(2, 5), Generation.Stop.AT_LENGTH, Probe.NONE);
            Task task = new Task(Phase.PREFILL, 0, 5, 5, 0, 0, new Commit.None());
            Pass pass = Pass.together(
                    List.of(new Pass(1, 5, 0, Mask.CAUSAL, 0, task), new Pass(1, 3, 0, Mask.CAUSAL, 0, task)));

            assertThatThrownBy(() -> generation.apply(pass))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bad pass: groups=2; all sequences must be alike here, in one group");
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void numbersThatAreNotFiniteNameTheirLayer(float bad) {
        try (Arena arena = Arena.ofShared()) {
            WeightSource source = weights(1, arena);
            WeightSource spoiled = new Spoiled(source, bad);
            try (Engine engine = new Engine(MODEL, spoiled, new ScalarBackend(), 1)) {
                assertThatThrownBy(() -> run(engine, "diffusion:steps=4", prompts(1, 5)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("logits are not finite in pass 1 (denoise), sequence 0, position 5;"
                                + " the first bad keys or values are of layer 1");
            }
        }
    }

    /// One element of the first layer's last matrix is bad: layer 1 is the first to see it.
    private record Spoiled(WeightSource source, float bad) implements WeightSource {
        @Override
        public Matrix matrix(Weight weight, int layer, int expert) {
            Matrix matrix = source.matrix(weight, layer, expert);
            if (weight == Weight.DOWN && layer == 0) {
                matrix.data().setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, 7, bad);
            }
            return matrix;
        }
    }

    @Test
    void aModelThatPredictsAheadCannotBeCachedLikeThis() {
        Model shifted = new Model(
                "shifted",
                "shifted",
                MODEL.family(),
                MODEL.architecture(),
                MODEL.maskToken(),
                List.of(),
                true,
                "a test");
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(shifted, weights(1, arena), new ScalarBackend(), 1)) {
            for (String strategy : List.of("dkv-cache:block=8,steps=16", "block-diffusion:block=8")) {
                assertThatThrownBy(() -> run(engine, strategy, prompts(1, 8)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("model shifted predicts a position from the row before it");
            }
        }
    }

    @Test
    void promptsAreOfOneLengthUnlessTheRequestPadsThem() {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(1, arena), new ScalarBackend(), 1)) {
            Request even = new Request(2, 5, 4, LogitRows.ACTIVE);
            List<int[]> prompts = List.of(new int[] {1, 2, 3, 4, 5}, new int[] {1, 2});
            assertThatThrownBy(() -> engine.start(even, prompts, Generation.Stop.AT_LENGTH, Probe.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bad prompt: 2 tokens, the request says 5, Padding[unit=0, spread=0]");
        }
    }
}
