package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.unmask.engine.spi.Kernels;

/// Two short kernels that do always the same, for a clock that wants to know how fast the machine is just now. They run on
/// the threads of the engine, and read the same memory for all engines of a process whose weights are as large: how fast
/// caches give it back depends on where it lies.
public final class Reference {
    /// More than caches hold.
    private static final long COLD_BYTES = 256L << 20;
    private static final long LEAST_BYTES = 1L << 20;
    private static final long PIECE = 8L << 20;

    private static final Map<Long, WeakReference<MemorySegment>> MEMORIES = new HashMap<>();

    private final Kernels kernels;
    private final MemorySegment memory;
    private final long piece;
    private long offset;

    /// @param bytes  that every pass reads again, if caches hold them; empty if they come from memory
    Reference(Kernels kernels, OptionalLong bytes) {
        this.kernels = kernels;
        long size = Math.max(LEAST_BYTES, bytes.orElse(COLD_BYTES));
        this.piece = Math.min(PIECE, size);
        this.memory = memory(size / piece * piece);
    }

    /// Freed when no engine uses it any more.
    private static MemorySegment memory(long bytes) {
        synchronized (MEMORIES) {
            WeakReference<MemorySegment> known = MEMORIES.get(bytes);
            MemorySegment memory = known == null ? null : known.get();
            if (memory == null) {
                memory = Arena.ofAuto().allocate(bytes, 64).fill((byte) 1);
                MEMORIES.put(bytes, new WeakReference<>(memory));
            }
            return memory;
        }
    }

    /// Reads some bytes from where those of a pass come from: memory that was not read for as long as 256 MB take, or what
    /// caches hold.
    ///
    /// @return bytes that were read
    public long read() {
        kernels.sum(memory.asSlice(offset, piece), piece / Float.BYTES);
        offset = (offset + piece) % memory.byteSize();
        return piece;
    }

    /// Runs float32 multiply-adds on registers.
    ///
    /// @return FLOPs that ran
    public long multiplyAdds(long rounds) {
        return kernels.multiplyAdds(rounds);
    }
}
