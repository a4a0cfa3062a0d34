package org.unmask.engine.weight;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads where the tensors of a GGUF file are, and checks that they can be there.
final class GgufTensors {
    private static final int MAX_RANK = 4;
    /// Far above any published file.
    private static final long MAX_TENSORS = 1 << 20;

    private static final long MAX_NAME_BYTES = 65_535;
    /// Name length, rank, one dimension, type, offset.
    private static final long LEAST_BYTES = 8 + 4 + 8 + 4 + 8;

    private final GgufCursor cursor;
    private final long alignment;
    private final long fileBytes;

    /// @param alignment  of the data of tensors, in bytes; a power of two
    GgufTensors(GgufCursor cursor, long alignment, long fileBytes) {
        this.cursor = cursor;
        this.alignment = alignment;
        this.fileBytes = fileBytes;
    }

    /// A tensor of the file.
    ///
    /// @param type  empty if its number is not known
    /// @param number  of the type
    /// @param shape  outermost dimension first
    /// @param begin  byte of the file where the data begins
    /// @param end  the byte after it; of a type that is not known, at least that
    /// @param at  byte of the file where the entry begins
    record Entry(Optional<GgufElements> type, int number, List<Long> shape, long begin, long end, long at) {
        String typeName() {
            return type.map(GgufElements::name).orElse("number " + Integer.toUnsignedString(number));
        }

        private Entry from(long dataStart) {
            return new Entry(type, number, shape, dataStart + begin, dataStart + end, at);
        }
    }

    /// The number of tensors a file says it has.
    static long count(GgufCursor cursor) throws IOException {
        return cursor.count("tensors", LEAST_BYTES, MAX_TENSORS);
    }

    /// All tensors in the order of the file.
    Map<String, Entry> read(long count) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            long at = cursor.at();
            String name = cursor.text("a tensor's name", MAX_NAME_BYTES);
            if (entries.put(name, entry(name, at)) != null) {
                throw cursor.bad(at, "tensor " + SafetensorsFile.quoted(name) + " is there twice");
            }
        }
        long dataStart = Math.ceilDiv(cursor.at(), alignment) * alignment;
        entries.replaceAll((_, entry) -> entry.from(dataStart));
        checkPlaces(entries, dataStart);
        return entries;
    }

    /// Offsets are still those after the start of the data.
    private Entry entry(String name, long at) throws IOException {
        String tensor = "tensor " + SafetensorsFile.quoted(name);
        List<Long> shape = shape(tensor, at);
        int number = cursor.int32();
        long offset = cursor.int64();
        if (offset < 0 || offset > fileBytes || offset % alignment != 0) {
            throw cursor.bad(
                    at,
                    tensor + ": offset " + Long.toUnsignedString(offset) + "; expected a multiple of " + alignment
                            + " inside the file of " + fileBytes + " bytes");
        }
        Optional<GgufElements> type = GgufElements.of(number);
        long bytes = type.isPresent() ? bytes(tensor, shape, type.get(), at) : 1;
        return new Entry(type, number, shape, offset, offset + bytes, at);
    }

    private List<Long> shape(String tensor, long at) throws IOException {
        int rank = cursor.int32();
        if (rank < 1 || rank > MAX_RANK) {
            throw cursor.bad(
                    at, tensor + ": " + Integer.toUnsignedString(rank) + " dimensions; expected 1 to " + MAX_RANK);
        }
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            long size = cursor.int64();
            if (size < 1) {
                throw cursor.bad(
                        at, tensor + ": a dimension of " + Long.toUnsignedString(size) + "; expected 1 to 2⁶³ - 1");
            }
            shape.addFirst(size);
        }
        return List.copyOf(shape);
    }

    private long bytes(String tensor, List<Long> shape, GgufElements type, long at) throws IOException {
        if (shape.getLast() % type.blockElements() != 0) {
            throw cursor.bad(
                    at,
                    tensor + ": rows of " + shape.getLast() + " elements for " + type + "; expected a multiple of "
                            + type.blockElements());
        }
        try {
            long elements = shape.stream().reduce(1L, Math::multiplyExact);
            long bytes = Math.multiplyExact(elements / type.blockElements(), (long) type.blockBytes());
            if (bytes <= fileBytes) {
                return bytes;
            }
        } catch (ArithmeticException e) {
            // more than 63 bits: as below
        }
        throw cursor.bad(at, tensor + ": " + type + " " + shape + " is more than the file of " + fileBytes + " bytes");
    }

    private void checkPlaces(Map<String, Entry> entries, long dataStart) throws IOException {
        List<Map.Entry<String, Entry>> sorted = entries.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> e.getValue().begin()))
                .toList();
        long covered = dataStart;
        for (Map.Entry<String, Entry> named : sorted) {
            Entry entry = named.getValue();
            String tensor = "tensor " + SafetensorsFile.quoted(named.getKey()) + ": bytes " + entry.begin() + " to "
                    + entry.end();
            if (entry.end() > fileBytes) {
                throw cursor.bad(entry.at(), tensor + " are outside the file of " + fileBytes + " bytes");
            }
            if (entry.begin() < covered) {
                throw cursor.bad(
                        entry.at(),
                        tensor + " overlap the tensor before; expected to begin at " + covered + " or later");
            }
            covered = entry.end();
        }
    }
}
