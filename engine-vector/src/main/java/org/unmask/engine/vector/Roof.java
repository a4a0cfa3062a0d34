package org.unmask.engine.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The two limits of the roofline as kernels: reading memory, and multiplying without it.
record Roof(Team team) {
    private static final long PART_BYTES = 1 << 17;
    private static final int CHAINS = 12;
    private static final int L = Lanes.COUNT;

    /// Adds parts of at most [#PART_BYTES] on all threads: integers, since what lies there may be no numbers that floats add
    /// at full speed.
    int read(List<MemorySegment> memory) {
        List<MemorySegment> parts = parts(memory);
        AtomicInteger sum = new AtomicInteger();
        team.split(parts.size(), 1, (from, to, _) -> {
            for (int part = (int) from; part < to; part++) {
                sum.addAndGet(read(parts.get(part)));
            }
        });
        return sum.get();
    }

    private static List<MemorySegment> parts(List<MemorySegment> memory) {
        List<MemorySegment> parts = new ArrayList<>();
        for (MemorySegment piece : memory) {
            long bytes = piece.byteSize() / Integer.BYTES * Integer.BYTES;
            for (long from = 0; from < bytes; from += PART_BYTES) {
                parts.add(piece.asSlice(from, Math.min(PART_BYTES, bytes - from)));
            }
        }
        return parts;
    }

    private static int read(MemorySegment x) {
        int count = (int) (x.byteSize() / Integer.BYTES);
        IntVector a = IntVector.zero(INTS);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        int i = 0;
        for (; i <= count - 4 * L; i += 4 * L) {
            long offset = 4L * i;
            a = a.add(load(x, offset));
            b = b.add(load(x, offset + Lanes.BYTES));
            c = c.add(load(x, offset + 2 * Lanes.BYTES));
            d = d.add(load(x, offset + 3 * Lanes.BYTES));
        }
        for (; i < count; i += L) {
            a = a.add(IntVector.fromMemorySegment(INTS, x, 4L * i, LITTLE_ENDIAN, INTS.indexInRange(i, count)));
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }

    private static IntVector load(MemorySegment x, long offset) {
        return IntVector.fromMemorySegment(INTS, x, offset, LITTLE_ENDIAN);
    }

    /// `rounds` steps of each of [#CHAINS] independent chains on every thread.
    long multiplyAdds(long rounds) {
        AtomicInteger finite = new AtomicInteger();
        team.split(team.threads(), 1, (from, to, _) -> {
            for (long member = from; member < to; member++) {
                // Using the result keeps the loop; it is finite, so every member counts.
                finite.addAndGet(chains(rounds) < Float.MAX_VALUE ? 1 : 0);
            }
        });
        return 2L * L * CHAINS * rounds * finite.get();
    }

    private static float chains(long rounds) {
        FloatVector factor = FloatVector.broadcast(FLOATS, 0.999f);
        FloatVector step = FloatVector.broadcast(FLOATS, 0.001f);
        FloatVector c0 = FloatVector.broadcast(FLOATS, 1f);
        FloatVector c1 = FloatVector.broadcast(FLOATS, 2f);
        FloatVector c2 = FloatVector.broadcast(FLOATS, 3f);
        FloatVector c3 = FloatVector.broadcast(FLOATS, 4f);
        FloatVector c4 = FloatVector.broadcast(FLOATS, 5f);
        FloatVector c5 = FloatVector.broadcast(FLOATS, 6f);
        FloatVector c6 = FloatVector.broadcast(FLOATS, 7f);
        FloatVector c7 = FloatVector.broadcast(FLOATS, 8f);
        FloatVector c8 = FloatVector.broadcast(FLOATS, 9f);
        FloatVector c9 = FloatVector.broadcast(FLOATS, 10f);
        FloatVector c10 = FloatVector.broadcast(FLOATS, 11f);
        FloatVector c11 = FloatVector.broadcast(FLOATS, 12f);
        for (long i = 0; i < rounds; i++) {
            c0 = c0.fma(factor, step);
            c1 = c1.fma(factor, step);
            c2 = c2.fma(factor, step);
            c3 = c3.fma(factor, step);
            c4 = c4.fma(factor, step);
            c5 = c5.fma(factor, step);
            c6 = c6.fma(factor, step);
            c7 = c7.fma(factor, step);
            c8 = c8.fma(factor, step);
            c9 = c9.fma(factor, step);
            c10 = c10.fma(factor, step);
            c11 = c11.fma(factor, step);
        }
        FloatVector sum = c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9)
                .add(c10)
                .add(c11);
        return Lanes.sum(sum);
    }
}
