package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.unmask.engine.SmallModel.GENERATED;
import static org.unmask.engine.SmallModel.MODEL;
import static org.unmask.engine.SmallModel.prompts;
import static org.unmask.engine.SmallModel.weights;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.engine.scalar.ScalarBackend;

class DecisionsTest {
    private static final int PROMPT = 11;
    private static final int BATCH = 2;

    /// Writes what it hears of onto a canvas of its own.
    private static final class Copy implements Probe {
        // A last block may reach beyond the generated length.
        private final int[][] tokens = new int[BATCH][PROMPT + 2 * GENERATED];
        private final List<Integer> commits = new ArrayList<>();
        private final List<Integer> edits = new ArrayList<>();

        @Override
        public void decided(Pass pass, List<Decision> decisions) {
            for (Decision decision : decisions) {
                assertThat(decision.confidence()).isBetween(0.0, 1.0);
                assertThat(tokens[decision.sequence()][decision.position()] != 0)
                        .isEqualTo(decision.edited());
                tokens[decision.sequence()][decision.position()] = decision.token() + 1;
            }
            edits.add((int) decisions.stream().filter(Decision::edited).count());
            commits.add(decisions.size() - edits.getLast());
        }
    }

    /// Whole blocks may leave the last positions masked.
    static List<String> strategies() {
        return StrategyCases.all().stream()
                .filter(text -> !text.contains("blocks=whole"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void whatAProbeHearsIsWhatStandsOnTheCanvas(String strategy) {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(24, arena), new ScalarBackend(), 1)) {
            List<int[]> prompts = prompts(BATCH, PROMPT);
            Copy copy = new Copy();

            Generation generation = engine.generate(
                    Strategies.create(StrategySpec.parse(strategy), GENERATED),
                    new Request(BATCH, PROMPT, GENERATED, LogitRows.ACTIVE),
                    prompts,
                    Generation.Stop.AT_LENGTH,
                    copy);

            assertThat(copy.commits).isEqualTo(generation.commits());
            assertThat(copy.edits).isEqualTo(generation.edits());
            for (int sequence = 0; sequence < BATCH; sequence++) {
                int[] tokens = generation.tokens(sequence);
                for (int position = PROMPT; position < PROMPT + GENERATED; position++) {
                    assertThat(copy.tokens[sequence][position]).isEqualTo(tokens[position] + 1);
                }
            }
        }
    }
}
