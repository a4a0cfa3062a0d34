package org.unmask.app.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.unmask.core.text.LineFormat;

/// Lines to a file or to standard output.
public final class TextSink<T> implements Sink<T> {
    private final WritableByteChannel channel;
    private final LineFormat<T> format;
    private long whole;

    /// Writes the header.
    ///
    /// @param channel  a file is cut back to its last whole line if writing fails
    public TextSink(WritableByteChannel channel, LineFormat<T> format) throws IOException {
        this.channel = channel;
        this.format = format;
        write(Sink.bytes(format.header()), 0);
    }

    static <T> TextSink<T> open(Path file, LineFormat<T> format) throws IOException {
        return new TextSink<>(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                format);
    }

    @Override
    public LineFormat<T> format() {
        return format;
    }

    @Override
    public void write(ByteBuffer lines, int rows) throws IOException {
        int length = lines.remaining();
        try {
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
        } catch (IOException e) {
            cut(lines, e);
            throw e;
        }
        whole += length;
    }

    /// Takes back the part of a line that was written.
    private void cut(ByteBuffer lines, IOException cause) {
        int end = lines.position();
        while (end > 0 && lines.get(end - 1) != '\n') {
            end--;
        }
        if (channel instanceof FileChannel file) {
            try {
                file.truncate(whole + end);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
