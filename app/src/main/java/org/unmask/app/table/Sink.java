package org.unmask.app.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.unmask.core.text.LineFormat;

/// Where the rows of a table go, in order.
///
/// @param <T>  what a row is made of
public interface Sink<T> extends AutoCloseable {
    /// How a row becomes a line for this sink.
    LineFormat<T> format();

    /// Takes lines.
    ///
    /// @throws IOException if they could not be kept; what was taken before stays readable
    void write(ByteBuffer lines, int rows) throws IOException;

    /// Lines as they stand in files.
    static ByteBuffer bytes(CharSequence lines) {
        return ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// Ends what was written.
    @Override
    void close() throws IOException;
}
