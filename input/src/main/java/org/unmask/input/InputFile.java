package org.unmask.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/// Files that a person names or writes, read as a whole.
///
/// Text is UTF-8. A byte-order mark before it, as some editors write, is no part of it.
public final class InputFile {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int MARK_CHARACTER = 0xFEFF;

    private InputFile() {}

    /// A file that is not there. The message is that of every such error: `<path>: no such file`.
    public static NoSuchFileException missing(Path path) {
        return new NoSuchFileException(path.toString(), null, "no such file");
    }

    /// Checks that a file is there.
    ///
    /// @throws NoSuchFileException if nothing is there
    /// @throws IOException if something else than a file is there
    public static void checkRegular(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw missing(path);
        }
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + ": not a regular file");
        }
    }

    /// Checks that a file of a limited size is there.
    ///
    /// @throws NoSuchFileException if nothing is there
    /// @throws IOException if something else than a file is there, or one of more than `most` bytes
    public static void checkRegular(Path path, long most) throws IOException {
        checkRegular(path);
        if (Files.size(path) > most) {
            throw new IOException(path + ": " + Files.size(path) + " bytes; expected at most " + most);
        }
    }

    /// The bytes of a file, without a byte-order mark.
    ///
    /// @throws NoSuchFileException if nothing is there
    /// @throws IOException if something else than a file is there, or one of more than `most` bytes
    public static byte[] bytes(Path path, long most) throws IOException {
        return withoutMark(rawBytes(path, most));
    }

    /// The bytes of a file that is no text.
    ///
    /// @throws NoSuchFileException if nothing is there
    /// @throws IOException if something else than a file is there, or one of more than `most` bytes
    public static byte[] rawBytes(Path path, long most) throws IOException {
        checkRegular(path, most);
        return Files.readAllBytes(path);
    }

    /// The text of a file.
    ///
    /// @throws NoSuchFileException if nothing is there
    /// @throws IOException if something else than a file is there, one of more than `most` bytes, or no UTF-8
    public static String text(Path path, long most) throws IOException {
        checkRegular(path, most);
        return text(path.toString(), Files.readAllBytes(path));
    }

    /// The text that bytes from elsewhere hold.
    ///
    /// @param name  of where they are from, for the message
    /// @throws IOException if they are not UTF-8
    public static String text(String name, byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(withoutMark(bytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(name + ": not UTF-8", e);
        }
    }

    /// The text that a stream holds to its end.
    ///
    /// @param name  of the stream, for the message
    /// @throws IOException if there are more than `most` bytes, or they are not UTF-8
    public static String text(String name, InputStream in, int most) throws IOException {
        byte[] bytes = in.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new IOException(name + ": more than " + most + " bytes");
        }
        return text(name, bytes);
    }

    /// The lines of a file too long to be held twice. Bytes that are not UTF-8 are a [CharacterCodingException] of the
    /// reader.
    ///
    /// @throws NoSuchFileException if nothing is there
    /// @throws IOException if something else than a file is there, or one of more than `most` bytes
    public static BufferedReader lines(Path path, long most) throws IOException {
        checkRegular(path, most);
        BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        try {
            reader.mark(1);
            if (reader.read() != MARK_CHARACTER) {
                reader.reset();
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    private static byte[] withoutMark(byte[] bytes) {
        boolean marked = bytes.length >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
        return marked ? Arrays.copyOfRange(bytes, MARK.length, bytes.length) : bytes;
    }
}
