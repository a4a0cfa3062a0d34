package org.unmask.release;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/// The files of an archive, by their paths in it. Written in the order of their paths, with one time and without owners.
final class Archive {
    private static final int PROGRAM = 0100755;
    private static final int PLAIN = 0100644;
    private static final int LINK = 0120777;
    /// A folder that everybody may write to.
    private static final int OPEN_FOLDER = 0041777;

    /// Plain bytes in a stream of xz: several times what its dictionary holds.
    private static final int STREAM = 32 << 20;

    /// @param mode  type and permissions, as Unix counts them; the bytes of a link are where it leads
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record File(byte[] bytes, int mode) {}

    private final Map<String, File> files = new TreeMap<>();

    void add(String path, byte[] bytes) {
        files.put(path, new File(bytes, PLAIN));
    }

    void add(String path, String text) {
        add(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /// A file that can be started, whatever permissions it has where it comes from.
    void program(String path, Path from) throws IOException {
        files.put(path, new File(Files.readAllBytes(from), PROGRAM));
    }

    /// A folder without content, in which everybody may write.
    void folder(String path) {
        files.put(path + "/", new File(new byte[0], OPEN_FOLDER));
    }

    /// A symbolic link.
    void link(String path, String target) {
        files.put(path, new File(target.getBytes(StandardCharsets.UTF_8), LINK));
    }

    /// A file, or a folder with all that is below it.
    void add(String path, Path from) throws IOException {
        try (Stream<Path> below = Files.walk(from)) {
            for (Path file : below.filter(Files::isRegularFile).toList()) {
                String name = from.equals(file)
                        ? path
                        : path + "/" + from.relativize(file).toString().replace('\\', '/');
                files.put(name, new File(Files.readAllBytes(file), Files.isExecutable(file) ? PROGRAM : PLAIN));
            }
        }
    }

    /// Everything of another archive, below a folder.
    void addAll(String folder, Archive other) {
        other.files.forEach((path, file) -> files.put(folder + "/" + path, file));
    }

    List<String> paths() {
        return List.copyOf(files.keySet());
    }

    /// Writes `FOLDER/...` as tar, compressed with xz: streams one after the other, which unpack as one, so that every
    /// processor packs some of them. Where they begin does not depend on the number of processors.
    Path writeTarXz(Path to, String folder, Instant time) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        writeTar(plain, folder + "/", time);
        List<byte[]> streams = streams(plain.toByteArray(), STREAM);
        return write(to, file -> {
            for (byte[] stream : streams) {
                file.write(stream);
            }
        });
    }

    /// Bytes as streams of xz.
    ///
    /// @param size  plain bytes in each but the last
    static List<byte[]> streams(byte[] bytes, int size) {
        return IntStream.range(0, Math.ceilDiv(bytes.length, size))
                .parallel()
                .mapToObj(i -> xz(bytes, i * size, (int) Math.min(bytes.length, (i + 1L) * size)))
                .toList();
    }

    private static byte[] xz(byte[] bytes, int from, int to) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (XZCompressorOutputStream packed = new XZCompressorOutputStream(stream)) {
            packed.write(bytes, from, to - from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stream.toByteArray();
    }

    /// Writes `FOLDER/...` as zip.
    Path writeZip(Path to, String folder, Instant time) throws IOException {
        return write(to, file -> {
            try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
                zip.setLevel(Deflater.BEST_COMPRESSION);
                for (Map.Entry<String, File> entry : files.entrySet()) {
                    File content = entry.getValue();
                    ZipArchiveEntry head = new ZipArchiveEntry(folder + "/" + entry.getKey());
                    head.setUnixMode(content.mode());
                    head.setTime(FileTime.from(time));
                    head.setSize(content.bytes().length);
                    zip.putArchiveEntry(head);
                    zip.write(content.bytes());
                    zip.closeArchiveEntry();
                }
            }
        });
    }

    /// Writes everything below a prefix as tar.
    void writeTar(OutputStream to, String prefix, Instant time) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(to);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        for (Map.Entry<String, File> entry : files.entrySet()) {
            File content = entry.getValue();
            boolean link = content.mode() == LINK;
            TarArchiveEntry head = link
                    ? new TarArchiveEntry(prefix + entry.getKey(), TarConstants.LF_SYMLINK)
                    : new TarArchiveEntry(prefix + entry.getKey());
            head.setMode(content.mode());
            head.setModTime(time.toEpochMilli());
            head.setIds(0, 0);
            head.setNames("root", "root");
            if (link) {
                head.setLinkName(new String(content.bytes(), StandardCharsets.UTF_8));
                head.setSize(0);
            } else {
                head.setSize(content.bytes().length);
            }
            tar.putArchiveEntry(head);
            if (!link) {
                tar.write(content.bytes());
            }
            tar.closeArchiveEntry();
        }
        tar.finish();
    }

    /// What writes the content of a file.
    interface Writer {
        void to(OutputStream file) throws IOException;
    }

    /// A file has its name only when it is whole.
    static Path write(Path to, Writer writer) throws IOException {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(part))) {
            writer.to(file);
        }
        return Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
