package org.unmask.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayWidthTest {
    @ParameterizedTest
    @CsvSource({
        "abc, 3",
        "µs, 2",
        "–, 1",
        "█, 1",
        "ﬀ, 1",
        "ア, 2",
        "ｱ, 1",
        "Ａ, 2",
        "漢字, 4",
        "한국, 4",
        "𠀀, 2",
        "😀, 2",
        "☃, 1",
        "ﷺ, 1",
        "אב, 2",
        "हिन्दी, 5"
    })
    void charactersTakeTheColumnsThatUnicodeGivesThem(String text, int columns) {
        assertThat(DisplayWidth.of(text)).isEqualTo(columns);
    }

    @Test
    void marksAndJoinersTakeNone() {
        assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
        assertThat(DisplayWidth.of("a\u200db\u00ad")).isEqualTo(2);
    }

    @Test
    void whatCommandsATerminalBecomesAQuestionMark() {
        assertThat(DisplayWidth.plain("a\u001b[31mb\r\nc\u009b2J\u202ed\u2028e\ud800f"))
                .isEqualTo("a?[31mb??c?2J?d?e?f");
        assertThat(DisplayWidth.plain("Größe 漢 😀")).isEqualTo("Größe 漢 😀");
    }
}
