package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.input.InputFile;

/// One GGUF file, memory-mapped: a header, metadata, where each tensor is, then the data of all tensors, each aligned
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). Version 3, little-endian; version 2 has the same layout.
///
/// Everything before the data is checked when the file is opened, so that a tensor, once found, lies inside the file
/// and in no other. Element types that cannot be read are an error only when such a tensor is asked for. The map is
/// valid as long as its arena is, and as long as nobody shortens the file.
public final class GgufFile implements TensorStore {
    static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    static final int VERSION = 3;
    static final String ALIGNMENT = "general.alignment";
    static final long DEFAULT_ALIGNMENT = 32;

    private final Path path;
    private final MemorySegment file;
    private final GgufMetadata metadata;
    private final Map<String, GgufTensors.Entry> entries;

    private GgufFile(Path path, MemorySegment file, GgufMetadata metadata, Map<String, GgufTensors.Entry> entries) {
        this.path = path;
        this.file = file;
        this.metadata = metadata;
        this.entries = entries;
    }

    /// Maps a file and checks all that stands before its data.
    ///
    /// @throws IOException  if it cannot be read or is not a GGUF file
    public static GgufFile open(Path path, Arena arena) throws IOException {
        InputFile.checkRegular(path);
        MemorySegment file;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
        GgufCursor cursor = new GgufCursor(path, file, 0);
        checkStart(cursor);
        long tensors = GgufTensors.count(cursor);
        GgufMetadata metadata = GgufMetadata.read(path, file, cursor, GgufMetadata.count(cursor));
        long alignment = metadata.has(ALIGNMENT) ? metadata.whole(ALIGNMENT, 1, Integer.MAX_VALUE) : DEFAULT_ALIGNMENT;
        if (Long.bitCount(alignment) != 1) {
            throw metadata.bad(ALIGNMENT, "a power of two, not " + alignment);
        }
        return new GgufFile(path, file, metadata, new GgufTensors(cursor, alignment, file.byteSize()).read(tensors));
    }

    private static void checkStart(GgufCursor cursor) throws IOException {
        if (cursor.int32() != MAGIC) {
            throw cursor.bad(0, "expected 'GGUF'");
        }
        int version = cursor.int32();
        if (version != VERSION && version != VERSION - 1) {
            throw cursor.bad(
                    Integer.BYTES,
                    "version " + Integer.toUnsignedString(version) + "; expected " + (VERSION - 1) + " or " + VERSION
                            + ", little-endian");
        }
    }

    /// Where the file is.
    @Override
    public Path path() {
        return path;
    }

    /// What the file says beside its tensors.
    public GgufMetadata metadata() {
        return metadata;
    }

    /// Names of all tensors, in the order of the file.
    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    @Override
    public StoredTensor tensor(String name) throws IOException {
        GgufTensors.Entry entry = entries.get(name);
        if (entry == null) {
            throw new IOException(path + ": no tensor " + SafetensorsFile.quoted(name));
        }
        ElementType type = entry.type()
                .flatMap(GgufElements::readable)
                .orElseThrow(() -> new IOException(path + ": byte " + entry.begin() + ": tensor "
                        + SafetensorsFile.quoted(name) + " has element type " + entry.typeName() + "; expected one of "
                        + Stream.of(ElementType.values()).map(ElementType::name).collect(Collectors.joining(", "))));
        MemorySegment data = file.asSlice(entry.begin(), entry.end() - entry.begin());
        return new StoredTensor(path, name, type, entry.shape(), entry.begin(), data);
    }

    /// The shape of a tensor of this file, outermost dimension first, whatever its type.
    public List<Long> shape(String name) {
        return Objects.requireNonNull(entries.get(name)).shape();
    }
}
