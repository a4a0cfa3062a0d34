package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.IntStream;
import org.unmask.core.decode.Pass;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;

/// Tokens and cached keys that mean nothing, for operators that run to be timed.
///
/// Where weights push keys and values out of the processor's caches from one pass to the next, each rehearsal takes the
/// next part of a memory that no cache holds; else all take the same part.
final class Rehearsal implements AutoCloseable {
    /// More than caches hold.
    static final long COLD_BYTES = 96L << 20;

    private static final int ALIGNMENT = 64;

    private final Architecture model;
    private final DType keyValues;
    private final boolean cold;
    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;
    private long next;

    /// @param cold  whether keys and values must come from memory
    Rehearsal(Architecture model, DType keyValues, boolean cold) {
        this.model = model;
        this.keyValues = keyValues;
        this.cold = cold;
    }

    /// What a pass of one group works on. It holds until the next one is asked for.
    PassInput input(Pass.Group group) {
        int batch = group.batch();
        int queries = group.queries();
        int vocabulary = model.vocabulary();
        return new PassInput(
                new Pass(group),
                IntStream.range(0, batch).toArray(),
                IntStream.range(0, batch * queries)
                        .map(i -> (int) (i * 7919L % vocabulary))
                        .toArray(),
                IntStream.range(0, batch * queries)
                        .map(i -> group.context() + i % queries)
                        .toArray(),
                new int[batch],
                IntStream.range(0, batch * group.logitRows())
                        .map(i -> i / group.logitRows() * queries + i % group.logitRows())
                        .toArray(),
                cache(batch, group.keys()),
                Optional.empty(),
                -1,
                Optional.empty());
    }

    private KeyValueCache cache(int batch, int positions) {
        long each = aligned(keyValues.bytes((long) positions * model.keyWidth()));
        reserve(2L * model.layers() * batch * each);
        if (!cold) {
            next = 0;
        }
        return new KeyValueCache(model, keyValues, batch, positions, this::take);
    }

    private void reserve(long bytes) {
        if (memory.byteSize() < bytes) {
            arena.close();
            arena = Arena.ofShared();
            memory = arena.allocate(Math.max(bytes, cold ? COLD_BYTES : 0), ALIGNMENT);
            next = 0;
        }
    }

    private MemorySegment take(long bytes, long alignment) {
        if (next + bytes > memory.byteSize()) {
            next = 0;
        }
        MemorySegment taken = memory.asSlice(next, bytes, alignment);
        next += aligned(bytes);
        return taken;
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    @Override
    public void close() {
        arena.close();
    }
}
