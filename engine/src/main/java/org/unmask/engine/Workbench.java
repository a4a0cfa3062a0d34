package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory for what is made, used and made again in another size: the same bytes every time, as many as the most that
/// was taken at once. For one thread; what it gives is for all.
final class Workbench implements Arena {
    private static final long ALIGNMENT = 4096;

    private Arena owner = Arena.ofShared();
    private MemorySegment memory = owner.allocate(0);

    /// Of what did not fit.
    private Arena beside = Arena.ofShared();

    private long taken;

    /// Frees all the memory at once: nothing that was allocated before may be used any more.
    Workbench cleared() {
        if (taken > memory.byteSize()) {
            close();
            owner = Arena.ofShared();
            beside = Arena.ofShared();
            memory = owner.allocate(taken, ALIGNMENT);
        }
        taken = 0;
        return this;
    }

    /// Whether the next [#cleared] takes away where something lies.
    boolean owns(MemorySegment something) {
        return something.scope().equals(owner.scope()) || something.scope().equals(beside.scope());
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        long from = Math.ceilDiv(taken, alignment) * alignment;
        taken = from + bytes;
        return taken <= memory.byteSize() && alignment <= ALIGNMENT
                ? memory.asSlice(from, bytes).fill((byte) 0)
                : beside.allocate(bytes, alignment);
    }

    @Override
    public MemorySegment.Scope scope() {
        return owner.scope();
    }

    @Override
    public void close() {
        owner.close();
        beside.close();
    }
}
