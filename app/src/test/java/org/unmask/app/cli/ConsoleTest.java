package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.app.terminal.Color;
import org.unmask.app.terminal.Console;
import org.unmask.app.terminal.Palette;
import org.unmask.app.terminal.WindowSize;
import org.unmask.core.text.DisplayWidth;
import org.unmask.core.text.Progress;

class ConsoleTest {
    private static Console console(Map<String, String> environment) {
        WindowSize size = new WindowSize(80, 24);
        return new Console(() -> Optional.of(size), Optional.of(size), environment);
    }

    @ParameterizedTest
    @CsvSource({"xterm-256color, true", "tmux, true", "dumb, false", "'', false"})
    void terminalsThatCannotMoveTheirCursorAreNotDrawnOn(String type, boolean can) {
        assertThat(console(Map.of("TERM", type)).canRedraw()).isEqualTo(can);
        assertThat(console(Map.of()).canRedraw()).isFalse();
        assertThat(new Console(Optional::empty, Optional.of(WindowSize.USUAL), Map.of("TERM", type)).canRedraw())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'0;15', LIGHT", "'15;0', DARK", "'0;default;7', LIGHT", "'15;8', DARK", "nonsense, DARK"})
    void coloursSuitTheBackground(String colours, Palette palette) {
        assertThat(console(Map.of("COLORFGBG", colours)).palette()).isEqualTo(palette);
    }

    @Test
    void noColourMeansNone() {
        assertThat(console(Map.of("NO_COLOR", "1", "COLORFGBG", "0;15")).palette())
                .isEqualTo(Palette.PLAIN);
        assertThat(console(Map.of("NO_COLOR", "")).palette()).isEqualTo(Palette.DARK);
    }

    /// A program that shows colours is told so where nothing else may.
    @Test
    void coloursAreDrawnWhenTheyAreAskedFor() {
        Console plain = console(Map.of("NO_COLOR", "1", "COLORFGBG", "0;15"));

        assertThat(Color.ALWAYS.palette(plain)).isEqualTo(Palette.LIGHT);
        assertThat(Color.AUTO.palette(plain)).isEqualTo(Palette.PLAIN);
        assertThat(Color.AUTO.palette(console(Map.of()))).isEqualTo(Palette.DARK);
        assertThat(Color.NEVER.palette(console(Map.of()))).isEqualTo(Palette.PLAIN);
    }

    @Test
    void aFileIsNoTerminal() {
        assertThat(WindowSize.of(-1)).isEmpty();
    }

    @Test
    void listsMayBeAsWideAsTheyLikeInAFile() {
        assertThat(console(Map.of()).columns()).isEqualTo(80);
        assertThat(new Console(() -> Optional.of(new WindowSize(80, 24)), Optional.empty(), Map.of()).columns())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"132, 132", "0, 80", "-5, 80", "wide, 80", "'', 80", "99999999999, 80"})
    void aWishForColumnsIsHeard(String wish, int columns) {
        assertThat(console(Map.of("COLUMNS", wish)).columns()).isEqualTo(columns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"models", "devices", "profiles", "backends", "strategies"})
    void listsFitATerminal(String command, @TempDir Path folder) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Context context = new Context(
                new PrintWriter(out),
                new PrintWriter(err, true),
                Path.of(System.getProperty("unmask.home")),
                folder,
                Progress.SILENT,
                console(Map.of()));

        assertThat(Main.commandLine(context).execute(command))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(80));
    }

    @Test
    void anUnknownNameGetsTheNearest(@TempDir Path folder) {
        assertThat(Terminal.inRepository(folder).run("models", "llada-8").err()).contains("llada-8b");
        assertThat(Terminal.inRepository(folder).run("devices", "a600").err()).contains("a6000");
        assertThat(Terminal.inRepository(folder).run("models", "llada-8b").out().lines())
                .hasSize(2);
    }
}
