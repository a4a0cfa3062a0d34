package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.app.live.Palette;

class ConsoleTest {
    private static Console console(Map<String, String> environment) {
        return new Console(() -> Optional.of(new WindowSize(80, 24)), true, environment);
    }

    @ParameterizedTest
    @CsvSource({"xterm-256color, true", "tmux, true", "dumb, false", "'', false"})
    void terminalsThatCannotMoveTheirCursorAreNotDrawnOn(String type, boolean can) {
        assertThat(console(Map.of("TERM", type)).canRedraw()).isEqualTo(can);
        assertThat(console(Map.of()).canRedraw()).isFalse();
        assertThat(new Console(Optional::empty, true, Map.of("TERM", type)).canRedraw())
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

    @Test
    void aFileIsNoTerminal() {
        assertThat(WindowSize.of(-1)).isEmpty();
    }
}
