package org.unmask.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
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
        archive.add("bin", program);
        archive.add("files", sources);
        archive.add("files/below/text", "equal in all");
        Path file = folder.resolve(name + ".tar.xz");
        archive.write(file, "top", TIME);
        return file;
    }

    @Test
    void equalFilesGiveEqualBytes() throws IOException {
        Path first = written("first");
        Path second = written("second");

        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
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

        assertThat(entries.keySet()).containsExactly("top/bin", "top/files/below/text", "top/files/program", "top/z");
        assertThat(entries.get("top/bin")).extracting(TarArchiveEntry::getMode).isEqualTo(0100755);
        assertThat(entries.get("top/z")).extracting(TarArchiveEntry::getMode).isEqualTo(0100644);
    }
}
