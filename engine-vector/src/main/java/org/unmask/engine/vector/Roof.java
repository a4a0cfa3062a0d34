package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.incubator.vector.FloatVector;

/// The two limits of the roofline as kernels: reading memory, and multiplying without it.
record Roof(Team team) {
    private static final int PIECE = 1 << 15;
    private static final int CHAINS = 12;
    private static final int L = Lanes.COUNT;

    /// Sums pieces in float32 and the pieces in float64.
    double sum(MemorySegment x, long count) {
        double[] sums = new double[Math.toIntExact((count + PIECE - 1) / PIECE)];
        team.split(sums.length, 1, (from, to, _) -> {
            for (int piece = (int) from; piece < to; piece++) {
                long first = (long) piece * PIECE;
                sums[piece] = sum(x, 4 * first, (int) Math.min(PIECE, count - first));
            }
        });
        double sum = 0;
        for (double piece : sums) {
            sum += piece;
        }
        return sum;
    }

    private static double sum(MemorySegment x, long at, int count) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= count - 4 * L; i += 4 * L) {
            long offset = at + 4L * i;
            a = a.add(Lanes.load(x, offset));
            b = b.add(Lanes.load(x, offset + Lanes.BYTES));
            c = c.add(Lanes.load(x, offset + 2 * Lanes.BYTES));
            d = d.add(Lanes.load(x, offset + 3 * Lanes.BYTES));
        }
        for (; i < count; i += L) {
            a = a.add(Lanes.loadRest(x, at + 4L * i, FLOATS.indexInRange(i, count)));
        }
        return Lanes.sum(a.add(b).add(c.add(d)));
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
