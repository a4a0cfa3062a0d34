package org.unmask.result;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A file of JSON lines being written, which survives being interrupted at any moment. To read one, take [Results].
///
/// Every line is on disk before [#append] returns. A last line that was torn by a kill or a power cut is cut off
/// when the file is opened again and reported in [#torn]; the run it held is repeated. The file is locked while open.
public final class ResultFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final List<JsonNode> lines;
    private final String torn;
    private final ReentrantLock writing = new ReentrantLock();

    private ResultFile(Path path, FileChannel channel, List<JsonNode> lines, String torn) {
        this.path = path;
        this.channel = channel;
        this.lines = lines;
        this.torn = torn;
    }

    /// Opens or creates a file to add lines to it, and cuts off what is torn.
    ///
    /// @throws IOException if the file cannot be opened, is in use, is a device or a pipe, or has a bad line before its
    ///     last, naming file and line
    public static ResultFile append(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + " is no regular file; results are read back while they are written");
        }
        if (path.toAbsolutePath().getParent() != null) {
            Files.createDirectories(path.toAbsolutePath().getParent());
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(path, channel);
            Lines whole = Lines.of(path, Files.readAllBytes(path));
            channel.truncate(whole.bytes());
            channel.position(whole.bytes());
            String torn = whole.torn().isEmpty() ? "" : whole.torn() + "; that run will be repeated";
            return new ResultFile(path, channel, new ArrayList<>(whole.nodes()), torn);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(Path path, FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException _) {
            // held by this process: reported like any other owner
        }
        throw new IOException(path + " is being written by another study");
    }

    /// The lines so far, those appended since opening included.
    public List<JsonNode> lines() {
        return List.copyOf(lines);
    }

    /// Lines of a type, in order.
    public List<JsonNode> lines(String type) {
        return lines.stream()
                .filter(line -> line.path("type").asString("").equals(type))
                .toList();
    }

    /// What the lines so far hold, those appended since opening included.
    ///
    /// @throws IOException if they are not results
    public Results results() throws IOException {
        return Results.of(path, lines(), torn);
    }

    /// What was cut off the end, for people; empty if nothing was.
    public String torn() {
        return torn;
    }

    /// Where the file is.
    public Path path() {
        return path;
    }

    /// Writes a line and waits until it is on disk.
    public void append(ObjectNode line) throws IOException {
        append(List.of(line));
    }

    /// Writes lines and waits until all are on disk.
    ///
    /// @throws IOException if they cannot be written, naming the file
    public void append(List<ObjectNode> all) throws IOException {
        String text = all.stream().map(line -> line + "\n").collect(Collectors.joining());
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        writing.lock();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
            lines.addAll(all);
        } catch (IOException e) {
            String reason =
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
            throw new IOException(path + ": cannot write any more (" + reason + "); what it holds so far is kept", e);
        } finally {
            writing.unlock();
        }
    }

    /// The process is ending: waits for the line that is being written, and lets other threads write no more. They wait
    /// forever.
    public void seal() {
        writing.lock();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
