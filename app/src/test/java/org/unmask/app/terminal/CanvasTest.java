package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.op.Mask;
import org.unmask.engine.Decision;

class CanvasTest {
    private static final int PROMPT = 3;
    private static final int END = 99;

    private final Canvas canvas = new Canvas(CanvasTest::decode, new int[] {1, 2, 3}, 8, List.of(END), false);

    private static String decode(int[] tokens) {
        return Arrays.stream(tokens).mapToObj(token -> " t" + token).collect(Collectors.joining());
    }

    private static Pass pass(Phase phase, int start, int end, Commit commit) {
        return new Pass(1, end - start, start, Mask.FULL, 1, new Task(phase, start, start, end, 0, 0, commit));
    }

    private static Decision at(int cell, int token, boolean edited) {
        return new Decision(0, PROMPT + cell, token, 0.5, edited);
    }

    @Test
    void decisionsOfAnyOrderStandAtTheirPositions() {
        canvas.passed(
                pass(Phase.DENOISE, PROMPT, PROMPT + 4, new Commit.Top(2)),
                0.25,
                List.of(at(3, 7, false), at(0, 5, false)));
        canvas.passed(pass(Phase.DENOISE, PROMPT, PROMPT + 4, new Commit.Top(2)), 0.25, List.of(at(1, 6, false)));

        Scene scene = canvas.scene();
        assertThat(scene.prompt()).isEqualTo(" t1 t2 t3");
        assertThat(scene.cells())
                .startsWith(
                        new Cell.Decided(" t5", 0.5, 1, false),
                        new Cell.Decided(" t6", 0.5, 0, false),
                        Cell.MASKED,
                        new Cell.Decided(" t7", 0.5, 1, false),
                        Cell.MASKED)
                .hasSize(8);
        assertThat(scene.status()).isEqualTo(new Status(2, Phase.DENOISE, 4, 3, 3, 8, 0.5));
    }

    @Test
    void blocksToComeAreAsLongAsTheFirst() {
        canvas.passed(pass(Phase.DENOISE, PROMPT, PROMPT + 3, new Commit.Top(1)), 1, List.of());

        assertThat(canvas.scene().borders()).containsExactly(3, 6);
        assertThat(canvas.scene().active()).isEqualTo(new Scene.Range(0, 3));
    }

    @Test
    void aPassThatStoresABlockLeavesItActive() {
        canvas.passed(pass(Phase.DENOISE, PROMPT, PROMPT + 4, new Commit.Top(1)), 1, List.of());
        canvas.passed(pass(Phase.COMMIT, PROMPT, PROMPT + 4, new Commit.None()), 1, List.of());

        assertThat(canvas.scene().active()).isEqualTo(new Scene.Range(0, 4));
        assertThat(canvas.scene().borders()).containsExactly(4);
    }

    @Test
    void anEditKeepsTheCountAndIsRemembered() {
        canvas.passed(pass(Phase.DENOISE, PROMPT, PROMPT + 8, new Commit.Top(1)), 1, List.of(at(0, 5, false)));
        canvas.passed(
                pass(Phase.EDIT, PROMPT, PROMPT + 8, new Commit.Joint(0.9, 1, 0.9, 4)), 1, List.of(at(0, 6, true)));
        canvas.passed(pass(Phase.EDIT, PROMPT, PROMPT + 8, new Commit.Joint(0.9, 1, 0.9, 4)), 1, List.of());

        assertThat(canvas.scene().cells()).startsWith(new Cell.Decided(" t6", 0.5, 1, true));
        assertThat(canvas.scene().status().committed()).isEqualTo(1);
    }

    @Test
    void theTextEndsAtTheEndTokenAndMarksWhatIsMissing() {
        canvas.passed(
                pass(Phase.DENOISE, PROMPT, PROMPT + 8, new Commit.Top(4)),
                1,
                List.of(at(0, 5, false), at(2, 6, false), at(3, END, false), at(5, 7, false)));

        assertThat(canvas.text()).isEqualTo(" t5░ t6");
        assertThat(canvas.progress()).isEqualTo("4 of 8 tokens were committed, in 1 passes");
    }

    @Test
    void positionsBeyondTheGeneratedLengthAreNotShown() {
        canvas.passed(pass(Phase.DENOISE, PROMPT, PROMPT + 16, new Commit.Top(2)), 1, List.of(at(12, 5, false)));

        assertThat(canvas.scene().cells()).hasSize(8).containsOnly(Cell.MASKED);
    }

    @Test
    void anAutoregressiveModelHasACaretAndNoMasks() {
        Canvas written = new Canvas(CanvasTest::decode, new int[] {1}, 8, List.of(END), true);
        written.passed(pass(Phase.PREFILL, 0, 1, new Commit.Next()), 1, List.of(new Decision(0, 1, 4, 0.5, false)));

        assertThat(written.scene().cells()).containsExactly(new Cell.Decided(" t4", 0.5, 0, false), Cell.CARET);
    }
}
