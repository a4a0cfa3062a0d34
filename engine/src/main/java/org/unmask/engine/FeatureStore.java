package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
    private final MemorySegment[][] features;
    private final long rowBytes;
    private final int positions;

    FeatureStore(Architecture model, int sequences, int positions) {
        this.rowBytes = (long) model.hidden() * Float.BYTES;
        this.positions = positions;
        this.features = new MemorySegment[model.layers() * Part.values().length][sequences];
        for (int i = Part.values().length; i < features.length; i++) {
            for (int sequence = 0; sequence < sequences; sequence++) {
                features[i][sequence] = arena.allocate(rowBytes * positions, 64);
            }
        }
    }

    /// Features of a sequence, `[positions x hidden]`.
    MemorySegment of(int layer, Part part, int sequence) {
        return features[layer * Part.values().length + part.ordinal()][sequence];
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

    int positions() {
        return positions;
    }

    @Override
    public void close() {
        arena.close();
    }
}
