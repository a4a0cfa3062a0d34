package org.unmask.engine.weight;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.unmask.input.NewFile;

/// Writes a GGUF file: first its metadata is said key by key, then the tensors are written.
public final class GgufWriter {
    private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    private int values;

    /// A file without metadata yet.
    public GgufWriter() {
        // all of it is said later
    }

    /// A value that is a text.
    public GgufWriter text(String key, String value) {
        key(key, GgufType.STRING);
        text(metadata, value);
        return this;
    }

    /// A whole number from 0.
    public GgufWriter whole(String key, int value) {
        key(key, GgufType.UINT32);
        int32(metadata, value);
        return this;
    }

    /// A number as float32.
    public GgufWriter real(String key, double value) {
        key(key, GgufType.FLOAT32);
        int32(metadata, Float.floatToIntBits((float) value));
        return this;
    }

    /// True or false.
    public GgufWriter flag(String key, boolean value) {
        key(key, GgufType.BOOL);
        metadata.write(value ? 1 : 0);
        return this;
    }

    /// An array of texts.
    public GgufWriter texts(String key, List<String> value) {
        array(key, GgufType.STRING, value.size());
        value.forEach(text -> text(metadata, text));
        return this;
    }

    /// An array of whole numbers.
    public GgufWriter wholes(String key, List<Integer> value) {
        array(key, GgufType.INT32, value.size());
        value.forEach(number -> int32(metadata, number));
        return this;
    }

    /// An array of numbers as float32.
    public GgufWriter reals(String key, List<Float> value) {
        array(key, GgufType.FLOAT32, value.size());
        value.forEach(number -> int32(metadata, Float.floatToIntBits(number)));
        return this;
    }

    /// Writes the file.
    ///
    /// @param written  told the name of each tensor when it is in the file
    public void write(Path path, List<NewTensor> tensors, Consumer<String> written) throws IOException {
        NewFile.write(path, channel -> {
            NewFile.write(channel, ByteBuffer.wrap(start(tensors)));
            for (NewTensor tensor : tensors) {
                align(channel);
                tensor.writeTo(channel);
                written.accept(tensor.name());
            }
            align(channel);
        });
    }

    private byte[] start(List<NewTensor> tensors) {
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        int32(start, GgufFile.MAGIC);
        int32(start, GgufFile.VERSION);
        int64(start, tensors.size());
        int64(start, values);
        start.writeBytes(metadata.toByteArray());
        long offset = 0;
        for (NewTensor tensor : tensors) {
            text(start, tensor.name());
            int32(start, tensor.shape().size());
            tensor.shape().reversed().forEach(size -> int64(start, size));
            int32(start, GgufElements.of(tensor.type()).number());
            int64(start, offset);
            offset = aligned(offset + tensor.bytes());
        }
        return start.toByteArray();
    }

    private static void align(FileChannel channel) throws IOException {
        long bytes = channel.position();
        NewFile.write(channel, ByteBuffer.allocate((int) (aligned(bytes) - bytes)));
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, GgufFile.DEFAULT_ALIGNMENT) * GgufFile.DEFAULT_ALIGNMENT;
    }

    private void array(String key, GgufType elements, int count) {
        key(key, GgufType.ARRAY);
        int32(metadata, elements.number());
        int64(metadata, count);
    }

    private void key(String key, GgufType type) {
        text(metadata, key);
        int32(metadata, type.number());
        values++;
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
