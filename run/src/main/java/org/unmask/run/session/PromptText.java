package org.unmask.run.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.unmask.input.InputFile;

/// A prompt from a file or a stream, of a limited size.
public final class PromptText {
    /// Far above any context: sixteen million tokens of four bytes.
    private static final int MAX_BYTES = 1 << 26;

    private PromptText() {}

    /// Reads the prompt in a file.
    ///
    /// @throws IOException in one line that names the file, if it is missing, a folder, too long or not UTF-8
    public static String read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": a folder; expected a file with the prompt");
        }
        if (!Files.exists(file)) {
            throw InputFile.missing(file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        }
    }

    /// Reads a prompt from a stream.
    ///
    /// @param name  in errors
    public static String read(String name, InputStream in) throws IOException {
        return InputFile.text(name, in, MAX_BYTES);
    }
}
