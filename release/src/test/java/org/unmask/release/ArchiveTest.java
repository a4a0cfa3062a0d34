package org.unmask.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Path written(String name) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources-" + name));
        Path program = Files.writeString(sources.resolve("program"), "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.writeString(Files.createDirectories(sources.resolve("below")).resolve("text"), name);
        Archive archive = new Archive();
        archive.add("z", "last");
        archive.add("bin/program", program);
        archive.add("files", sources);
        archive.add("files/below/text", "equal in all");
        Path file = folder.resolve(name + ".tar.xz");
        archive.link("bin/link", "../z");
        archive.writeTarXz(file, "top", TIME);
        archive.writeZip(folder.resolve(name + ".zip"), "top", TIME);
        return file;
    }

    @Test
    void equalFilesGiveEqualBytes() throws IOException {
        Path first = written("first");
        Path second = written("second");

        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
        assertThat(Files.readAllBytes(folder.resolve("second.zip")))
                .isEqualTo(Files.readAllBytes(folder.resolve("first.zip")));
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void streamsUnpackAsOne() throws IOException {
        byte[] plain = "what is packed in parts is one again".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (byte[] stream : Archive.streams(plain, 10)) {
            packed.write(stream);
        }

        try (InputStream whole = new XZCompressorInputStream(new ByteArrayInputStream(packed.toByteArray()), true)) {
            assertThat(whole.readAllBytes()).isEqualTo(plain);
        }
    }

    @Test
    void filesKeepWhetherTheyRunAndNothingElse() throws IOException {
        Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
        try (InputStream file = Files.newInputStream(written("one"));
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), entry);
                assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(TIME);
                assertThat(entry.getUserName()).isEqualTo("root");
            }
        }

        assertThat(entries.keySet())
                .containsExactly(
                        "top/bin/link", "top/bin/program", "top/files/below/text", "top/files/program", "top/z");
        assertThat(entries.get("top/bin/link"))
                .extracting(TarArchiveEntry::isSymbolicLink, TarArchiveEntry::getLinkName)
                .containsExactly(true, "../z");
        assertThat(entries.get("top/bin/program"))
                .extracting(TarArchiveEntry::getMode)
                .isEqualTo(0100755);
        assertThat(entries.get("top/z")).extracting(TarArchiveEntry::getMode).isEqualTo(0100644);
    }

    @Test
    void aZipHasTheSameFiles() throws IOException {
        written("one");
        Map<String, Integer> modes = new TreeMap<>();
        try (ZipFile zip = ZipFile.builder().setPath(folder.resolve("one.zip")).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                modes.put(entry.getName(), entry.getUnixMode());
                assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(TIME);
            }
            assertThat(zip.getUnixSymlink(zip.getEntry("top/bin/link"))).isEqualTo("../z");
        }

        assertThat(modes)
                .containsEntry("top/bin/program", 0100755)
                .containsEntry("top/z", 0100644)
                .hasSize(5);
    }
}
