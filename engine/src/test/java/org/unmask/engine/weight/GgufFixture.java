package org.unmask.engine.weight;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes GGUF files byte by byte, true and untrue ones.
final class GgufFixture {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// The first 24 bytes.
    static GgufFixture start(long tensors, long values) {
        return new GgufFixture().raw("GGUF").int32(3).int64(tensors).int64(values);
    }

    GgufFixture raw(String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    GgufFixture int8(int value) {
        out.write(value);
        return this;
    }

    GgufFixture int32(int value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    GgufFixture int64(long value) {
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    GgufFixture text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int64(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /// A tensor of float32 with dimensions as in the file, fastest first.
    GgufFixture tensor(String name, long offset, long... sizes) {
        return typed(name, 0, offset, sizes);
    }

    GgufFixture typed(String name, int type, long offset, long... sizes) {
        text(name).int32(sizes.length);
        for (long size : sizes) {
            int64(size);
        }
        return int32(type).int64(offset);
    }

    /// Bytes until the next multiple of 32, then so many that count from 0.
    byte[] data(int bytes) {
        while (out.size() % 32 != 0) {
            out.write(0);
        }
        for (int i = 0; i < bytes; i++) {
            out.write(i);
        }
        return bytes();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
