package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlyphsTest {
    private static String shown(String text) {
        return Glyphs.of(text).stream().map(Glyphs.Glyph::text).collect(Collectors.joining());
    }

    @Test
    void controlCharactersAreShownAndNeverSent() {
        assertThat(shown("a\u001B[2Jb\u0007\u0000\r\u007F")).isEqualTo("a␛[2Jb␇␀␍␡");
        assertThat(shown("\u0085\u009B")).isEqualTo("��");
    }

    @Test
    void aLineBreakIsOneMarkHoweverWritten() {
        assertThat(shown("a\nb\r\nc")).isEqualTo("a⏎b⏎c");
    }

    @Test
    void writingIsNeverTurnedAround() {
        assertThat(shown("\u202Eabc\u2066\u2028")).isEqualTo("�abc��");
    }

    @Test
    void halfASurrogatePairIsNoCharacter() {
        assertThat(shown("x\uD83D")).isEqualTo("x�");
    }

    @ParameterizedTest
    @CsvSource({"a, 1", "漢, 2", "😀, 2", "é, 1", "░, 1"})
    void columns(String text, int columns) {
        assertThat(Glyphs.of(text)).hasSize(1);
        assertThat(Glyphs.of(text).getFirst().columns()).isEqualTo(columns);
    }

    @Test
    void anAccentStaysWithItsLetter() {
        assertThat(Glyphs.of("e\u0301x")).extracting(Glyphs.Glyph::text).containsExactly("e\u0301", "x");
    }
}
