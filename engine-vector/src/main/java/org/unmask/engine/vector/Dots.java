package org.unmask.engine.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;
import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;
import static org.unmask.engine.vector.Lanes.SHORTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/// Dot products of a few rows with many: `y[r][o] = Σᵢ x[r][i] · w[o][i]`, vectorised along `i`.
///
/// Each sum is made in the same order in whichever tile it falls, so results do not depend on how the work is cut.
/// One object serves one thread.
/*
 * Reading memory fast takes many loads in flight. One row of floats has little else; with more rows, or elements to be
 * widened, arithmetic fills the processor's window and few loads are in it; therefore a block of `w` is first touched,
 * as fast as memory allows, and then multiplied from the cache, part by part, so that rows of `x` stay in the first
 * level meanwhile.
 *
 * A kernel only adds to sums per lane: adding lanes and the last elements is left to other methods, because a
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

    private static final int MOST_TILES = 16;
    /// So many elements of four rows of `x` and of `w` fit the first-level cache together.
    private static final int PART = 1024;

    private static final int TILE = SIDE * SIDE * L;

    private final MemorySegment x;
    private final MemorySegment w;
    private final long wStride;
    private final boolean half;
    private final int k;
    private final MemorySegment y;
    private final long yStride;
    /// `[group of rows][tile of outputs][row][output][lane]`.
    private float[] sums = {};

    private final long[] xRows = new long[SIDE];
    private final long[] wRows = new long[SIDE];

    @SuppressWarnings("UnusedVariable") // written so that the reads that warm the cache are not removed
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
        int step = Math.clamp(TOUCHED_BYTES / wStride / SIDE, 1, MOST_TILES) * SIDE;
        for (int block = from; block < to; block += step) {
            int outputs = Math.min(step, to - block);
            if (rows > 1 || half) {
                touched += Lanes.touch(w, w0 + block * wStride, outputs * wStride);
            }
            block(x0, rows, w0 + block * wStride, y0 + 4L * block, outputs);
        }
    }

    private void block(long x0, int rows, long w0, long y0, int outputs) {
        int tiles = (outputs + SIDE - 1) / SIDE;
        int groups = (rows + SIDE - 1) / SIDE;
        int size = groups * tiles * TILE;
        sums = Matmul.atLeast(sums, size);
        Arrays.fill(sums, 0, size, 0);
        int whole = Lanes.whole(k);
        int part = rows > 1 ? PART : whole;
        for (int i = 0; i < whole; i += part) {
            int count = Math.min(part, whole - i);
            for (int group = 0; group < groups; group++) {
                placeRows(xRows, x0 + 4L * ((long) k * SIDE * group + i), 4L * k, rows - SIDE * group);
                for (int tile = 0; tile < tiles; tile++) {
                    placeRows(wRows, w0 + wStride * SIDE * tile + (half ? 2L : 4L) * i, wStride, outputs - SIDE * tile);
                    add(Math.min(SIDE, rows - SIDE * group), count, (group * tiles + tile) * TILE);
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                int at = (r / SIDE * tiles + o / SIDE) * TILE + (r % SIDE * SIDE + o % SIDE) * L;
                float sum = Lanes.sum(FloatVector.fromArray(FLOATS, sums, at));
                y.set(FLOAT, y0 + yStride * r + 4L * o, sum + rest(x0 + 4L * k * r, w0 + wStride * o, whole));
            }
        }
    }

    /// Places of a tile that have no row repeat the last one; their sums are not used.
    private static void placeRows(long[] places, long first, long stride, int rows) {
        for (int i = 0; i < SIDE; i++) {
            places[i] = first + stride * Math.min(i, rows - 1);
        }
    }

    private void add(int rows, int count, int at) {
        if (half) {
            switch (rows) {
                case 1 -> one16(x, xRows, w, wRows, count, sums, at);
                case 2 -> two16(x, xRows, w, wRows, count, sums, at);
                default -> four16(x, xRows, w, wRows, count, sums, at);
            }
        } else {
            switch (rows) {
                case 1 -> one32(x, xRows, w, wRows, count, sums, at);
                case 2 -> two32(x, xRows, w, wRows, count, sums, at);
                default -> four32(x, xRows, w, wRows, count, sums, at);
            }
        }
    }

    private float rest(long xRow, long wRow, int from) {
        float sum = 0;
        for (int i = from; i < k; i++) {
            float weight = half ? Float.intBitsToFloat(w.get(SHORT, wRow + 2L * i) << 16) : w.get(FLOAT, wRow + 4L * i);
            sum += x.get(FLOAT, xRow + 4L * i) * weight;
        }
        return sum;
    }

    private static void one32(
            MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums, int at) {
        long x0 = xRows[0];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.fromArray(FLOATS, sums, at);
        FloatVector s01 = FloatVector.fromArray(FLOATS, sums, at + 1 * L);
        FloatVector s02 = FloatVector.fromArray(FLOATS, sums, at + 2 * L);
        FloatVector s03 = FloatVector.fromArray(FLOATS, sums, at + 3 * L);
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
        s00.intoArray(sums, at);
        s01.intoArray(sums, at + 1 * L);
        s02.intoArray(sums, at + 2 * L);
        s03.intoArray(sums, at + 3 * L);
    }

    private static void two32(
            MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums, int at) {
        long x0 = xRows[0];
        long x1 = xRows[1];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.fromArray(FLOATS, sums, at);
        FloatVector s01 = FloatVector.fromArray(FLOATS, sums, at + 1 * L);
        FloatVector s02 = FloatVector.fromArray(FLOATS, sums, at + 2 * L);
        FloatVector s03 = FloatVector.fromArray(FLOATS, sums, at + 3 * L);
        FloatVector s10 = FloatVector.fromArray(FLOATS, sums, at + 4 * L);
        FloatVector s11 = FloatVector.fromArray(FLOATS, sums, at + 5 * L);
        FloatVector s12 = FloatVector.fromArray(FLOATS, sums, at + 6 * L);
        FloatVector s13 = FloatVector.fromArray(FLOATS, sums, at + 7 * L);
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
        s00.intoArray(sums, at);
        s01.intoArray(sums, at + 1 * L);
        s02.intoArray(sums, at + 2 * L);
        s03.intoArray(sums, at + 3 * L);
        s10.intoArray(sums, at + 4 * L);
        s11.intoArray(sums, at + 5 * L);
        s12.intoArray(sums, at + 6 * L);
        s13.intoArray(sums, at + 7 * L);
    }

    private static void four32(
            MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums, int at) {
        long x0 = xRows[0];
        long x1 = xRows[1];
        long x2 = xRows[2];
        long x3 = xRows[3];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.fromArray(FLOATS, sums, at);
        FloatVector s01 = FloatVector.fromArray(FLOATS, sums, at + 1 * L);
        FloatVector s02 = FloatVector.fromArray(FLOATS, sums, at + 2 * L);
        FloatVector s03 = FloatVector.fromArray(FLOATS, sums, at + 3 * L);
        FloatVector s10 = FloatVector.fromArray(FLOATS, sums, at + 4 * L);
        FloatVector s11 = FloatVector.fromArray(FLOATS, sums, at + 5 * L);
        FloatVector s12 = FloatVector.fromArray(FLOATS, sums, at + 6 * L);
        FloatVector s13 = FloatVector.fromArray(FLOATS, sums, at + 7 * L);
        FloatVector s20 = FloatVector.fromArray(FLOATS, sums, at + 8 * L);
        FloatVector s21 = FloatVector.fromArray(FLOATS, sums, at + 9 * L);
        FloatVector s22 = FloatVector.fromArray(FLOATS, sums, at + 10 * L);
        FloatVector s23 = FloatVector.fromArray(FLOATS, sums, at + 11 * L);
        FloatVector s30 = FloatVector.fromArray(FLOATS, sums, at + 12 * L);
        FloatVector s31 = FloatVector.fromArray(FLOATS, sums, at + 13 * L);
        FloatVector s32 = FloatVector.fromArray(FLOATS, sums, at + 14 * L);
        FloatVector s33 = FloatVector.fromArray(FLOATS, sums, at + 15 * L);
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
        s00.intoArray(sums, at);
        s01.intoArray(sums, at + 1 * L);
        s02.intoArray(sums, at + 2 * L);
        s03.intoArray(sums, at + 3 * L);
        s10.intoArray(sums, at + 4 * L);
        s11.intoArray(sums, at + 5 * L);
        s12.intoArray(sums, at + 6 * L);
        s13.intoArray(sums, at + 7 * L);
        s20.intoArray(sums, at + 8 * L);
        s21.intoArray(sums, at + 9 * L);
        s22.intoArray(sums, at + 10 * L);
        s23.intoArray(sums, at + 11 * L);
        s30.intoArray(sums, at + 12 * L);
        s31.intoArray(sums, at + 13 * L);
        s32.intoArray(sums, at + 14 * L);
        s33.intoArray(sums, at + 15 * L);
    }

    private static void one16(
            MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums, int at) {
        long x0 = xRows[0];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.fromArray(FLOATS, sums, at);
        FloatVector s01 = FloatVector.fromArray(FLOATS, sums, at + 1 * L);
        FloatVector s02 = FloatVector.fromArray(FLOATS, sums, at + 2 * L);
        FloatVector s03 = FloatVector.fromArray(FLOATS, sums, at + 3 * L);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector u0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w0 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s00 = v0.fma(u0, s00);
            FloatVector u1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w1 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s01 = v0.fma(u1, s01);
            FloatVector u2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w2 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s02 = v0.fma(u2, s02);
            FloatVector u3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w3 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s03 = v0.fma(u3, s03);
        }
        s00.intoArray(sums, at);
        s01.intoArray(sums, at + 1 * L);
        s02.intoArray(sums, at + 2 * L);
        s03.intoArray(sums, at + 3 * L);
    }

    private static void two16(
            MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums, int at) {
        long x0 = xRows[0];
        long x1 = xRows[1];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.fromArray(FLOATS, sums, at);
        FloatVector s01 = FloatVector.fromArray(FLOATS, sums, at + 1 * L);
        FloatVector s02 = FloatVector.fromArray(FLOATS, sums, at + 2 * L);
        FloatVector s03 = FloatVector.fromArray(FLOATS, sums, at + 3 * L);
        FloatVector s10 = FloatVector.fromArray(FLOATS, sums, at + 4 * L);
        FloatVector s11 = FloatVector.fromArray(FLOATS, sums, at + 5 * L);
        FloatVector s12 = FloatVector.fromArray(FLOATS, sums, at + 6 * L);
        FloatVector s13 = FloatVector.fromArray(FLOATS, sums, at + 7 * L);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(FLOATS, x, x1 + 4L * i, ORDER);
            FloatVector u0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w0 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            FloatVector u1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w1 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            FloatVector u2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w2 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            FloatVector u3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w3 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
        }
        s00.intoArray(sums, at);
        s01.intoArray(sums, at + 1 * L);
        s02.intoArray(sums, at + 2 * L);
        s03.intoArray(sums, at + 3 * L);
        s10.intoArray(sums, at + 4 * L);
        s11.intoArray(sums, at + 5 * L);
        s12.intoArray(sums, at + 6 * L);
        s13.intoArray(sums, at + 7 * L);
    }

    private static void four16(
            MemorySegment x, long[] xRows, MemorySegment w, long[] wRows, int count, float[] sums, int at) {
        long x0 = xRows[0];
        long x1 = xRows[1];
        long x2 = xRows[2];
        long x3 = xRows[3];
        long w0 = wRows[0];
        long w1 = wRows[1];
        long w2 = wRows[2];
        long w3 = wRows[3];
        FloatVector s00 = FloatVector.fromArray(FLOATS, sums, at);
        FloatVector s01 = FloatVector.fromArray(FLOATS, sums, at + 1 * L);
        FloatVector s02 = FloatVector.fromArray(FLOATS, sums, at + 2 * L);
        FloatVector s03 = FloatVector.fromArray(FLOATS, sums, at + 3 * L);
        FloatVector s10 = FloatVector.fromArray(FLOATS, sums, at + 4 * L);
        FloatVector s11 = FloatVector.fromArray(FLOATS, sums, at + 5 * L);
        FloatVector s12 = FloatVector.fromArray(FLOATS, sums, at + 6 * L);
        FloatVector s13 = FloatVector.fromArray(FLOATS, sums, at + 7 * L);
        FloatVector s20 = FloatVector.fromArray(FLOATS, sums, at + 8 * L);
        FloatVector s21 = FloatVector.fromArray(FLOATS, sums, at + 9 * L);
        FloatVector s22 = FloatVector.fromArray(FLOATS, sums, at + 10 * L);
        FloatVector s23 = FloatVector.fromArray(FLOATS, sums, at + 11 * L);
        FloatVector s30 = FloatVector.fromArray(FLOATS, sums, at + 12 * L);
        FloatVector s31 = FloatVector.fromArray(FLOATS, sums, at + 13 * L);
        FloatVector s32 = FloatVector.fromArray(FLOATS, sums, at + 14 * L);
        FloatVector s33 = FloatVector.fromArray(FLOATS, sums, at + 15 * L);
        for (int i = 0; i < count; i += L) {
            FloatVector v0 = FloatVector.fromMemorySegment(FLOATS, x, x0 + 4L * i, ORDER);
            FloatVector v1 = FloatVector.fromMemorySegment(FLOATS, x, x1 + 4L * i, ORDER);
            FloatVector v2 = FloatVector.fromMemorySegment(FLOATS, x, x2 + 4L * i, ORDER);
            FloatVector v3 = FloatVector.fromMemorySegment(FLOATS, x, x3 + 4L * i, ORDER);
            FloatVector u0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w0 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            s20 = v2.fma(u0, s20);
            s30 = v3.fma(u0, s30);
            FloatVector u1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w1 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            s21 = v2.fma(u1, s21);
            s31 = v3.fma(u1, s31);
            FloatVector u2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w2 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            s22 = v2.fma(u2, s22);
            s32 = v3.fma(u2, s32);
            FloatVector u3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, w, w3 + 2L * i, ORDER)
                            .convertShape(ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats();
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
            s23 = v2.fma(u3, s23);
            s33 = v3.fma(u3, s33);
        }
        s00.intoArray(sums, at);
        s01.intoArray(sums, at + 1 * L);
        s02.intoArray(sums, at + 2 * L);
        s03.intoArray(sums, at + 3 * L);
        s10.intoArray(sums, at + 4 * L);
        s11.intoArray(sums, at + 5 * L);
        s12.intoArray(sums, at + 6 * L);
        s13.intoArray(sums, at + 7 * L);
        s20.intoArray(sums, at + 8 * L);
        s21.intoArray(sums, at + 9 * L);
        s22.intoArray(sums, at + 10 * L);
        s23.intoArray(sums, at + 11 * L);
        s30.intoArray(sums, at + 12 * L);
        s31.intoArray(sums, at + 13 * L);
        s32.intoArray(sums, at + 14 * L);
        s33.intoArray(sums, at + 15 * L);
    }
}
