package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.unmask.core.model.Architecture;

/// Activations of one pass, reused by the next; float32, row-major.
final class Buffers {
    private final Architecture model;
    private Arena arena = Arena.ofShared();
    private long tokens;
    private long rows;

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

    MemorySegment logits = MemorySegment.NULL;

    Buffers(Architecture model) {
        this.model = model;
    }

    /// Makes room for a pass of `tokens` positions and `rows` rows of logits.
    void reserve(long tokens, long rows) {
        if (tokens <= this.tokens && rows <= this.rows) {
            return;
        }
        this.tokens = Math.max(tokens, this.tokens);
        this.rows = Math.max(rows, this.rows);
        arena.close();
        arena = Arena.ofShared();
        residual = floats(this.tokens, model.hidden());
        normed = floats(this.tokens, model.hidden());
        query = floats(this.tokens, model.queryWidth());
        key = floats(this.tokens, model.keyWidth());
        value = floats(this.tokens, model.keyWidth());
        attended = floats(this.tokens, model.queryWidth());
        delta = floats(this.tokens, model.hidden());
        gate = floats(this.tokens, model.intermediate());
        up = floats(this.tokens, model.intermediate());
        gated = floats(this.tokens, model.intermediate());
        chosen = floats(this.rows, model.hidden());
        logits = floats(this.rows, model.vocabulary());
    }

    private MemorySegment floats(long count, int width) {
        return arena.allocate(Math.multiplyExact(Math.multiplyExact(count, (long) width), 4L), 64);
    }

    void close() {
        arena.close();
    }
}
