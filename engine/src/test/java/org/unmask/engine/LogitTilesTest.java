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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.cases.Unrolled;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.DType;
import org.unmask.core.op.Operator;
import org.unmask.engine.scalar.ScalarBackend;

/// How many rows have logits at the same time is a matter of memory alone.
class LogitTilesTest {
    @ParameterizedTest
    @CsvSource({
        "'diffusion:block=8,threshold=0.6', 1",
        "'diffusion:steps=8', 7",
        "'diffusion:steps=8,cfg=2', 1",
        "'diffusion:steps=8,cfg=2', 9",
        "'llada2.1:block=4,threshold=0.6', 5",
        "ar, 2",
    })
    void tilesGiveTheSameTokens(String strategy, int tileRows) {
        try (Arena arena = Arena.ofShared();
                Engine whole = new Engine(MODEL, weights(24, arena), new ScalarBackend(), 1);
                Engine tiled = new Engine(MODEL, weights(24, arena), new ScalarBackend(), 1, DType.FLOAT32, tileRows)) {
            List<int[]> prompts = prompts(3, 9);
            assertThat(run(tiled, strategy, prompts).tokens().stream().map(Arrays::toString))
                    .isEqualTo(run(whole, strategy, prompts).tokens().stream()
                            .map(Arrays::toString)
                            .toList());
        }
    }

    /// Every operator finishes once. Of the last two every part is told, by turns, evenly many rows each.
    @Test
    void partsOfHeadAndSelectionTakeTurns() {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(24, arena), new ScalarBackend(), 1, DType.FLOAT32, 20)) {
            Listener listener = new Listener();
            Request request = new Request(3, 9, GENERATED, LogitRows.GENERATED);
            engine.generate(
                    Strategies.create(StrategySpec.parse("diffusion:steps=1"), GENERATED),
                    request,
                    prompts(3, 9),
                    Generation.Stop.AT_LENGTH,
                    listener);
            assertThat(listener.finished)
                    .isEqualTo(Unrolled.operators(
                            Lowering.lower(MODEL.architecture(), listener.passes.getFirst(), engine.fusions())));
            // 48 rows in three tiles of 16.
            assertThat(listener.events)
                    .endsWith("part lm_head", "part select", "part lm_head", "part select", "lm_head", "select");
            assertThat(listener.events.stream().filter(event -> event.startsWith("part")))
                    .hasSize(4);
        }
    }

    @Test
    void aTileHasAsManyRowsAsItsMemoryHolds() {
        assertThat(Head.tileRows(128L << 20, 152_064)).isEqualTo(220);
        assertThat(Head.tileRows(128L << 20, 32_000)).isEqualTo(1048);
        assertThat(Head.tileRows(1, 32_000)).isEqualTo(1);
    }

    private static final class Listener implements Probe {
        private final List<Pass> passes = new ArrayList<>();
        private final List<Operator> finished = new ArrayList<>();
        private final List<String> events = new ArrayList<>();

        @Override
        public void passStarted(Pass pass) {
            passes.add(pass);
        }

        @Override
        public void partFinished(Operator operator) {
            events.add("part " + operator.name());
        }

        @Override
        public void operatorFinished(Operator operator) {
            finished.add(operator);
            events.add(operator.name());
        }
    }
}
