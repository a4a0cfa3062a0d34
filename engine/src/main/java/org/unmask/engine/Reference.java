package org.unmask.engine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.unmask.engine.spi.Kernels;

/// Two short kernels that do always the same, for a clock that wants to know how fast the machine is just now. They run on
/// the threads of the engine.
///
/// The memory that is read is that of the weights, one stretch of it after another: how much of them a cache holds at the
/// moment is a matter of what else runs on the machine, and reading anything else would not tell.
public final class Reference {
    private static final long STRETCH_BYTES = 8L << 20;
    /// Fewer are read several times.
    private static final long LEAST_BYTES = 1L << 20;

    private final Kernels kernels;
    private final List<List<MemorySegment>> stretches;
    private int next;

    /// @param weights  that every pass reads again
    Reference(Kernels kernels, List<MemorySegment> weights) {
        this.kernels = kernels;
        this.stretches = stretches(weights);
    }

    /// The memory cut into stretches of as many bytes each, no fewer than [#STRETCH_BYTES] if there are so many.
    static List<List<MemorySegment>> stretches(List<MemorySegment> weights) {
        long bytes = bytes(weights);
        if (bytes < LEAST_BYTES) {
            return List.of(Collections.nCopies((int) Math.ceilDiv(LEAST_BYTES, bytes), weights).stream()
                    .flatMap(List::stream)
                    .toList());
        }
        long count = Math.max(1, bytes / STRETCH_BYTES);
        long most = Math.ceilDiv(bytes, count);
        List<List<MemorySegment>> stretches = new ArrayList<>();
        List<MemorySegment> stretch = new ArrayList<>();
        long room = most;
        for (MemorySegment segment : weights) {
            long from = 0;
            while (from < segment.byteSize()) {
                long some = Math.min(room, segment.byteSize() - from);
                stretch.add(segment.asSlice(from, some));
                from += some;
                room -= some;
                if (room == 0) {
                    stretches.add(stretch);
                    stretch = new ArrayList<>();
                    room = most;
                }
            }
        }
        if (!stretch.isEmpty()) {
            stretches.add(stretch);
        }
        return stretches;
    }

    private static long bytes(List<MemorySegment> memory) {
        return memory.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    /// Reads a stretch of the weights: the next one at each call, and after the last one the first again.
    ///
    /// @return bytes that were read
    public long read() {
        List<MemorySegment> stretch = stretches.get(next);
        next = (next + 1) % stretches.size();
        kernels.read(stretch);
        return bytes(stretch);
    }

    /// Runs float32 multiply-adds on registers.
    ///
    /// @return FLOPs that ran
    public long multiplyAdds(long rounds) {
        return kernels.multiplyAdds(rounds);
    }
}
