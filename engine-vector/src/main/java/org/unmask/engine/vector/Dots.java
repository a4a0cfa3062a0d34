package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.SHORTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Dot products of a few rows with many: `y[r][o] = Σᵢ x[r][i] · w[o][i]`, vectorised along `i`.
///
/// Each sum is made in the same order in whichever tile it falls, so results do not depend on how the work is cut.
///
/// @param x  float32 rows, dense
/// @param w  rows of `half ? bfloat16 : float32`, `wStride` bytes apart
/// @param k  elements of a row
/// @param yStride  bytes from one row of results to the next
record Dots(MemorySegment x, MemorySegment w, long wStride, boolean half, int k, MemorySegment y, long yStride) {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /// Rows a tile of each kind takes.
    private static final int OUTPUTS = 4;

    /// All rows `[0, rows)` with rows `[from, to)` of `w`; byte offsets say where row 0 lies.
    void multiply(long x0, int rows, long w0, long y0, int from, int to) {
        int o = from;
        while (o < to) {
            int at = Math.max(from, Math.min(o, to - OUTPUTS));
            boolean whole = to - at >= OUTPUTS;
            long wAt = w0 + at * wStride;
            long yAt = y0 + 4L * at;
            int r = 0;
            while (r < rows) {
                int height = !whole ? 1 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
                int row = Math.min(r, rows - height);
                long xRow = x0 + 4L * k * row;
                long yRow = yAt + yStride * row;
                switch (height) {
                    case 4 -> fourByFour(xRow, wAt, yRow);
                    case 2 -> twoByFour(xRow, wAt, yRow);
                    default -> one(xRow, wAt, yRow, to - at);
                }
                r = row + height;
            }
            o = at + OUTPUTS;
        }
    }

    private void one(long x0, long w0, long y0, int outputs) {
        if (outputs >= OUTPUTS) {
            oneByFour(x0, w0, y0);
            return;
        }
        for (int o = 0; o < outputs; o++) {
            oneByOne(x0, w0 + o * wStride, y0 + 4L * o);
        }
    }

    private void fourByFour(long x0, long w0, long y0) {
        MemorySegment x = this.x;
        MemorySegment w = this.w;
        boolean half = this.half;
        int whole = Lanes.whole(k);
        long x1 = x0 + 4L * k;
        long x2 = x1 + 4L * k;
        long x3 = x2 + 4L * k;
        long w1 = w0 + wStride;
        long w2 = w1 + wStride;
        long w3 = w2 + wStride;
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
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            long at = half ? 2L * i : 4L * i;
            FloatVector v0 = Lanes.load(x, x0 + 4L * i);
            FloatVector v1 = Lanes.load(x, x1 + 4L * i);
            FloatVector v2 = Lanes.load(x, x2 + 4L * i);
            FloatVector v3 = Lanes.load(x, x3 + 4L * i);
            FloatVector u0 = load(w, w0 + at, half);
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            s20 = v2.fma(u0, s20);
            s30 = v3.fma(u0, s30);
            FloatVector u1 = load(w, w1 + at, half);
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            s21 = v2.fma(u1, s21);
            s31 = v3.fma(u1, s31);
            FloatVector u2 = load(w, w2 + at, half);
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            s22 = v2.fma(u2, s22);
            s32 = v3.fma(u2, s32);
            FloatVector u3 = load(w, w3 + at, half);
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
            s23 = v2.fma(u3, s23);
            s33 = v3.fma(u3, s33);
        }
        if (whole < k) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, k);
            FloatVector v0 = Lanes.loadRest(x, x0 + 4L * whole, rest);
            FloatVector v1 = Lanes.loadRest(x, x1 + 4L * whole, rest);
            FloatVector v2 = Lanes.loadRest(x, x2 + 4L * whole, rest);
            FloatVector v3 = Lanes.loadRest(x, x3 + 4L * whole, rest);
            FloatVector u0 = loadRest(w, w0, whole);
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            s20 = v2.fma(u0, s20);
            s30 = v3.fma(u0, s30);
            FloatVector u1 = loadRest(w, w1, whole);
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            s21 = v2.fma(u1, s21);
            s31 = v3.fma(u1, s31);
            FloatVector u2 = loadRest(w, w2, whole);
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            s22 = v2.fma(u2, s22);
            s32 = v3.fma(u2, s32);
            FloatVector u3 = loadRest(w, w3, whole);
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
            s23 = v2.fma(u3, s23);
            s33 = v3.fma(u3, s33);
        }
        put(y0, s00);
        put(y0 + 4, s01);
        put(y0 + 8, s02);
        put(y0 + 12, s03);
        put(y0 + yStride, s10);
        put(y0 + yStride + 4, s11);
        put(y0 + yStride + 8, s12);
        put(y0 + yStride + 12, s13);
        put(y0 + 2 * yStride, s20);
        put(y0 + 2 * yStride + 4, s21);
        put(y0 + 2 * yStride + 8, s22);
        put(y0 + 2 * yStride + 12, s23);
        put(y0 + 3 * yStride, s30);
        put(y0 + 3 * yStride + 4, s31);
        put(y0 + 3 * yStride + 8, s32);
        put(y0 + 3 * yStride + 12, s33);
    }

    private void twoByFour(long x0, long w0, long y0) {
        MemorySegment x = this.x;
        MemorySegment w = this.w;
        boolean half = this.half;
        int whole = Lanes.whole(k);
        long x1 = x0 + 4L * k;
        long w1 = w0 + wStride;
        long w2 = w1 + wStride;
        long w3 = w2 + wStride;
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        FloatVector s10 = FloatVector.zero(FLOATS);
        FloatVector s11 = FloatVector.zero(FLOATS);
        FloatVector s12 = FloatVector.zero(FLOATS);
        FloatVector s13 = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            long at = half ? 2L * i : 4L * i;
            FloatVector v0 = Lanes.load(x, x0 + 4L * i);
            FloatVector v1 = Lanes.load(x, x1 + 4L * i);
            FloatVector u0 = load(w, w0 + at, half);
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            FloatVector u1 = load(w, w1 + at, half);
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            FloatVector u2 = load(w, w2 + at, half);
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            FloatVector u3 = load(w, w3 + at, half);
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
        }
        if (whole < k) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, k);
            FloatVector v0 = Lanes.loadRest(x, x0 + 4L * whole, rest);
            FloatVector v1 = Lanes.loadRest(x, x1 + 4L * whole, rest);
            FloatVector u0 = loadRest(w, w0, whole);
            s00 = v0.fma(u0, s00);
            s10 = v1.fma(u0, s10);
            FloatVector u1 = loadRest(w, w1, whole);
            s01 = v0.fma(u1, s01);
            s11 = v1.fma(u1, s11);
            FloatVector u2 = loadRest(w, w2, whole);
            s02 = v0.fma(u2, s02);
            s12 = v1.fma(u2, s12);
            FloatVector u3 = loadRest(w, w3, whole);
            s03 = v0.fma(u3, s03);
            s13 = v1.fma(u3, s13);
        }
        put(y0, s00);
        put(y0 + 4, s01);
        put(y0 + 8, s02);
        put(y0 + 12, s03);
        put(y0 + yStride, s10);
        put(y0 + yStride + 4, s11);
        put(y0 + yStride + 8, s12);
        put(y0 + yStride + 12, s13);
    }

    private void oneByFour(long x0, long w0, long y0) {
        MemorySegment x = this.x;
        MemorySegment w = this.w;
        boolean half = this.half;
        int whole = Lanes.whole(k);
        long w1 = w0 + wStride;
        long w2 = w1 + wStride;
        long w3 = w2 + wStride;
        FloatVector s00 = FloatVector.zero(FLOATS);
        FloatVector s01 = FloatVector.zero(FLOATS);
        FloatVector s02 = FloatVector.zero(FLOATS);
        FloatVector s03 = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            long at = half ? 2L * i : 4L * i;
            FloatVector v0 = Lanes.load(x, x0 + 4L * i);
            FloatVector u0 = load(w, w0 + at, half);
            s00 = v0.fma(u0, s00);
            FloatVector u1 = load(w, w1 + at, half);
            s01 = v0.fma(u1, s01);
            FloatVector u2 = load(w, w2 + at, half);
            s02 = v0.fma(u2, s02);
            FloatVector u3 = load(w, w3 + at, half);
            s03 = v0.fma(u3, s03);
        }
        if (whole < k) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, k);
            FloatVector v0 = Lanes.loadRest(x, x0 + 4L * whole, rest);
            FloatVector u0 = loadRest(w, w0, whole);
            s00 = v0.fma(u0, s00);
            FloatVector u1 = loadRest(w, w1, whole);
            s01 = v0.fma(u1, s01);
            FloatVector u2 = loadRest(w, w2, whole);
            s02 = v0.fma(u2, s02);
            FloatVector u3 = loadRest(w, w3, whole);
            s03 = v0.fma(u3, s03);
        }
        put(y0, s00);
        put(y0 + 4, s01);
        put(y0 + 8, s02);
        put(y0 + 12, s03);
    }

    private void oneByOne(long x0, long w0, long y0) {
        MemorySegment x = this.x;
        MemorySegment w = this.w;
        boolean half = this.half;
        int whole = Lanes.whole(k);
        FloatVector s00 = FloatVector.zero(FLOATS);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            long at = half ? 2L * i : 4L * i;
            FloatVector v0 = Lanes.load(x, x0 + 4L * i);
            FloatVector u0 = load(w, w0 + at, half);
            s00 = v0.fma(u0, s00);
        }
        if (whole < k) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, k);
            FloatVector v0 = Lanes.loadRest(x, x0 + 4L * whole, rest);
            FloatVector u0 = loadRest(w, w0, whole);
            s00 = v0.fma(u0, s00);
        }
        put(y0, s00);
    }

    /// `half` never changes inside a loop, so the compiler makes a loop of each kind.
    private static FloatVector load(MemorySegment w, long offset, boolean half) {
        return half ? Lanes.loadHalf(w, offset) : Lanes.load(w, offset);
    }

    private FloatVector loadRest(MemorySegment w, long row, int from) {
        return half
                ? Lanes.loadHalfRest(w, row + 2L * from, SHORTS.indexInRange(from, k))
                : Lanes.loadRest(w, row + 4L * from, FLOATS.indexInRange(from, k));
    }

    private void put(long offset, FloatVector sums) {
        y.set(FLOAT, offset, sums.reduceLanes(VectorOperators.ADD));
    }
}
