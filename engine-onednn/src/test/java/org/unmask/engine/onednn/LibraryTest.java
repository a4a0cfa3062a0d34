package org.unmask.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.engine.foreign.CachedFolder;

class LibraryTest {
    @TempDir
    Path caches;

    private UnpackedJar jar;

    @BeforeEach
    void findTheJar() {
        jar = UnpackedJar.in(caches.resolve("unmask"));
    }

    @Test
    void liesInTheCacheOfTheUser() {
        assertThat(CachedFolder.cacheOf(Map.of("XDG_CACHE_HOME", "/caches"), "/home/ada"))
                .isEqualTo(Path.of("/caches/unmask"));
        assertThat(CachedFolder.cacheOf(Map.of(), "/home/ada")).isEqualTo(Path.of("/home/ada/.cache/unmask"));
        assertThat(CachedFolder.cacheOf(Map.of("XDG_CACHE_HOME", ""), "/home/ada"))
                .isEqualTo(Path.of("/home/ada/.cache/unmask"));
    }

    @Test
    void isUnpackedOnce() throws IOException {
        assumeLinux();
        Path folder = jar.folder();
        assertThat(list(folder)).containsExactly(UnpackedJar.DNNL, UnpackedJar.OPENMP);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(folder.resolve(UnpackedJar.DNNL), old);
        assertThat(jar.folder()).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(folder.resolve(UnpackedJar.DNNL))).isEqualTo(old);
    }

    @Test
    void isWholeHoweverManyUnpackAtOnce() throws IOException, InterruptedException, ExecutionException {
        assumeLinux();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Callable<Path> unpacking = jar::folder;
            for (Future<Path> folder : threads.invokeAll(List.of(unpacking, unpacking, unpacking))) {
                assertThat(list(folder.get())).containsExactly(UnpackedJar.DNNL, UnpackedJar.OPENMP);
            }
        }
        assertThat(list(jar.cache())).containsExactly(jar.folder().getFileName().toString());
    }

    @Test
    void isForOneSystemOnly() {
        assertThat(reason(Library.load("Mac OS X aarch64", jar)))
                .isEqualTo("oneDNN is packaged for Linux amd64 only, this is Mac OS X aarch64");
        assertThat(jar.cache()).doesNotExist();
    }

    @Test
    void mayBeAbsent() {
        assumeLinux();
        UnpackedJar absent = new UnpackedJar("absent.jar", caches.resolve("unmask"));
        assertThat(reason(Library.load(Library.SYSTEM, absent)))
                .isEqualTo("oneDNN is not in this build: there is no absent.jar");
        assertThat(absent.cache()).isEmptyDirectory();
    }

    @Test
    void needsAFolderToUnpackInto() throws IOException {
        assumeLinux();
        Path file = Files.createFile(caches.resolve("file"));
        UnpackedJar nowhere = UnpackedJar.in(file.resolve("unmask"));
        assertThat(reason(Library.load(Library.SYSTEM, nowhere)))
                .startsWith("cannot unpack oneDNN (")
                .contains(file.toString())
                .endsWith("): set XDG_CACHE_HOME to a folder of yours with 90 MB of space");
    }

    @Test
    void isNotTakenFromAFolderThatOthersMayWriteTo() throws IOException {
        assumeLinux();
        Path folder = jar.folder();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(reason(Library.load(Library.SYSTEM, jar))).contains("others may write to " + folder);
    }

    @Test
    void mayBeDamaged() throws IOException {
        assumeLinux();
        Path folder = jar.folder();
        Files.delete(folder.resolve(UnpackedJar.OPENMP));
        assertThat(reason(Library.load(Library.SYSTEM, jar)))
                .startsWith("cannot load oneDNN from " + folder)
                .endsWith("if these files are damaged, delete the folder");
    }

    private static void assumeLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "unpacks on Linux only");
    }

    private static String reason(Library library) {
        assertThat(library).isInstanceOf(Library.Missing.class);
        return ((Library.Missing) library).reason();
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
