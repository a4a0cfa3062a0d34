package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Reads a GGUF file from front to back. Whatever reaches beyond its end is an error with the byte where it begins.
final class GgufCursor {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final MemorySegment file;
    private long at;

    GgufCursor(Path path, MemorySegment file, long at) {
        this.path = path;
        this.file = file;
        this.at = at;
    }

    /// The next byte to read.
    long at() {
        return at;
    }

    int int32() throws IOException {
        return file.get(INT, advance(Integer.BYTES));
    }

    long int64() throws IOException {
        return file.get(LONG, advance(Long.BYTES));
    }

    byte int8() throws IOException {
        return file.get(ValueLayout.JAVA_BYTE, advance(1));
    }

    /// A number of things that each take so many bytes at least.
    long count(String what, long leastBytes, long most) throws IOException {
        long from = at;
        long count = int64();
        long room = (file.byteSize() - at) / leastBytes;
        if (count < 0 || count > Math.min(room, most)) {
            throw bad(from, Long.toUnsignedString(count) + " " + what + "; expected at most " + Math.min(room, most));
        }
        return count;
    }

    /// Text of a limited length.
    String text(String what, long mostBytes) throws IOException {
        long from = at;
        long bytes = count("bytes of " + what, 1, mostBytes);
        byte[] content = file.asSlice(advance(bytes), bytes).toArray(ValueLayout.JAVA_BYTE);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad(from, "expected " + what + " in UTF-8");
        }
    }

    void skipText(String what) throws IOException {
        advance(count("bytes of " + what, 1, Long.MAX_VALUE));
    }

    void skip(long bytes) throws IOException {
        advance(bytes);
    }

    private long advance(long bytes) throws IOException {
        if (bytes > file.byteSize() - at) {
            throw bad(at, "the file ends after " + file.byteSize() + " bytes, inside what is read here");
        }
        long from = at;
        at += bytes;
        return from;
    }

    IOException bad(long where, String message) {
        return new IOException(path + ": byte " + where + ": " + message);
    }
}
