package org.unmask.engine.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.vector.VectorBackend;

class LibraryTest {
    private static final String HERE = System.getProperty("os.name") + " " + System.getProperty("os.arch");

    @TempDir
    Path folder;

    @Test
    void aBuildWithoutCompilerSaysSo() {
        Library library = Library.load("Plan 9 mips", folder.resolve("cache"));

        assertThat(reason(library))
                .isEqualTo("it is compiled when the program is built, and this build has none for Plan 9 mips:"
                        + " build with a C compiler (cc, or set CC)");
        assertThat(folder.resolve("cache")).doesNotExist();
        assertThat(new NativeBackend(library, new VectorBackend()).availability())
                .isEqualTo(new Availability.Missing(reason(library)));
    }

    @Test
    void isUnpackedOnceForTheUserAlone() throws IOException {
        assumeCompiled();
        assertThat(Library.load(HERE, folder)).isInstanceOf(Library.Loaded.class);
        assertThat(Library.load(HERE, folder)).isInstanceOf(Library.Loaded.class);
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> made = all.toList();
            assertThat(made).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.getFirst())))
                    .isEqualTo("rwx------");
            assertThat(made.getFirst().resolve(Library.FILE)).isRegularFile();
        }
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        assumeCompiled();
        assertThat(Library.load(HERE, folder)).isInstanceOf(Library.Loaded.class);
        try (Stream<Path> all = Files.list(folder)) {
            Path file = all.findFirst().orElseThrow().resolve(Library.FILE);
            Files.delete(file);
            assertThat(reason(Library.load(HERE, folder)))
                    .startsWith("cannot load " + file)
                    .endsWith("if it is damaged, delete its folder");
        }
    }

    @Test
    void needsAFolderToUnpackInto() throws IOException {
        assumeCompiled();
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(reason(Library.load(HERE, file.resolve("cache"))))
                .startsWith("cannot unpack it (")
                .endsWith("): set XDG_CACHE_HOME to a folder of yours");
    }

    private static void assumeCompiled() {
        assumeTrue(Library.class.getResource(Library.resource(HERE)) != null, "the kernels were not compiled");
    }

    private static String reason(Library library) {
        assertThat(library).isInstanceOf(Library.Missing.class);
        return ((Library.Missing) library).reason();
    }
}
