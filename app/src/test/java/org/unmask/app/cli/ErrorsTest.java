package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;
import org.unmask.input.InputFile;

class ErrorsTest {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(USAGE, new UsageException("--chat needs --prompts")),
                Arguments.of(USAGE, Names.unknown("device", "x", List.of("y"))),
                Arguments.of(USAGE, new IllegalArgumentException("batch=0; expected a whole number from 1")),
                Arguments.of(USAGE, new ArithmeticException("long overflow")),
                Arguments.of(USAGE, new NoSuchFileException("x")),
                Arguments.of(USAGE, InputFile.missing(Path.of("x"))),
                Arguments.of(FAILED, new AccessDeniedException("x")),
                Arguments.of(FAILED, new IOException("x: no such file, which byte 3 of y asks for")),
                Arguments.of(FAILED, new IllegalStateException("out of native memory")),
                Arguments.of(FAILED, new NullPointerException()));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void theTypeOfAnErrorGivesTheExitCode(int code, Exception error) {
        assertThat(Errors.code(error)).isEqualTo(code);
    }
}
