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
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A file of JSON lines that survives being interrupted at any moment.
///
/// Every line is on disk before [#append] returns. A last line that was torn by a kill or a power cut is cut off
/// when the file is opened again and reported in [#torn]; what it held is simply done once more. The file is locked
/// while open.
public final class ResultFile implements AutoCloseable {
    /// The format of the lines, in the first of them.
    public static final String SCHEMA = "unmask.result/1";

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

    /// Opens or creates a file and reads its whole lines.
    ///
    /// @throws IOException if the file cannot be opened, is in use, or has a bad line before its last, naming file
    ///     and line
    public static ResultFile open(Path path) throws IOException {
        if (path.toAbsolutePath().getParent() != null) {
            Files.createDirectories(path.toAbsolutePath().getParent());
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(path, channel);
            byte[] bytes = Files.readAllBytes(path);
            List<JsonNode> lines = new ArrayList<>();
            int good = 0;
            String torn = "";
            while (good < bytes.length && torn.isEmpty()) {
                int end = good;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                Optional<JsonNode> line = end < bytes.length ? parse(bytes, good, end) : Optional.empty();
                if (line.isPresent()) {
                    lines.add(line.get());
                    good = end + 1;
                } else if (end >= bytes.length - 1) {
                    torn = path + " line " + (lines.size() + 1) + ": torn after " + (end - good)
                            + " bytes; the run it held is done again";
                } else {
                    throw new IOException(path + " line " + (lines.size() + 1) + ", byte " + good
                            + ": not a JSON object; move the file away to start anew");
                }
            }
            channel.truncate(good);
            channel.position(good);
            return new ResultFile(path, channel, lines, torn);
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

    private static Optional<JsonNode> parse(byte[] bytes, int from, int to) {
        try {
            JsonNode line = JsonMapper.shared().readTree(bytes, from, to - from);
            return Optional.of(line).filter(JsonNode::isObject);
        } catch (JacksonException _) {
            return Optional.empty();
        }
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
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        writing.lock();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
            lines.add(line);
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
