package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory for many things of some megabytes that live as long as each other, cut from large slabs.
///
/// Allocated one by one they would lie in pages of 4 KiB: an allocator maps large pages only under what is large itself,
/// and glibc counts as large what has 32 MiB as soon as such a piece was given back. With small pages loading waits for
/// the system at each of them, and a pass over gigabytes of weights for address translation. For one thread; what it gives
/// is for all.
final class Slabs implements Arena {
    private static final long MOST_BYTES = 256L << 20;

    /// What has more is large by itself.
    private static final long MOST_PIECE_BYTES = 32L << 20;

    /// Large pages of most processors.
    private static final long PAGE_BYTES = 2L << 20;

    private final Arena owner = Arena.ofShared();
    private MemorySegment slab = MemorySegment.NULL;
    private long taken;
    private long expected;

    /// @param expected  bytes of all that will be allocated; more makes slabs larger than need be, less makes more of them
    Slabs(long expected) {
        this.expected = expected;
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        long left = expected;
        expected -= bytes;
        if (bytes > MOST_PIECE_BYTES || alignment > PAGE_BYTES) {
            return owner.allocate(bytes, Math.max(alignment, PAGE_BYTES));
        }
        long from = Math.ceilDiv(taken, alignment) * alignment;
        if (from + bytes > slab.byteSize()) {
            slab = owner.allocate(Math.max(bytes, Math.min(MOST_BYTES, left)), PAGE_BYTES);
            from = 0;
        }
        taken = from + bytes;
        return slab.asSlice(from, bytes);
    }

    @Override
    public MemorySegment.Scope scope() {
        return owner.scope();
    }

    @Override
    public void close() {
        owner.close();
    }
}
