package org.unmask.app.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.unmask.core.text.LineFormat;
import org.unmask.cost.predict.Totals;

/// Lines to a file or to standard output.
final class TextSink implements Sink {
    private final WritableByteChannel channel;
    private final LineFormat<Totals> format;
    private long whole;

    /// Writes the header.
    ///
    /// @param channel  a file is cut back to its last whole line if writing fails
    TextSink(WritableByteChannel channel, LineFormat<Totals> format) throws IOException {
        this.channel = channel;
        this.format = format;
        write(Sink.bytes(format.header()), 0);
    }

    static TextSink open(Path file, LineFormat<Totals> format) throws IOException {
        return new TextSink(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                format);
    }

    @Override
    public LineFormat<Totals> format() {
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
