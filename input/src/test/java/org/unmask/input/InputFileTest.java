package org.unmask.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFileTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    @ParameterizedTest
    @CsvSource({"'\uFEFFa\nb', 'a\nb'", "'a\uFEFFb', 'a\uFEFFb'", "'\uFEFF', ''", "'', ''", "'\uFEFF\uFEFFx', '\uFEFFx'"
    })
    void aMarkBeforeTheTextIsNoPartOfIt(String written, String read) throws IOException {
        Path file = file(written);

        assertThat(InputFile.text(file, 100)).isEqualTo(read);
        assertThat(InputFile.bytes(file, 100)).isEqualTo(read.getBytes(StandardCharsets.UTF_8));
        assertThat(InputFile.text("input", new ByteArrayInputStream(Files.readAllBytes(file)), 100))
                .isEqualTo(read);
        try (BufferedReader lines = InputFile.lines(file, 100)) {
            assertThat(lines.lines()).isEqualTo(read.lines().toList());
        }
    }

    @Test
    void whatIsNoFileIsNamed() {
        Path none = folder.resolve("none");

        assertThatThrownBy(() -> InputFile.bytes(none, 1))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(none + ": no such file");
        assertThatThrownBy(() -> InputFile.lines(none, 1)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> InputFile.text(folder, 1)).hasMessage(folder + ": not a regular file");
    }

    @Test
    void aLongerFileIsNotRead() throws IOException {
        Path file = file("12345");

        assertThat(InputFile.text(file, 5)).isEqualTo("12345");
        assertThatThrownBy(() -> InputFile.text(file, 4)).hasMessage(file + ": 5 bytes; expected at most 4");
        assertThatThrownBy(() -> InputFile.text("input", new ByteArrayInputStream(new byte[5]), 4))
                .hasMessage("input: more than 4 bytes");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[] {(byte) 0xC3, 0x28});

        assertThatThrownBy(() -> InputFile.text(file, 10)).hasMessage(file + ": not UTF-8");
    }
}
