package org.unmask.input;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.unmask.core.text.UsageException;

/// Files that appear under their name only when they are whole.
///
/// Until then they grow beside it, as `<name>.part`, so that an error, a full disk or Ctrl-C leaves what was there before.
/// What is no regular file, a device or a pipe, is written as it stands; of a symbolic link it is what it points to.
/// Folders that are not there are made.
public final class NewFile {
    private NewFile() {}

    /// What writes a file.
    @FunctionalInterface
    public interface Content {
        /// Writes all of it.
        void write(FileChannel channel) throws IOException;
    }

    /// Writes a file, in place of one that may be there.
    ///
    /// @throws IOException naming the file
    public static void write(Path path, Content content) throws IOException {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                fill(path, content);
            } else {
                replace(Files.exists(path) ? path.toRealPath() : path.toAbsolutePath(), content);
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private static void replace(Path path, Content content) throws IOException {
        Files.createDirectories(requireNonNull(path.getParent()));
        Path part = path.resolveSibling(path.getFileName() + ".part");
        // A process that ends on a signal unwinds no stack.
        part.toFile().deleteOnExit();
        try {
            fill(part, content);
            Files.move(part, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void fill(Path path, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.write(channel);
        }
    }

    /// Writes a text in UTF-8.
    ///
    /// @throws IOException naming the file
    public static void text(Path path, String text) throws IOException {
        bytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes bytes.
    ///
    /// @throws IOException naming the file
    public static void bytes(Path path, byte[] bytes) throws IOException {
        write(path, channel -> write(channel, ByteBuffer.wrap(bytes)));
    }

    /// Writes all of a buffer.
    public static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /// Checks that a file can be written, so that this is not found out after the work.
    ///
    /// @throws UsageException saying what is in the way
    public static void check(Path path) {
        if (path.toString().isEmpty()) {
            throw new UsageException("an empty path; give a file");
        }
        if (Files.isDirectory(path)) {
            throw new UsageException(path + " is a folder; give a file");
        }
        if (!Files.exists(path)) {
            checkFolder(requireNonNull(path.toAbsolutePath().getParent()));
        } else if (!Files.isWritable(path)) {
            throw new UsageException("no permission to write " + path + "; give another file");
        }
    }

    /// Checks that files can be written into a folder, which is made if it is not there.
    ///
    /// @throws UsageException saying what is in the way
    public static void checkFolder(Path path) {
        Path there = path.toAbsolutePath().normalize();
        while (!Files.exists(there)) {
            there = requireNonNull(there.getParent());
        }
        if (!Files.isDirectory(there)) {
            throw new UsageException(there + " is a file; give a folder");
        }
        if (!Files.isWritable(there)) {
            throw new UsageException("no permission to write into " + there + "; give another folder");
        }
    }
}
