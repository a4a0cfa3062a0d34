package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.op.Packing;
import org.unmask.input.InputFile;

/// A GGUF file, memory-mapped: a header, metadata, where each tensor is, then the data of all tensors, each aligned
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). Version 3, little-endian; version 2 has the same layout.
/// A model that was split into several files is opened by the first of them, as llama.cpp does it; see [GgufParts].
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
    private final GgufMetadata metadata;
    private final Map<String, Held> tensors;

    private GgufFile(Path path, GgufMetadata metadata, Map<String, Held> tensors) {
        this.path = path;
        this.metadata = metadata;
        this.tensors = tensors;
    }

    /// A tensor and the file it is in.
    private record Held(Path path, MemorySegment file, GgufTensors.Entry entry) {}

    /// Maps a file, and those it is continued in, and checks all that stands before their data.
    ///
    /// @throws IOException  if one cannot be read or is not a GGUF file, or they do not belong together
    public static GgufFile open(Path path, Arena arena) throws IOException {
        GgufFile first = part(path, arena);
        GgufParts parts = GgufParts.of(first.metadata);
        if (parts.count() == 1) {
            return first;
        }
        Map<String, Held> all = new LinkedHashMap<>();
        for (Path file : parts.files(path)) {
            GgufFile part = file.equals(path) ? first : part(file, arena);
            parts.check(part.metadata, file);
            part.tensors.forEach(all::putIfAbsent);
        }
        parts.checkTensors(path, all.size());
        return new GgufFile(path, first.metadata, all);
    }

    /// How the elements of a tensor of this file are stored.
    ///
    /// @throws IOException if there is no such tensor, or the size of its type is not known
    public Packing packing(String name) throws IOException {
        Held held = held(name);
        GgufElements type = held.entry()
                .type()
                .orElseThrow(() ->
                        new IOException(held.path() + ": byte " + held.entry().begin() + ": tensor "
                                + SafetensorsFile.quoted(name) + " has element type "
                                + held.entry().typeName()
                                + ", whose size is not known"));
        return type.packing();
    }

    /// Whether a file of this name goes on with what another begins.
    public static boolean isContinuation(String name) {
        return GgufParts.isContinuation(name);
    }

    /// The file itself and those that go on with it, by their names.
    public static List<Path> files(Path path) {
        return GgufParts.named(path);
    }

    /// One file, whether it is continued or not.
    private static GgufFile part(Path path, Arena arena) throws IOException {
        InputFile.checkRegular(path);
        MemorySegment file;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
        GgufCursor cursor = new GgufCursor(path, file, 0);
        checkStart(cursor);
        long count = GgufTensors.count(cursor);
        GgufMetadata metadata = GgufMetadata.read(path, file, cursor, GgufMetadata.count(cursor));
        long alignment = metadata.has(ALIGNMENT) ? metadata.whole(ALIGNMENT, 1, Integer.MAX_VALUE) : DEFAULT_ALIGNMENT;
        if (Long.bitCount(alignment) != 1) {
            throw metadata.bad(ALIGNMENT, "a power of two, not " + alignment);
        }
        Map<String, Held> tensors = new LinkedHashMap<>();
        new GgufTensors(cursor, alignment, file.byteSize())
                .read(count)
                .forEach((name, entry) -> tensors.put(name, new Held(path, file, entry)));
        return new GgufFile(path, metadata, tensors);
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
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public StoredTensor tensor(String name) throws IOException {
        Held held = held(name);
        GgufTensors.Entry entry = held.entry();
        ElementType type = entry.type()
                .flatMap(GgufElements::readable)
                .orElseThrow(() -> new IOException(held.path() + ": byte " + entry.begin() + ": tensor "
                        + SafetensorsFile.quoted(name) + " has element type " + entry.typeName() + "; expected one of "
                        + Stream.of(ElementType.values()).map(ElementType::name).collect(Collectors.joining(", "))));
        MemorySegment data = held.file().asSlice(entry.begin(), entry.end() - entry.begin());
        return new StoredTensor(held.path(), name, type, entry.shape(), entry.begin(), data);
    }

    private Held held(String name) throws IOException {
        Held held = tensors.get(name);
        if (held == null) {
            throw new IOException(path + ": no tensor " + SafetensorsFile.quoted(name));
        }
        return held;
    }

    /// The shape of a tensor of this file, outermost dimension first, whatever its type.
    public List<Long> shape(String name) {
        return Objects.requireNonNull(tensors.get(name)).entry().shape();
    }
}
