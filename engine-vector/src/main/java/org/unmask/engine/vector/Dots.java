package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;
import static org.unmask.engine.vector.Lanes.SHORTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// Dot products of a few rows with many: `y[r][o] = Σᵢ x[r][i] · w[o][i]`, vectorised along `i`.
///
/// Each sum is made in the same order in whichever tile it falls, so results do not depend on how the work is cut. One object
/// serves one thread.
/*
 * Reading memory fast takes many loads in flight. One row of floats has little else; with more rows, or elements to be widened,
 * arithmetic fills the processor's window and few loads are in it; therefore a tile of `w` is first touched, as fast as
 * memory allows, and then multiplied from the cache.
 *
 * A kernel only makes sums per lane and stores them: adding lanes and the last elements is left to other methods, because a
 * long method exhausts the compiler's inlining budget, and then vectors become objects.
 */
final class Dots {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int L = Lanes.COUNT;

    /// Rows of `x` and of `w` in the largest tile.
    private static final int SIDE = 4;

    /// Half of a common second-level cache.
    private static final long TOUCHED_BYTES = 256 << 10;

    private final MemorySegment x;
    private final MemorySegment w;
    private final long wStride;
    private final boolean half;
    private final int k;
    private final MemorySegment y;
    private final long yStride;
    /// `[row][output][lane]`.
    private final float[] sums = new float[SIDE * SIDE * L];

    private final long[] xRows = new long[SIDE];
    private final long[] wRows = new long[SIDE];
    private int touched;

    /// @param x  float32 rows, dense
    /// @param w  rows of `half ? bfloat16 : float32`, `wStride` bytes apart
    /// @param k  elements of a row
    /// @param yStride  bytes from one row of results to the next
    Dots(MemorySegment x, MemorySegment w, long wStride, boolean half, int k, MemorySegment y, long yStride) {
        this.x = x;
        this.w = w;
        this.wStride = wStride;
        this.half = half;
        this.k = k;
        this.y = y;
        this.yStride = yStride;
    }

    /// Rows `[0, rows)` of `x` with rows `[from, to)` of `w`; byte offsets say where row 0 of each lies.
    void multiply(long x0, int rows, long w0, long y0, int from, int to) {
        int step = light(rows) ? to - from : Math.clamp(TOUCHED_BYTES / wStride / SIDE, 1, to - from) * SIDE;
        for (int block = from; block < to; block += step) {
            int end = Math.min(to, block + step);
            if (!light(rows)) {
                touched += Lanes.touch(w, w0 + block * wStride, (end - block) * wStride);
            }
            for (int output = block; output < end; output += SIDE) {
                tiles(x0, rows, w0 + output * wStride, y0 + 4L * output, Math.min(SIDE, end - output));
            }
        }
    }

    /// Whether a tile has so little arithmetic that reading runs far enough ahead by itself.
    private boolean light(int rows) {
        return rows == 1 && !half;
    }

    private void tiles(long x0, int rows, long w0, long y0, int outputs) {
        for (int o = 0; o < SIDE; o++) {
            wRows[o] = w0 + Math.min(o, outputs - 1) * wStride;
        }
        for (int row = 0; row < rows; row += SIDE) {
            tile(x0 + 4L * k * row, Math.min(SIDE, rows - row), y0 + yStride * row, outputs);
        }
    }

    /// Places of a tile that have no row repeat the last one; their sums are dropped.
    private void tile(long x0, int rows, long y0, int outputs) {
        for (int r = 0; r < SIDE; r++) {
            xRows[r] = x0 + 4L * k * Math.min(r, rows - 1);
        }
        int whole = Lanes.whole(k);
        if (half) {
            switch (rows) {
                case 1 -> one16(x, xRows, w, wRows, whole, sums);
                case 2 -> two16(x, xRows, w, wRows, whole, sums);
                default -> four16(x, xRows, w, wRows, whole, sums);
            }
        } else {
            switch (rows) {
                case 1 -> one32(x, xRows, w, wRows, whole, sums);
                case 2 -> two32(x, xRows, w, wRows, whole, sums);
                default -> four32(x, xRows, w, wRows, whole, sums);
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                float sum = laneSum(r * SIDE + o) + rest(xRows[r], wRows[o], whole);
                y.set(FLOAT, y0 + yStride * r + 4L * o, sum);
            }
        }
    }

    private float laneSum(int sum) {
        return Lanes.sum(FloatVector.fromArray(FLOATS, sums, sum * L));
    }

    private float rest(long xRow, long wRow, int from) {
        float sum = 0;
        for (int i = from; i < k; i++) {
            float weight = half
                    ? Float.intBitsToFloat(w.get(SHORT, wRow + 2L * i) << 16)
                    : w.get(FLOAT, wRow + 4L * i);
            sum += x.get(FLOAT, xRow + 4L * i) * weight;
        }
        return sum;
    }

    private static void one32(MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums) {
        long x0 = xRows[0];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector u0 = FloatVector.fromMemorySegment(FLOATS, w, w0 + 4L * i, ORDER);
            s00 = v0.fma(u0, s00);
            FloatVector u1 = FloatVector.fromMemorySegment(FLOATS, w, w1 + 4L * i, ORDER);
            s01 = v0.fma(u1, s01);
            FloatVector u2 = FloatVector.fromMemorySegment(FLOATS, w, w2 + 4L * i, ORDER);
            s02 = v0.fma(u2, s02);
            FloatVector u3 = FloatVector.fromMemorySegment(FLOATS, w, w3 + 4L * i, ORDER);
            s03 = v0.fma(u3, s03);
        }
        s00.intoArray(sums, 0);
        s01.intoArray(sums, 1 * L);
        s02.intoArray(sums, 2 * L);
        s03.intoArray(sums, 3 * L);
    }

    private static void two32(MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums) {
        long x0 = xRows[0];
        long x1 = xRows[1];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
        FloatVector s13 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(FLOATS, x, x1 + 4L * i, ORDER);
            FloatVector u0 = FloatVector.fromMemorySegment(FLOATS, w, w0 + 4L * i, ORDER);
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            FloatVector u1 = FloatVector.fromMemorySegment(FLOATS, w, w1 + 4L * i, ORDER);
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            FloatVector u2 = FloatVector.fromMemorySegment(FLOATS, w, w2 + 4L * i, ORDER);
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            FloatVector u3 = FloatVector.fromMemorySegment(FLOATS, w, w3 + 4L * i, ORDER);
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
        }
        s00.intoArray(sums, 0);
        s01.intoArray(sums, 1 * L);
        s02.intoArray(sums, 2 * L);
        s03.intoArray(sums, 3 * L);
        s10.intoArray(sums, 4 * L);
        s11.intoArray(sums, 5 * L);
        s12.intoArray(sums, 6 * L);
        s13.intoArray(sums, 7 * L);
    }

    private static void four32(MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums) {
        long x0 = xRows[0];
        long x1 = xRows[1];
        long x2 = xRows[2];
        long x3 = xRows[3];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
        FloatVector s13 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s21 = FloatVector.zero(FLOATS);
        FloatVector s22 = FloatVector.zero(FLOATS);
        FloatVector s23 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s31 = FloatVector.zero(FLOATS);
        FloatVector s32 = FloatVector.zero(FLOATS);
        FloatVector s33 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(FLOATS, x, x1 + 4L * i, ORDER);
            FloatVector v2 = FloatVector.fromMemorySegment(FLOATS, x, x2 + 4L * i, ORDER);
            FloatVector v3 = FloatVector.fromMemorySegment(FLOATS, x, x3 + 4L * i, ORDER);
            FloatVector u0 = FloatVector.fromMemorySegment(FLOATS, w, w0 + 4L * i, ORDER);
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            s20 = v2.fma(u0, s20);
            s30 = v3.fma(u0, s30);
            FloatVector u1 = FloatVector.fromMemorySegment(FLOATS, w, w1 + 4L * i, ORDER);
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            s21 = v2.fma(u1, s21);
            s31 = v3.fma(u1, s31);
            FloatVector u2 = FloatVector.fromMemorySegment(FLOATS, w, w2 + 4L * i, ORDER);
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            s22 = v2.fma(u2, s22);
            s32 = v3.fma(u2, s32);
            FloatVector u3 = FloatVector.fromMemorySegment(FLOATS, w, w3 + 4L * i, ORDER);
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
            s23 = v2.fma(u3, s23);
            s33 = v3.fma(u3, s33);
        }
        s00.intoArray(sums, 0);
        s01.intoArray(sums, 1 * L);
        s02.intoArray(sums, 2 * L);
        s03.intoArray(sums, 3 * L);
        s10.intoArray(sums, 4 * L);
        s11.intoArray(sums, 5 * L);
        s12.intoArray(sums, 6 * L);
        s13.intoArray(sums, 7 * L);
        s20.intoArray(sums, 8 * L);
        s21.intoArray(sums, 9 * L);
        s22.intoArray(sums, 10 * L);
        s23.intoArray(sums, 11 * L);
        s30.intoArray(sums, 12 * L);
        s31.intoArray(sums, 13 * L);
        s32.intoArray(sums, 14 * L);
        s33.intoArray(sums, 15 * L);
    }

    private static void one16(MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums) {
        long x0 = xRows[0];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector u0 = widen(ShortVector.fromMemorySegment(SHORTS, w, w0 + 2L * i, ORDER));
            s00 = v0.fma(u0, s00);
            FloatVector u1 = widen(ShortVector.fromMemorySegment(SHORTS, w, w1 + 2L * i, ORDER));
            s01 = v0.fma(u1, s01);
            FloatVector u2 = widen(ShortVector.fromMemorySegment(SHORTS, w, w2 + 2L * i, ORDER));
            s02 = v0.fma(u2, s02);
            FloatVector u3 = widen(ShortVector.fromMemorySegment(SHORTS, w, w3 + 2L * i, ORDER));
            s03 = v0.fma(u3, s03);
        }
        s00.intoArray(sums, 0);
        s01.intoArray(sums, 1 * L);
        s02.intoArray(sums, 2 * L);
        s03.intoArray(sums, 3 * L);
    }

    private static void two16(MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums) {
        long x0 = xRows[0];
        long x1 = xRows[1];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
        FloatVector s13 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(FLOATS, x, x1 + 4L * i, ORDER);
            FloatVector u0 = widen(ShortVector.fromMemorySegment(SHORTS, w, w0 + 2L * i, ORDER));
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            FloatVector u1 = widen(ShortVector.fromMemorySegment(SHORTS, w, w1 + 2L * i, ORDER));
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            FloatVector u2 = widen(ShortVector.fromMemorySegment(SHORTS, w, w2 + 2L * i, ORDER));
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            FloatVector u3 = widen(ShortVector.fromMemorySegment(SHORTS, w, w3 + 2L * i, ORDER));
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
        }
        s00.intoArray(sums, 0);
        s01.intoArray(sums, 1 * L);
        s02.intoArray(sums, 2 * L);
        s03.intoArray(sums, 3 * L);
        s10.intoArray(sums, 4 * L);
        s11.intoArray(sums, 5 * L);
        s12.intoArray(sums, 6 * L);
        s13.intoArray(sums, 7 * L);
    }

    private static void four16(MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums) {
        long x0 = xRows[0];
        long x1 = xRows[1];
        long x2 = xRows[2];
        long x3 = xRows[3];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
        FloatVector s13 = FloatVector.zero(FLOATS);
        FloatVector s20 = FloatVector.zero(FLOATS);
        FloatVector s21 = FloatVector.zero(FLOATS);
        FloatVector s22 = FloatVector.zero(FLOATS);
        FloatVector s23 = FloatVector.zero(FLOATS);
        FloatVector s30 = FloatVector.zero(FLOATS);
        FloatVector s31 = FloatVector.zero(FLOATS);
        FloatVector s32 = FloatVector.zero(FLOATS);
        FloatVector s33 = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(FLOATS, x, x1 + 4L * i, ORDER);
            FloatVector v2 = FloatVector.fromMemorySegment(FLOATS, x, x2 + 4L * i, ORDER);
            FloatVector v3 = FloatVector.fromMemorySegment(FLOATS, x, x3 + 4L * i, ORDER);
            FloatVector u0 = widen(ShortVector.fromMemorySegment(SHORTS, w, w0 + 2L * i, ORDER));
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            s20 = v2.fma(u0, s20);
            s30 = v3.fma(u0, s30);
            FloatVector u1 = widen(ShortVector.fromMemorySegment(SHORTS, w, w1 + 2L * i, ORDER));
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            s21 = v2.fma(u1, s21);
            s31 = v3.fma(u1, s31);
            FloatVector u2 = widen(ShortVector.fromMemorySegment(SHORTS, w, w2 + 2L * i, ORDER));
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            s22 = v2.fma(u2, s22);
            s32 = v3.fma(u2, s32);
            FloatVector u3 = widen(ShortVector.fromMemorySegment(SHORTS, w, w3 + 2L * i, ORDER));
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
            s23 = v2.fma(u3, s23);
            s33 = v3.fma(u3, s33);
        }
        s00.intoArray(sums, 0);
        s01.intoArray(sums, 1 * L);
        s02.intoArray(sums, 2 * L);
        s03.intoArray(sums, 3 * L);
        s10.intoArray(sums, 4 * L);
        s11.intoArray(sums, 5 * L);
        s12.intoArray(sums, 6 * L);
        s13.intoArray(sums, 7 * L);
        s20.intoArray(sums, 8 * L);
        s21.intoArray(sums, 9 * L);
        s22.intoArray(sums, 10 * L);
        s23.intoArray(sums, 11 * L);
        s30.intoArray(sums, 12 * L);
        s31.intoArray(sums, 13 * L);
        s32.intoArray(sums, 14 * L);
        s33.intoArray(sums, 15 * L);
    }

    private static FloatVector widen(ShortVector halves) {
        return ((IntVector) halves.convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats();
    }
}
