package org.unmask.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserMessageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Unexpected character ('}' (code 125)): was expecting double-quote | Unexpected character ('}' (code 125)): was"
                        + " expecting double-quote",
                "Document nesting depth (33) exceeds the maximum allowed (32, from `StreamReadConstraints.getMaxNestingDepth()`)"
                        + " | Document nesting depth (33) exceeds the maximum allowed (32)",
                "Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED (`StreamReadFeature."
                        + "INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1]) | Unexpected end-of-input: expected close"
                        + " marker for Object",
                "Duplicate Object property \"a\" | Duplicate Object property \"a\"",
                "Bad at [Source: (String)\"x\"; line: 1] | Bad",
                "` ` | ` `",
            })
    void whatOnlyProgrammersReadIsLeftOut(String message, String plain) {
        assertThat(ParserMessage.plain(message)).isEqualTo(plain);
    }

    @Test
    void whatCommandsTerminalsIsNotRepeated() {
        assertThat(ParserMessage.plain("Unrecognized token 'P\u0001\u001b[31m\u009b\u007f\u2028x': was"))
                .isEqualTo("Unrecognized token 'P??[31m???x': was");
    }
}
