package org.unmask.app.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Lines to a file or to standard output.
final class TextSink implements Sink {
    private final WritableByteChannel channel;
    private final Text text;
    private long whole;

    /// Writes the header.
    ///
    /// @param channel  a file is cut back to its last whole line if writing fails
    TextSink(WritableByteChannel channel, Text text) throws IOException {
        this.channel = channel;
        this.text = text;
        write(Text.bytes(text.header()), 0);
    }

    static TextSink open(Path file, Text text) throws IOException {
        return new TextSink(
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                text);
    }

    @Override
    public Text text() {
        return text;
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
