package org.unmask.run.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// A GGUF file of any size of which only the header is written, with holes for the tensors: types are chosen as
/// llama.cpp chooses them for `Q4_K_M`, in the main.
final class GgufSketch {
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int ALIGNMENT = 32;

    /// A type of elements: its number in files, elements of a block, bytes of a block.
    private record Type(int number, int elements, int bytes) {}

    private static final Type F32 = new Type(0, 1, 4);
    private static final Type F16 = new Type(1, 1, 2);
    private static final Type Q8_0 = new Type(8, 32, 34);
    private static final Type Q4_K = new Type(12, 256, 144);
    private static final Type Q6_K = new Type(14, 256, 210);

    private final String architecture;
    private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private int values;
    private int count;
    private long offset;
    private long bytes;
    private long elements;

    GgufSketch(String architecture) {
        this.architecture = architecture;
        value("general.architecture", STRING, out -> text(out, architecture));
    }

    GgufSketch whole(String part, long value) {
        return value(architecture + "." + part, UINT32, out -> int32(out, (int) value));
    }

    /// A number whose key does not begin with the architecture.
    GgufSketch common(String key, long value) {
        return value(key, UINT32, out -> int32(out, (int) value));
    }

    GgufSketch real(String part, double value) {
        return value(architecture + "." + part, FLOAT32, out -> int32(out, Float.floatToIntBits((float) value)));
    }

    GgufSketch flag(String part, boolean value) {
        return value(architecture + "." + part, BOOL, out -> out.write(value ? 1 : 0));
    }

    GgufSketch wholes(String part, List<Integer> values) {
        return value(architecture + "." + part, ARRAY, out -> {
            int32(out, INT32);
            int64(out, values.size());
            values.forEach(value -> int32(out, value));
        });
    }

    GgufSketch flags(String part, List<Boolean> values) {
        return value(architecture + "." + part, ARRAY, out -> {
            int32(out, BOOL);
            int64(out, values.size());
            values.forEach(value -> out.write(value ? 1 : 0));
        });
    }

    private GgufSketch value(String key, int type, Consumer<ByteArrayOutputStream> value) {
        text(metadata, key);
        int32(metadata, type);
        value.accept(metadata);
        values++;
        return this;
    }

    /// @param shape  outermost dimension first
    GgufSketch tensor(String name, long... shape) {
        Type type = type(name, shape);
        long size = 1;
        text(tensors, name);
        int32(tensors, shape.length);
        for (int i = shape.length - 1; i >= 0; i--) {
            int64(tensors, shape[i]);
            size = Math.multiplyExact(size, shape[i]);
        }
        int32(tensors, type.number());
        int64(tensors, offset);
        long stored = size / type.elements() * type.bytes();
        offset = Math.ceilDiv(offset + stored, (long) ALIGNMENT) * ALIGNMENT;
        count++;
        if (!name.startsWith("rope_") && !name.contains("_output_scale")) {
            bytes += stored;
            elements += size;
        }
        return this;
    }

    private static Type type(String name, long[] shape) {
        long row = shape[shape.length - 1];
        boolean convolution = name.contains("conv") && !name.contains("proj");
        boolean state = name.endsWith(".ssm_a") || name.endsWith(".ssm_d");
        if (shape.length == 1 || name.contains("norm") || name.contains("ffn_gate_inp") || convolution || state) {
            return F32;
        }
        if (row % Q4_K.elements() == 0) {
            boolean more = name.contains("attn_v") || name.contains("_down") || name.contains("token_embd");
            return more ? Q6_K : Q4_K;
        }
        return row % Q8_0.elements() == 0 ? Q8_0 : F16;
    }

    /// Of all tensors but rotary factors and those of one number.
    long bytes() {
        return bytes;
    }

    /// Of all tensors, each aligned.
    long dataBytes() {
        return offset;
    }

    /// Of all tensors but rotary factors and those of one number.
    long elements() {
        return elements;
    }

    Path write(Path file) throws IOException {
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        start.writeBytes("GGUF".getBytes(StandardCharsets.UTF_8));
        int32(start, 3);
        int64(start, count);
        int64(start, values);
        start.writeBytes(metadata.toByteArray());
        start.writeBytes(tensors.toByteArray());
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(start.toByteArray());
            out.setLength(Math.ceilDiv((long) start.size(), (long) ALIGNMENT) * ALIGNMENT + offset);
        }
        return file;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int64(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }
}
