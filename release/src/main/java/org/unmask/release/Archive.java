package org.unmask.release;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/// The files of an archive, by their paths in it. Written in the order of their paths, with one time and without owners.
final class Archive {
    private static final int PROGRAM = 0100755;
    private static final int PLAIN = 0100644;

    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record File(byte[] bytes, boolean executable) {}

    private final Map<String, File> files = new TreeMap<>();

    void add(String path, byte[] bytes) {
        files.put(path, new File(bytes, false));
    }

    void add(String path, String text) {
        add(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /// A file, or a folder with all that is below it.
    void add(String path, Path from) throws IOException {
        try (Stream<Path> below = Files.walk(from)) {
            for (Path file : below.filter(Files::isRegularFile).toList()) {
                String name = from.equals(file)
                        ? path
                        : path + "/" + from.relativize(file).toString().replace('\\', '/');
                files.put(name, new File(Files.readAllBytes(file), Files.isExecutable(file)));
            }
        }
    }

    List<String> paths() {
        return List.copyOf(files.keySet());
    }

    /// Writes `FOLDER/...` as tar, compressed with xz.
    void write(Path to, String folder, Instant time) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(to));
                XZCompressorOutputStream packed = new XZCompressorOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            files.forEach((path, content) -> entry(tar, folder + "/" + path, content, time));
        }
    }

    private static void entry(TarArchiveOutputStream tar, String path, File content, Instant time) {
        try {
            TarArchiveEntry entry = new TarArchiveEntry(path);
            entry.setSize(content.bytes().length);
            entry.setMode(content.executable() ? PROGRAM : PLAIN);
            entry.setModTime(time.toEpochMilli());
            entry.setIds(0, 0);
            entry.setNames("root", "root");
            tar.putArchiveEntry(entry);
            tar.write(content.bytes());
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
