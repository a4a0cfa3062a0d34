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

/// Dot products of a row with many: `y[o] = Σᵢ x[i] · w[o][i]`, vectorised along `i`.
///
/// Each sum is made in the same order in whichever tile it falls, so results do not depend on how the work is cut.
/// One object serves one thread.
/*
 * A kernel only adds to sums per lane: adding lanes and the last elements is left to other methods, because a
 * long method exhausts the compiler's inlining budget, and then vectors become objects.
 */
final class Dots {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int L = Lanes.COUNT;

    /// Rows of `w` at a time.
    private static final int SIDE = 4;

    private final MemorySegment x;
    private final MemorySegment w;
    private final long wStride;
    private final boolean half;
    private final int k;
    private final MemorySegment y;
    /// `[row of w][lane]`.
    private final float[] sums = new float[SIDE * L];

    private final long[] wRows = new long[SIDE];

    /// @param x  float32
    /// @param w  rows of `half ? bfloat16 : float32`, `wStride` bytes apart
    /// @param k  elements of a row
    Dots(MemorySegment x, MemorySegment w, long wStride, boolean half, int k, MemorySegment y) {
        this.x = x;
        this.w = w;
        this.wStride = wStride;
        this.half = half;
        this.k = k;
        this.y = y;
    }

    /// The row at byte `x0` of `x` with `rows` rows from byte `w0` of `w` on.
    void multiply(long x0, long w0, int rows) {
        int whole = Lanes.whole(k);
        for (int first = 0; first < rows; first += SIDE) {
            long from = w0 + wStride * first;
            int count = Math.min(SIDE, rows - first);
            // Places that have no row repeat the last one; their sums are not used.
            for (int i = 0; i < SIDE; i++) {
                wRows[i] = from + wStride * Math.min(i, count - 1);
            }
            Arrays.fill(sums, 0);
            if (half) {
                one16(x, x0, w, wRows, whole, sums, 0);
            } else {
                one32(x, x0, w, wRows, whole, sums, 0);
            }
            for (int i = 0; i < count; i++) {
                float sum = Lanes.sum(FloatVector.fromArray(FLOATS, sums, i * L));
                y.setAtIndex(FLOAT, first + i, sum + rest(x0, wRows[i], whole));
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
            MemorySegment x, long x0, MemorySegment w, long[] wRows, int count, float[] sums, int at) {
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

    private static void one16(
            MemorySegment x, long x0, MemorySegment w, long[] wRows, int count, float[] sums, int at) {
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
}
