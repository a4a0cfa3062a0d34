package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One safetensors file, memory-mapped: eight bytes of header length, a JSON header, then the data of all tensors
/// without holes (https://github.com/huggingface/safetensors#format).
///
/// The whole header is checked when the file is opened, so that a tensor, once found, lies inside the file. Element
/// types other than F32, BF16 and F16 are an error only when such a tensor is asked for. The map is valid as long
/// as its arena is, and as long as nobody shortens the file.
public final class SafetensorsFile {
    private static final long LENGTH_BYTES = 8;
    /// As in the reference implementation.
    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final int MAX_NAME_SHOWN = 80;

    private final Path path;
    private final MemorySegment data;
    private final long dataStart;
    private final Map<String, SafetensorsHeader.Entry> entries;

    private SafetensorsFile(
            Path path, MemorySegment data, long dataStart, Map<String, SafetensorsHeader.Entry> entries) {
        this.path = path;
        this.data = data;
        this.dataStart = dataStart;
        this.entries = entries;
    }

    /// One tensor.
    ///
    /// @param type  of its elements
    /// @param shape  outermost dimension first; empty for a single number
    /// @param offset  byte of the file where the data begins
    /// @param data  little-endian, row-major; a read-only part of the file, at any alignment
    public record Tensor(String name, Type type, List<Long> shape, long offset, MemorySegment data) {}

    /// Element types that can be read.
    public enum Type {
        F32(4),
        BF16(2),
        F16(2);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        private static int bytes(String name) {
            for (Type type : values()) {
                if (type.name().equals(name)) {
                    return type.bytes;
                }
            }
            return 0;
        }
    }

    /// Maps a file and checks its header.
    ///
    /// @throws IOException  if it cannot be read or is not a safetensors file
    public static SafetensorsFile open(Path path, Arena arena) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + ": " + (Files.exists(path) ? "not a regular file" : "no such file"));
        }
        MemorySegment file;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
        long headerBytes = headerBytes(path, file);
        byte[] json = file.asSlice(LENGTH_BYTES, headerBytes).toArray(ValueLayout.JAVA_BYTE);
        try {
            long dataStart = LENGTH_BYTES + headerBytes;
            Map<String, SafetensorsHeader.Entry> entries = SafetensorsHeader.parse(json);
            checkData(entries, file.byteSize() - dataStart);
            return new SafetensorsFile(path, file.asSlice(dataStart), dataStart, entries);
        } catch (SafetensorsHeader.BadHeader e) {
            throw new IOException(path + ": byte " + (LENGTH_BYTES + e.at()) + ": " + e.getMessage(), e);
        }
    }

    private static long headerBytes(Path path, MemorySegment file) throws IOException {
        if (file.byteSize() < LENGTH_BYTES) {
            throw new IOException(path + ": byte " + file.byteSize() + ": the file ends inside the header length");
        }
        long length = file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        long most = Math.min(MAX_HEADER_BYTES, file.byteSize() - LENGTH_BYTES);
        if (length < 2 || length > most) {
            throw new IOException(
                    path + ": byte 0: header length " + Long.toUnsignedString(length) + "; expected 2 to " + most);
        }
        return length;
    }

    /// Checks that the tensors cover the data, one after the other, each as long as its type and shape say.
    private static void checkData(Map<String, SafetensorsHeader.Entry> entries, long dataBytes)
            throws SafetensorsHeader.BadHeader {
        List<Map.Entry<String, SafetensorsHeader.Entry>> sorted = entries.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, SafetensorsHeader.Entry> e) ->
                                e.getValue().begin())
                        .thenComparingLong(e -> e.getValue().end()))
                .toList();
        long covered = 0;
        long last = 0;
        for (Map.Entry<String, SafetensorsHeader.Entry> named : sorted) {
            SafetensorsHeader.Entry entry = named.getValue();
            String tensor = "tensor " + quoted(named.getKey());
            String range = tensor + ": data_offsets [" + entry.begin() + ", " + entry.end() + "]";
            if (entry.end() < entry.begin() || entry.end() > dataBytes) {
                throw new SafetensorsHeader.BadHeader(
                        range + " are outside the " + dataBytes + " bytes of data", entry.at());
            }
            if (entry.begin() != covered) {
                throw new SafetensorsHeader.BadHeader(
                        range + (entry.begin() < covered ? " overlap the tensor before" : " leave a hole")
                                + "; expected to begin at " + covered,
                        entry.at());
            }
            checkSize(tensor, entry);
            covered = entry.end();
            last = entry.at();
        }
        if (covered != dataBytes) {
            throw new SafetensorsHeader.BadHeader(
                    "the tensors end after " + covered + " bytes of data, the file has " + dataBytes, last);
        }
    }

    private static void checkSize(String tensor, SafetensorsHeader.Entry entry) throws SafetensorsHeader.BadHeader {
        int elementBytes = Type.bytes(entry.dtype());
        long found = entry.end() - entry.begin();
        if (elementBytes == 0) {
            return;
        }
        if (bytes(entry.shape(), elementBytes) != found) {
            throw new SafetensorsHeader.BadHeader(
                    tensor + ": " + found + " bytes for " + entry.dtype() + " " + entry.shape(), entry.at());
        }
    }

    /// Bytes of a tensor, or -1 if they do not fit in 63 bits.
    private static long bytes(List<Long> shape, int elementBytes) {
        if (shape.contains(0L)) {
            return 0;
        }
        try {
            return shape.stream().reduce((long) elementBytes, Math::multiplyExact);
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    /// Where the file is.
    public Path path() {
        return path;
    }

    /// Names of all tensors, in the order of the header.
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /// @throws IOException if there is no such tensor, or its element type is not known
    public Tensor tensor(String name) throws IOException {
        SafetensorsHeader.Entry entry = entries.get(name);
        if (entry == null) {
            throw new IOException(path + ": no tensor " + quoted(name));
        }
        if (Type.bytes(entry.dtype()) == 0) {
            throw new IOException(path + ": byte " + (dataStart + entry.begin()) + ": tensor " + quoted(name)
                    + " has dtype " + quoted(entry.dtype()) + "; expected F32, BF16 or F16");
        }
        return new Tensor(
                name,
                Type.valueOf(entry.dtype()),
                entry.shape(),
                dataStart + entry.begin(),
                data.asSlice(entry.begin(), entry.end() - entry.begin()));
    }

    /// A name from a file, fit for one line of a message.
    static String quoted(String name) {
        String shown = name.length() <= MAX_NAME_SHOWN ? name : name.substring(0, MAX_NAME_SHOWN) + "...";
        return "'" + shown.replaceAll("\\p{C}", "?") + "'";
    }
}
