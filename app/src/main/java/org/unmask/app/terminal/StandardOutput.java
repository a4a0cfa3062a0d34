package org.unmask.app.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// Standard output that remembers why it could not be written. A print writer keeps such errors to itself, and an empty
/// file on a full disk would pass for a result.
public final class StandardOutput extends FilterOutputStream {
    private Optional<IOException> failure = Optional.empty();

    /// The standard output of the process.
    public StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    /// Any stream in its place.
    public StandardOutput(OutputStream out) {
        super(out);
    }

    /// What went wrong, unless the reader merely had enough (`| head`).
    public Optional<String> failure() {
        return failure.map(e -> String.valueOf(e.getMessage())).filter(message -> !isClosedPipe(message));
    }

    /// Whether an error says that the reader of a pipe has gone.
    public static boolean isClosedPipe(String message) {
        return message.contains("Broken pipe");
    }

    @Override
    public void write(int value) throws IOException {
        try {
            out.write(value);
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }
}
