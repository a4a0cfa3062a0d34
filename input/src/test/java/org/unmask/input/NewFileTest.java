package org.unmask.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.text.UsageException;

class NewFileTest {
    @TempDir
    private Path folder;

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @Test
    void anErrorLeavesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "old");

        assertThatThrownBy(() -> NewFile.write(file, channel -> {
                    NewFile.write(channel, ByteBuffer.wrap(new byte[] {1, 2, 3}));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": No space left on device");

        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.json");
    }

    @Test
    void theNewFileTakesThePlaceOfTheOldOneWhenItIsWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("ä b.json"), "old");

        NewFile.write(file, channel -> {
            NewFile.write(channel, ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}));
            assertThat(file).hasContent("old");
        });

        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("ä b.json");
    }

    @Test
    void foldersAreMade() throws IOException {
        Path file = folder.resolve("a/b/c.txt");

        NewFile.text(file, "ü");

        assertThat(Files.readAllBytes(file)).containsExactly(0xC3, 0xBC);
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(folder.resolve("there.txt"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), file);

        NewFile.text(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void aDeviceIsWrittenAndStaysOne() throws IOException {
        Path nothing = Path.of("/dev/null");
        Assumptions.assumeTrue(Files.exists(nothing));

        NewFile.text(nothing, "gone");

        assertThat(Files.isRegularFile(nothing)).isFalse();
    }

    @Test
    void aFullDiskIsNamed() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));

        assertThatThrownBy(() -> NewFile.text(full, "too much")).hasMessage("/dev/full: No space left on device");
    }

    @Test
    void whatIsInTheWayIsSaidBeforehand() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatCode(() -> NewFile.check(folder.resolve("a/b/c.txt"))).doesNotThrowAnyException();
        assertThatCode(() -> NewFile.check(file)).doesNotThrowAnyException();
        assertThatCode(() -> NewFile.check(Path.of("name.txt"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> NewFile.check(folder))
                .isInstanceOf(UsageException.class)
                .hasMessage(folder + " is a folder; give a file");
        assertThatThrownBy(() -> NewFile.check(file.resolve("c.txt"))).hasMessage(file + " is a file; give a folder");
        assertThatThrownBy(() -> NewFile.check(Path.of(""))).hasMessage("an empty path; give a file");
        assertThatCode(() -> NewFile.checkFolder(folder.resolve("new"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> NewFile.checkFolder(file)).hasMessage(file + " is a file; give a folder");
        assertThat(names()).as("a check makes nothing").containsExactly("file");
    }

    @Test
    void aFolderWithoutPermissionIsSaidBeforehand() throws IOException {
        assertThat(folder.toFile().setWritable(false)).isTrue();
        // Nothing is forbidden to who administers the machine.
        Assumptions.assumeFalse(Files.isWritable(folder));
        try {
            assertThatThrownBy(() -> NewFile.check(folder.resolve("a/b.txt")))
                    .hasMessage("no permission to write into " + folder + "; give another folder");
        } finally {
            assertThat(folder.toFile().setWritable(true)).isTrue();
        }
    }
}
