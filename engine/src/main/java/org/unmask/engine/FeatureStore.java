package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.model.Architecture;

/// What attention and MLP of each layer but the first last added to the residual stream, for every sequence and
/// position, float32 (feature cache).
final class FeatureStore implements AutoCloseable {
    /// Which of the two.
    enum Part {
        ATTENTION,
        MLP
    }

    private final Arena arena = Arena.ofShared();
    private final List<List<MemorySegment>> attention = new ArrayList<>();
    private final List<List<MemorySegment>> mlp = new ArrayList<>();
    private final long rowBytes;

    FeatureStore(Architecture model, int sequences, int positions) {
        this.rowBytes = (long) model.hidden() * Float.BYTES;
        for (int layer = 1; layer < model.layers(); layer++) {
            attention.add(allocate(sequences, positions));
            mlp.add(allocate(sequences, positions));
        }
    }

    private List<MemorySegment> allocate(int sequences, int positions) {
        List<MemorySegment> features = new ArrayList<>();
        for (int sequence = 0; sequence < sequences; sequence++) {
            features.add(arena.allocate(rowBytes * positions, 64));
        }
        return features;
    }

    /// Features of a sequence, `[positions x hidden]`; `layer` is at least 1.
    MemorySegment of(int layer, Part part, int sequence) {
        List<List<MemorySegment>> features = switch (part) {
            case ATTENTION -> attention;
            case MLP -> mlp;
        };
        return features.get(layer - 1).get(sequence);
    }

    /// Replaces the features at some positions.
    ///
    /// @param at  position of each row, sequence by sequence
    /// @param fresh  `[at.length x hidden]`
    void store(int layer, Part part, int[] sequences, int[] at, MemorySegment fresh) {
        int rows = at.length / sequences.length;
        for (int i = 0; i < at.length; i++) {
            MemorySegment to = of(layer, part, sequences[i / rows]);
            MemorySegment.copy(fresh, i * rowBytes, to, at[i] * rowBytes, rowBytes);
        }
    }

    /// Bytes of all features.
    long bytes() {
        return Stream.of(attention, mlp)
                .flatMap(List::stream)
                .flatMap(List::stream)
                .mapToLong(MemorySegment::byteSize)
                .sum();
    }

    @Override
    public void close() {
        arena.close();
    }
}
