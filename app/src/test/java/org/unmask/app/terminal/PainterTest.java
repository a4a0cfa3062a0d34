package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.unmask.core.decode.Phase;

class PainterTest {
    private static final Scene.Range SECOND_BLOCK = new Scene.Range(4, 8);

    private static Cell decided(String text, double confidence, int age) {
        return new Cell.Decided(text, confidence, age, false);
    }

    /// Three blocks of four: the first is done, the second half done, the third untouched.
    private static Scene scene() {
        return new Scene(
                "How much is 2+2?\nAnswer:",
                List.of(
                        decided(" It", 0.99, 3),
                        decided(" is", 0.4, 3),
                        decided(":", 0.8, 2),
                        decided("\n", 0.9, 2),
                        decided("2", 1, 0),
                        Cell.MASKED,
                        decided("2", 1, 1),
                        new Cell.Decided("=", 0.9, 0, true),
                        Cell.MASKED,
                        Cell.MASKED,
                        new Cell.End(5),
                        decided("", 0.5, 4)),
                List.of(4, 8),
                SECOND_BLOCK,
                3,
                new Status(4, Phase.DENOISE, 4, 16, 9, 12, 0.5));
    }

    private static String text(List<AttributedString> lines) {
        return lines.stream().map(AttributedString::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void aSceneOnAWideTerminal() {
        assertThat(text(new Painter(80, 23, Palette.PLAIN).lines(scene()))).isEqualTo("""
                          How much is 2+2?
                          Answer:
                           It is:⏎
                        ▎ │2 ░░2=│ ░░ ░░··

                          ━━━━━━━━┄┄┄ 9/12  pass 4 denoise (Q 4, C 16)  2.25 tokens/pass  18.0 tokens/s""");
    }

    @Test
    void aSceneOnANarrowTerminal() {
        assertThat(text(new Painter(20, 23, Palette.PLAIN).lines(scene()))).isEqualTo("""
                          How much is 2+2?
                          Answer:
                           It is:⏎
                        ▎ │2 ░░2=│ ░░ ░░··

                          ━━━━━━━━━┄┄┄ 9/12""");
    }

    @Test
    void whatStaysBehindIsTheTextUpToItsEnd() {
        assertThat(text(new Painter(80, 23, Palette.DARK).finalLines(scene())))
                .startsWith("  How much is 2+2?\n  Answer:\n   It is:⏎\n  2 ░░2= ░░ ░░\n\n  ━━━");
    }

    @Test
    void confidenceIsAShadeOnceATokenHasSettled() {
        assertThat(List.of(0.1, 0.4, 0.6, 0.8, 0.95, 1.0))
                .extracting(confidence -> Palette.DARK.token((Cell.Decided) decided("x", confidence, 2)))
                .doesNotHaveDuplicates()
                .allSatisfy(style -> assertThat(style.toAnsi()).startsWith("38;5;"));
    }

    @Test
    void aTokenStandsOutInTheFirstTwoPassesWhateverItsConfidence() {
        for (Palette palette : Palette.values()) {
            assertThat(List.of(0, 1, 2))
                    .as(palette.name())
                    .extracting(age -> palette.token((Cell.Decided) decided("x", 0.99, age)))
                    .doesNotHaveDuplicates();
            assertThat(palette.token((Cell.Decided) decided("x", 0.1, 0)))
                    .isEqualTo(palette.token((Cell.Decided) decided("x", 0.9, 0)));
        }
    }

    @Test
    void anEditIsUnderlinedForGood() {
        for (Palette palette : Palette.values()) {
            assertThat(palette.token(new Cell.Decided("x", 0.9, 9, true)).toAnsi())
                    .as(palette.name())
                    .contains("4");
        }
    }

    @Test
    void withoutColoursNoneIsAskedFor() {
        assertThat(new Painter(80, 23, Palette.PLAIN).lines(scene()))
                .extracting(line -> line.toAnsi(256, org.jline.utils.AttributedCharSequence.ForceMode.Force256Colors))
                .noneMatch(line -> line.contains("38;5") || line.contains("48;5"));
    }

    @Test
    void aLongCanvasIsShownAroundItsFirstMaskInTheActiveBlock() {
        List<Cell> cells = new ArrayList<>(Collections.nCopies(400, decided(" word", 1, 9)));
        cells.addAll(Collections.nCopies(400, Cell.MASKED));
        Scene scene = new Scene(
                "question",
                cells,
                List.of(),
                new Scene.Range(0, 800),
                5,
                new Status(7, Phase.DENOISE, 800, 0, 400, 800, 1));

        // 77 columns hold 15 words: the first mask is on line 27 of 54; of 8 lines, two stand before it.
        assertThat(text(new Painter(80, 11, Palette.PLAIN).lines(scene)).lines().limit(10))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("  question"),
                        line -> assertThat(line).isEqualTo("  ⋯ 25 lines above"),
                        line -> assertThat(line)
                                .isEqualTo("  " + "word ".repeat(15).strip()),
                        line -> assertThat(line).startsWith("  word").endsWith("word ░░░░ ░░░░ ░░░░ ░░░░ ░░░░"),
                        line -> assertThat(line)
                                .isEqualTo("  " + "░░░░ ".repeat(15).strip()),
                        line -> assertThat(line).startsWith("  ░░░░"),
                        line -> assertThat(line).startsWith("  ░░░░"),
                        line -> assertThat(line).startsWith("  ░░░░"),
                        line -> assertThat(line).isEqualTo("  ⋯ 23 lines below"),
                        line -> assertThat(line).isEmpty());
    }

    @Test
    void anAutoregressiveModelWritesAtItsCaret() {
        Scene scene = new Scene(
                "Q",
                List.of(decided(" A", 1, 0), Cell.CARET),
                List.of(),
                new Scene.Range(0, 9),
                1,
                new Status(1, Phase.DECODE, 1, 3, 1, 9, 1));

        assertThat(text(new Painter(80, 23, Palette.PLAIN).lines(scene))).contains("\n   A▌\n");
        assertThat(text(new Painter(80, 23, Palette.PLAIN).finalLines(scene))).contains("\n   A\n");
    }

    /// Whatever the terminal, lines leave its last column free and fit into its rows.
    @Property(tries = 300)
    void linesFit(@ForAll @IntRange(min = 8, max = 120) int width, @ForAll @IntRange(min = 5, max = 40) int height) {
        List<Cell> cells = new ArrayList<>();
        String[] texts = {
            " 漢字", "😀", "e\u0301", "\n", " plain", "\u001B[31m", "a-word-longer-than-a-narrow-terminal", "\t"
        };
        for (int i = 0; i < 200; i++) {
            cells.add(i % 3 == 2 ? Cell.MASKED : decided(texts[i % texts.length], i / 200.0, i % 4));
        }
        Scene scene = new Scene(
                "漢字 ".repeat(90),
                cells,
                List.of(50, 100, 150),
                new Scene.Range(100, 150),
                4,
                new Status(7, Phase.DENOISE, 50, 150, 133, 200, 1));

        List<AttributedString> lines = new Painter(width, height, Palette.LIGHT).lines(scene);

        assertThat(lines).hasSizeLessThanOrEqualTo(height);
        assertThat(lines).allSatisfy(line -> assertThat(line.columnLength()).isLessThan(width));
        assertThat(text(lines)).doesNotContain("\u001B", "\t");
    }
}
