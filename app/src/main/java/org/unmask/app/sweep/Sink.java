package org.unmask.app.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where the rows of a sweep go, in order.
public interface Sink extends AutoCloseable {
    /// How a row becomes a line for this sink.
    Text text();

    /// Takes lines.
    ///
    /// @throws IOException if they could not be kept; what was taken before stays readable
    void write(ByteBuffer lines, int rows) throws IOException;

    /// Ends what was written.
    @Override
    void close() throws IOException;
}
