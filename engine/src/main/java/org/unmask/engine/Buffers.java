package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.Weight;

/// Activations of one pass, reused by the next; float32, row-major.
final class Buffers {
    private final Architecture model;
    private Arena arena = Arena.ofShared();
    private long tokens;
    private long rows;
    private long tileRows;

    MemorySegment residual = MemorySegment.NULL;
    MemorySegment normed = MemorySegment.NULL;
    MemorySegment query = MemorySegment.NULL;
    MemorySegment key = MemorySegment.NULL;
    MemorySegment value = MemorySegment.NULL;
    MemorySegment attended = MemorySegment.NULL;
    MemorySegment delta = MemorySegment.NULL;
    MemorySegment gate = MemorySegment.NULL;
    MemorySegment up = MemorySegment.NULL;
    MemorySegment gated = MemorySegment.NULL;
    /// The residual rows that go through the LM head.
    MemorySegment chosen = MemorySegment.NULL;

    /// Of as many rows as fit: one tile after the other.
    MemorySegment logits = MemorySegment.NULL;

    /// The router's outputs, `[tokens x experts]`.
    MemorySegment scores = MemorySegment.NULL;
    /// The normed rows of the tokens that chose an expert, and what it gives for them.
    MemorySegment gathered = MemorySegment.NULL;

    MemorySegment expertOutput = MemorySegment.NULL;

    Buffers(Architecture model) {
        this.model = model;
    }

    /// Makes room for a pass of `tokens` positions.
    ///
    /// @param rows  of the residual stream that go through the LM head
    /// @param tileRows  of them that have logits at the same time
    void reserve(long tokens, long rows, long tileRows) {
        if (tokens <= this.tokens && rows <= this.rows && tileRows <= this.tileRows) {
            return;
        }
        long mostTokens = Math.max(tokens, this.tokens);
        long mostRows = Math.max(rows, this.rows);
        long mostTileRows = Math.max(tileRows, this.tileRows);
        this.tokens = 0;
        this.rows = 0;
        this.tileRows = 0;
        arena.close();
        arena = Arena.ofShared();
        residual = floats(mostTokens, model.hidden());
        normed = floats(mostTokens, model.hidden());
        query = floats(mostTokens, model.queryWidth());
        key = floats(mostTokens, model.keyWidth());
        value = floats(mostTokens, model.keyWidth());
        attended = floats(mostTokens, model.queryWidth());
        delta = floats(mostTokens, model.hidden());
        int intermediate = intermediate();
        gate = floats(mostTokens, intermediate);
        up = floats(mostTokens, intermediate);
        gated = floats(mostTokens, intermediate);
        if (model.experts().isPresent()) {
            scores = floats(mostTokens, model.experts().get().count());
            gathered = floats(mostTokens, model.hidden());
            expertOutput = floats(mostTokens, model.hidden());
        }
        chosen = floats(mostRows, model.hidden());
        logits = floats(mostTileRows, model.vocabulary());
        // Only now: had there been no room, the next pass must try again.
        this.tokens = mostTokens;
        this.rows = mostRows;
        this.tileRows = mostTileRows;
    }

    /// The widest MLP there is: a token goes through each expert at most once.
    private int intermediate() {
        int dense = model.has(Weight.GATE) ? model.intermediate() : 0;
        int routed = model.experts()
                .map(experts -> Math.max(experts.intermediate(), experts.sharedIntermediate()))
                .orElse(0);
        return Math.max(dense, routed);
    }

    /// Bytes of all but logits.
    long activationBytes() {
        return Stream.of(
                        residual,
                        normed,
                        query,
                        key,
                        value,
                        attended,
                        delta,
                        gate,
                        up,
                        gated,
                        chosen,
                        scores,
                        gathered,
                        expertOutput)
                .mapToLong(MemorySegment::byteSize)
                .sum();
    }

    private MemorySegment floats(long count, int width) {
        return arena.allocate(Math.multiplyExact(Math.multiplyExact(count, (long) width), 4L), 64);
    }

    void close() {
        arena.close();
    }
}
