package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.unmask.engine.spi.Kernels;

/// Two short kernels that do always the same, for a clock that wants to know how fast the machine is just now. They run on
/// the threads of the engine.
public final class Reference {
    private static final long BYTES = 256L << 20;
    private static final long PIECE = 8L << 20;

    private final Kernels kernels;
    private final MemorySegment memory;
    private long offset;

    Reference(Kernels kernels, Arena arena) {
        this.kernels = kernels;
        this.memory = arena.allocate(BYTES, 64);
        memory.fill((byte) 1);
    }

    /// Reads some memory that was not read for as long as 256 MB take.
    ///
    /// @return bytes that were read
    public long read() {
        kernels.sum(memory.asSlice(offset, PIECE), PIECE / Float.BYTES);
        offset = (offset + PIECE) % BYTES;
        return PIECE;
    }

    /// Runs float32 multiply-adds on registers.
    ///
    /// @return FLOPs that ran
    public long multiplyAdds(long rounds) {
        return kernels.multiplyAdds(rounds);
    }
}
