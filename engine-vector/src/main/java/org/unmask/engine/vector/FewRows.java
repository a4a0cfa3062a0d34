package org.unmask.engine.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// A few rows times a part of a panel of weights that are widened in registers.
///
/// Lanes are outputs, two vectors of them at a time. Written like `Tiles`, for the same reasons.
final class FewRows {
    /// Rows that are multiplied at a time; the panel then is in the second-level cache for the next.
    static final int AT_ONCE = 8;

    /// From here on, widening once for all rows needs less time.
    static final int MOST = 3 * AT_ONCE;

    private static final int UPPER = 0xFFFF0000;
    private static final int ROW = Tiles.ROW;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int L = Lanes.COUNT;

    /// The lower half of a byte.
    private static final int LOWER = 0xF;

    private FewRows() {}

    /// Whether these kernels multiply so many rows with weights of a type. Eight rows of int8 or int4 are more than the compiler inlines.
    static boolean apply(int rows, DType type) {
        return rows <= (type == DType.INT8 || type == DType.INT4 ? AT_ONCE / 2 : MOST);
    }

    /// `y[two vectors of outputs][AT_ONCE rows x 2 L] += Σᵢ x[row][i] · w[output][i]`, at most [Tiles#STEPS] steps.
    ///
    /// @param x  rows [Tiles#ROW] apart
    /// @param w0  byte where the part of the panel begins
    /// @param scales  room for those of a part of a panel of int4
    static void add(
            int rows,
            DType type,
            float[] x,
            int x0,
            MemorySegment w,
            long w0,
            int words,
            float[] scales,
            float[] y,
            int y0) {
        if (type == DType.INT4) {
            Panels.widenScales(w, w0, Panels.groups(words), scales);
        }
        for (int output = 0; output < Layout.PANEL_ROWS; output += 2 * L) {
            long from = w0 + Panels.vectorOffset(type, output);
            int to = y0 + output * AT_ONCE;
            switch (type) {
                case FLOAT32 -> {
                    if (rows > 4) {
                        eightFloats(x, x0, w, from, words, y, to);
                    } else {
                        fourFloats(x, x0, w, from, words, y, to);
                    }
                }
                case BFLOAT16 -> {
                    if (rows > 4) {
                        eightHalves(x, x0, w, from, words, y, to);
                    } else {
                        fourHalves(x, x0, w, from, words, y, to);
                    }
                }
                case INT8 -> fourBytes(x, x0, w, from, words * Integer.BYTES, y, to);
                case INT4 -> fourPairs(x, x0, w, w0, scales, output, Panels.groups(words), y, to);
                case FP16, FP8, FP4, W8A8, W4A8 -> throw Matrix.notComputed(type);
            }
        }
    }

    private static void fourFloats(float[] x, int x0, MemorySegment w, long w0, int words, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        for (int i = 0; i < words; i++) {
            long at = w0 + (long) Panels.WORD_STRIDE * i;
            FloatVector p = FloatVector.fromMemorySegment(FLOATS, w, at, ORDER);
            FloatVector q = FloatVector.fromMemorySegment(FLOATS, w, at + Lanes.BYTES, ORDER);
            FloatVector s0 = FloatVector.broadcast(FLOATS, x[x0 + i]);
            a0 = s0.fma(p, a0);
            b0 = s0.fma(q, b0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, x[x0 + i + ROW]);
            a1 = s1.fma(p, a1);
            b1 = s1.fma(q, b1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, x[x0 + i + 2 * ROW]);
            a2 = s2.fma(p, a2);
            b2 = s2.fma(q, b2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, x[x0 + i + 3 * ROW]);
            a3 = s3.fma(p, a3);
            b3 = s3.fma(q, b3);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 2 * L);
        b1.intoArray(y, y0 + 3 * L);
        a2.intoArray(y, y0 + 4 * L);
        b2.intoArray(y, y0 + 5 * L);
        a3.intoArray(y, y0 + 6 * L);
        b3.intoArray(y, y0 + 7 * L);
    }

    private static void eightFloats(float[] x, int x0, MemorySegment w, long w0, int words, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y0 + 8 * L);
        FloatVector b4 = FloatVector.fromArray(FLOATS, y, y0 + 9 * L);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y0 + 10 * L);
        FloatVector b5 = FloatVector.fromArray(FLOATS, y, y0 + 11 * L);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y0 + 12 * L);
        FloatVector b6 = FloatVector.fromArray(FLOATS, y, y0 + 13 * L);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y0 + 14 * L);
        FloatVector b7 = FloatVector.fromArray(FLOATS, y, y0 + 15 * L);
        for (int i = 0; i < words; i++) {
            long at = w0 + (long) Panels.WORD_STRIDE * i;
            FloatVector p = FloatVector.fromMemorySegment(FLOATS, w, at, ORDER);
            FloatVector q = FloatVector.fromMemorySegment(FLOATS, w, at + Lanes.BYTES, ORDER);
            FloatVector s0 = FloatVector.broadcast(FLOATS, x[x0 + i]);
            a0 = s0.fma(p, a0);
            b0 = s0.fma(q, b0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, x[x0 + i + ROW]);
            a1 = s1.fma(p, a1);
            b1 = s1.fma(q, b1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, x[x0 + i + 2 * ROW]);
            a2 = s2.fma(p, a2);
            b2 = s2.fma(q, b2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, x[x0 + i + 3 * ROW]);
            a3 = s3.fma(p, a3);
            b3 = s3.fma(q, b3);
            FloatVector s4 = FloatVector.broadcast(FLOATS, x[x0 + i + 4 * ROW]);
            a4 = s4.fma(p, a4);
            b4 = s4.fma(q, b4);
            FloatVector s5 = FloatVector.broadcast(FLOATS, x[x0 + i + 5 * ROW]);
            a5 = s5.fma(p, a5);
            b5 = s5.fma(q, b5);
            FloatVector s6 = FloatVector.broadcast(FLOATS, x[x0 + i + 6 * ROW]);
            a6 = s6.fma(p, a6);
            b6 = s6.fma(q, b6);
            FloatVector s7 = FloatVector.broadcast(FLOATS, x[x0 + i + 7 * ROW]);
            a7 = s7.fma(p, a7);
            b7 = s7.fma(q, b7);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 2 * L);
        b1.intoArray(y, y0 + 3 * L);
        a2.intoArray(y, y0 + 4 * L);
        b2.intoArray(y, y0 + 5 * L);
        a3.intoArray(y, y0 + 6 * L);
        b3.intoArray(y, y0 + 7 * L);
        a4.intoArray(y, y0 + 8 * L);
        b4.intoArray(y, y0 + 9 * L);
        a5.intoArray(y, y0 + 10 * L);
        b5.intoArray(y, y0 + 11 * L);
        a6.intoArray(y, y0 + 12 * L);
        b6.intoArray(y, y0 + 13 * L);
        a7.intoArray(y, y0 + 14 * L);
        b7.intoArray(y, y0 + 15 * L);
    }

    private static void fourHalves(float[] x, int x0, MemorySegment w, long w0, int words, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        for (int i = 0; i < words; i++) {
            long at = w0 + (long) Panels.WORD_STRIDE * i;
            IntVector p = IntVector.fromMemorySegment(INTS, w, at, ORDER);
            IntVector q = IntVector.fromMemorySegment(INTS, w, at + Lanes.BYTES, ORDER);
            FloatVector p0 = p.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector p1 = p.and(UPPER).reinterpretAsFloats();
            FloatVector q0 = q.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector q1 = q.and(UPPER).reinterpretAsFloats();
            FloatVector s0 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i]);
            FloatVector t0 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1]);
            a0 = t0.fma(p1, s0.fma(p0, a0));
            b0 = t0.fma(q1, s0.fma(q0, b0));
            FloatVector s1 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + ROW]);
            FloatVector t1 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + ROW]);
            a1 = t1.fma(p1, s1.fma(p0, a1));
            b1 = t1.fma(q1, s1.fma(q0, b1));
            FloatVector s2 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 2 * ROW]);
            FloatVector t2 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + 2 * ROW]);
            a2 = t2.fma(p1, s2.fma(p0, a2));
            b2 = t2.fma(q1, s2.fma(q0, b2));
            FloatVector s3 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 3 * ROW]);
            FloatVector t3 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + 3 * ROW]);
            a3 = t3.fma(p1, s3.fma(p0, a3));
            b3 = t3.fma(q1, s3.fma(q0, b3));
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 2 * L);
        b1.intoArray(y, y0 + 3 * L);
        a2.intoArray(y, y0 + 4 * L);
        b2.intoArray(y, y0 + 5 * L);
        a3.intoArray(y, y0 + 6 * L);
        b3.intoArray(y, y0 + 7 * L);
    }

    private static void eightHalves(float[] x, int x0, MemorySegment w, long w0, int words, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y0 + 8 * L);
        FloatVector b4 = FloatVector.fromArray(FLOATS, y, y0 + 9 * L);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y0 + 10 * L);
        FloatVector b5 = FloatVector.fromArray(FLOATS, y, y0 + 11 * L);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y0 + 12 * L);
        FloatVector b6 = FloatVector.fromArray(FLOATS, y, y0 + 13 * L);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y0 + 14 * L);
        FloatVector b7 = FloatVector.fromArray(FLOATS, y, y0 + 15 * L);
        for (int i = 0; i < words; i++) {
            long at = w0 + (long) Panels.WORD_STRIDE * i;
            IntVector p = IntVector.fromMemorySegment(INTS, w, at, ORDER);
            IntVector q = IntVector.fromMemorySegment(INTS, w, at + Lanes.BYTES, ORDER);
            FloatVector p0 = p.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector p1 = p.and(UPPER).reinterpretAsFloats();
            FloatVector q0 = q.lanewise(LSHL, 16).reinterpretAsFloats();
            FloatVector q1 = q.and(UPPER).reinterpretAsFloats();
            FloatVector s0 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i]);
            FloatVector t0 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1]);
            a0 = t0.fma(p1, s0.fma(p0, a0));
            b0 = t0.fma(q1, s0.fma(q0, b0));
            FloatVector s1 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + ROW]);
            FloatVector t1 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + ROW]);
            a1 = t1.fma(p1, s1.fma(p0, a1));
            b1 = t1.fma(q1, s1.fma(q0, b1));
            FloatVector s2 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 2 * ROW]);
            FloatVector t2 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + 2 * ROW]);
            a2 = t2.fma(p1, s2.fma(p0, a2));
            b2 = t2.fma(q1, s2.fma(q0, b2));
            FloatVector s3 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 3 * ROW]);
            FloatVector t3 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + 3 * ROW]);
            a3 = t3.fma(p1, s3.fma(p0, a3));
            b3 = t3.fma(q1, s3.fma(q0, b3));
            FloatVector s4 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 4 * ROW]);
            FloatVector t4 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + 4 * ROW]);
            a4 = t4.fma(p1, s4.fma(p0, a4));
            b4 = t4.fma(q1, s4.fma(q0, b4));
            FloatVector s5 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 5 * ROW]);
            FloatVector t5 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + 5 * ROW]);
            a5 = t5.fma(p1, s5.fma(p0, a5));
            b5 = t5.fma(q1, s5.fma(q0, b5));
            FloatVector s6 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 6 * ROW]);
            FloatVector t6 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + 6 * ROW]);
            a6 = t6.fma(p1, s6.fma(p0, a6));
            b6 = t6.fma(q1, s6.fma(q0, b6));
            FloatVector s7 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 7 * ROW]);
            FloatVector t7 = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1 + 7 * ROW]);
            a7 = t7.fma(p1, s7.fma(p0, a7));
            b7 = t7.fma(q1, s7.fma(q0, b7));
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 2 * L);
        b1.intoArray(y, y0 + 3 * L);
        a2.intoArray(y, y0 + 4 * L);
        b2.intoArray(y, y0 + 5 * L);
        a3.intoArray(y, y0 + 6 * L);
        b3.intoArray(y, y0 + 7 * L);
        a4.intoArray(y, y0 + 8 * L);
        b4.intoArray(y, y0 + 9 * L);
        a5.intoArray(y, y0 + 10 * L);
        b5.intoArray(y, y0 + 11 * L);
        a6.intoArray(y, y0 + 12 * L);
        b6.intoArray(y, y0 + 13 * L);
        a7.intoArray(y, y0 + 14 * L);
        b7.intoArray(y, y0 + 15 * L);
    }

    private static void fourBytes(float[] x, int x0, MemorySegment w, long w0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        for (int i = 0; i < steps; i++) {
            long at = w0 + (long) Layout.PANEL_ROWS * i;
            FloatVector p = Panels.quanta(w, at);
            FloatVector q = Panels.quanta(w, at + L);
            FloatVector s0 = FloatVector.broadcast(FLOATS, x[x0 + i]);
            a0 = s0.fma(p, a0);
            b0 = s0.fma(q, b0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, x[x0 + i + ROW]);
            a1 = s1.fma(p, a1);
            b1 = s1.fma(q, b1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, x[x0 + i + 2 * ROW]);
            a2 = s2.fma(p, a2);
            b2 = s2.fma(q, b2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, x[x0 + i + 3 * ROW]);
            a3 = s3.fma(p, a3);
            b3 = s3.fma(q, b3);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 2 * L);
        b1.intoArray(y, y0 + 3 * L);
        a2.intoArray(y, y0 + 4 * L);
        b2.intoArray(y, y0 + 5 * L);
        a3.intoArray(y, y0 + 6 * L);
        b3.intoArray(y, y0 + 7 * L);
    }

    private static void fourPairs(
            float[] x, int x0, MemorySegment w, long w0, float[] scales, int output, int groups, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        for (int group = 0; group < groups; group++) {
            long from = w0 + (long) Layout.PANEL_GROUP_BYTES * group;
            int scale = group * Layout.PANEL_ROWS + output;
            FloatVector e = FloatVector.fromArray(FLOATS, scales, scale);
            FloatVector f = FloatVector.fromArray(FLOATS, scales, scale + L);
            FloatVector e0 = e.mul(Int4.LEAST);
            FloatVector f0 = f.mul(Int4.LEAST);
            for (int pair = 0; pair < Panels.PAIRS; pair++) {
                long at = from + output + (long) Layout.PANEL_ROWS * pair;
                int i = x0 + group * Int4.GROUP + 2 * pair;
                IntVector g = (IntVector) ByteVector.fromMemorySegment(Panels.BYTES, w, at, ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
                IntVector h = (IntVector) ByteVector.fromMemorySegment(Panels.BYTES, w, at + L, ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
                FloatVector p0 = ((FloatVector) g.and(LOWER).convert(VectorOperators.I2F, 0)).fma(e, e0);
                FloatVector p1 =
                        ((FloatVector) g.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0)).fma(e, e0);
                FloatVector q0 = ((FloatVector) h.and(LOWER).convert(VectorOperators.I2F, 0)).fma(f, f0);
                FloatVector q1 =
                        ((FloatVector) h.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0)).fma(f, f0);
                FloatVector s0 = FloatVector.broadcast(FLOATS, x[i]);
                FloatVector t0 = FloatVector.broadcast(FLOATS, x[i + 1]);
                a0 = t0.fma(p1, s0.fma(p0, a0));
                b0 = t0.fma(q1, s0.fma(q0, b0));
                FloatVector s1 = FloatVector.broadcast(FLOATS, x[i + ROW]);
                FloatVector t1 = FloatVector.broadcast(FLOATS, x[i + 1 + ROW]);
                a1 = t1.fma(p1, s1.fma(p0, a1));
                b1 = t1.fma(q1, s1.fma(q0, b1));
                FloatVector s2 = FloatVector.broadcast(FLOATS, x[i + 2 * ROW]);
                FloatVector t2 = FloatVector.broadcast(FLOATS, x[i + 1 + 2 * ROW]);
                a2 = t2.fma(p1, s2.fma(p0, a2));
                b2 = t2.fma(q1, s2.fma(q0, b2));
                FloatVector s3 = FloatVector.broadcast(FLOATS, x[i + 3 * ROW]);
                FloatVector t3 = FloatVector.broadcast(FLOATS, x[i + 1 + 3 * ROW]);
                a3 = t3.fma(p1, s3.fma(p0, a3));
                b3 = t3.fma(q1, s3.fma(q0, b3));
            }
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 2 * L);
        b1.intoArray(y, y0 + 3 * L);
        a2.intoArray(y, y0 + 4 * L);
        b2.intoArray(y, y0 + 5 * L);
        a3.intoArray(y, y0 + 6 * L);
        b3.intoArray(y, y0 + 7 * L);
    }
}
