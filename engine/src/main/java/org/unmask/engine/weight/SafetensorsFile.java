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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.unmask.input.InputFile;

/// One safetensors file, memory-mapped: eight bytes of header length, a JSON header, then the data of all tensors
/// without holes (https://github.com/huggingface/safetensors#format).
///
/// The whole header is checked when the file is opened, so that a tensor, once found, lies inside the file. Element
/// types other than F32, BF16, F16, F8_E4M3 and F8_E5M2 are an error only when such a tensor is asked for. The map is valid as long
/// as its arena is, and as long as nobody shortens the file.
public final class SafetensorsFile implements TensorStore {
    private static final long LENGTH_BYTES = 8;
    /// As in the reference implementation.
    static final long MAX_HEADER_BYTES = 100_000_000;

    private static final List<ElementType> TYPES =
            List.of(ElementType.F32, ElementType.BF16, ElementType.F16, ElementType.F8_E4M3, ElementType.F8_E5M2);
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

    /// Maps a file and checks its header.
    ///
    /// @throws IOException  if it cannot be read or is not a safetensors file
    public static SafetensorsFile open(Path path, Arena arena) throws IOException {
        InputFile.checkRegular(path);
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

    /// Opens a file that something else speaks of.
    ///
    /// @param said  who says what of the file, for the message if it is missing
    static SafetensorsFile open(Path path, String said, Arena arena) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(path + ": no such file, " + said);
        }
        return open(path, arena);
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
        Optional<ElementType> type = type(entry);
        long found = entry.end() - entry.begin();
        if (type.isPresent() && bytes(entry.shape(), type.get().blockBytes()) != found) {
            throw new SafetensorsHeader.BadHeader(
                    tensor + ": " + found + " bytes for " + entry.dtype() + " " + entry.shape(), entry.at());
        }
    }

    private static Optional<ElementType> type(SafetensorsHeader.Entry entry) {
        return TYPES.stream().filter(type -> type.name().equals(entry.dtype())).findFirst();
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
    @Override
    public Path path() {
        return path;
    }

    /// Names of all tensors, in the order of the header.
    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    @Override
    public StoredTensor tensor(String name) throws IOException {
        SafetensorsHeader.Entry entry = entries.get(name);
        if (entry == null) {
            throw new IOException(path + ": no tensor " + quoted(name));
        }
        ElementType type = type(entry)
                .orElseThrow(() -> new IOException(
                        path + ": byte " + (dataStart + entry.begin()) + ": tensor " + quoted(name) + " has dtype "
                                + quoted(entry.dtype()) + "; expected F32, BF16, F16, F8_E4M3 or F8_E5M2"));
        return new StoredTensor(
                path,
                name,
                type,
                entry.shape(),
                dataStart + entry.begin(),
                data.asSlice(entry.begin(), entry.end() - entry.begin()));
    }

    /// Byte of the file where the data of a tensor of this file begins.
    long offset(String name) {
        return dataStart + Objects.requireNonNull(entries.get(name)).begin();
    }

    /// A name from a file, fit for one line of a message.
    static String quoted(String name) {
        String shown = name.length() <= MAX_NAME_SHOWN ? name : name.substring(0, MAX_NAME_SHOWN) + "...";
        return "'" + shown.replaceAll("\\p{C}", "?") + "'";
    }
}
