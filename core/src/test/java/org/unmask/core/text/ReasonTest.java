package org.unmask.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void anErrorOfTheSystemIsSaidInWords() {
        assertThat(List.of(
                                new NoSuchFileException("a b"),
                                new AccessDeniedException("a b"),
                                new FileAlreadyExistsException("a b"),
                                new NotDirectoryException("a b"),
                                new DirectoryNotEmptyException("a b"),
                                new FileSystemException("a b", null, "Is a directory"))
                        .stream()
                        .map(Reason::of))
                .containsExactly(
                        "a b: no such file",
                        "a b: no permission",
                        "a b: exists already",
                        "a b: not a folder",
                        "a b: the folder is not empty",
                        "a b: Is a directory");
    }

    @Test
    void aMessageIsOneLineThatCommandsNoTerminal() {
        assertThat(Reason.of(new IllegalArgumentException("bad\n  name \u001B[2J")))
                .isEqualTo("bad name ?[2J");
    }
}
