package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// One row times a panel of weights: reads the panel once from its first byte to its last, and widens in registers.
///
/// Lanes are outputs: nothing is added across them. Each sum is made in the order of the inputs, as the products of
/// several rows make theirs, so that a row gets the same bits in any company.
final class OneRow {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int L = Lanes.COUNT;
    private static final int STRIDE = Panels.WORD_STRIDE;

    /// Outputs of one run over the panel.
    private static final int OUTPUTS = Math.min(4 * L, Layout.PANEL_ROWS);

    private OneRow() {}

    /// `sums[PANEL_ROWS] = Σᵢ x[x0 + i] · w[i]`.
    ///
    /// @param x  as many elements from `x0` on as the padded columns
    /// @param w0  byte where the panel begins
    static void multiply(DType type, float[] x, int x0, MemorySegment w, long w0, int words, float[] sums) {
        for (int output = 0; output < Layout.PANEL_ROWS; output += OUTPUTS) {
            long from = w0 + 4L * output;
            switch (type) {
                case FLOAT32 -> floats(x, x0, w, from, words, sums, output);
                case BFLOAT16 -> halves(x, x0, w, from, words, sums, output);
                case INT8 -> {
                    bytes(x, x0, w, from, words, sums, output);
                    bytes(x, x0, w, from + 2 * Lanes.BYTES, words, sums, output + 2 * L);
                }
                case FP16, FP8, FP4, INT4 -> throw Matrix.notComputed(type);
            }
        }
    }

    private static FloatVector floats(MemorySegment w, long at) {
        return FloatVector.fromMemorySegment(FLOATS, w, at, ORDER);
    }

    private static IntVector words(MemorySegment w, long at) {
        return IntVector.fromMemorySegment(INTS, w, at, ORDER);
    }

    private static void floats(float[] x, int x0, MemorySegment w, long w0, int words, float[] sums, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < words; i++) {
            long at = w0 + (long) STRIDE * i;
            FloatVector v = FloatVector.broadcast(FLOATS, x[x0 + i]);
            a = v.fma(floats(w, at), a);
            b = v.fma(floats(w, at + Lanes.BYTES), b);
            c = v.fma(floats(w, at + 2 * Lanes.BYTES), c);
            d = v.fma(floats(w, at + 3 * Lanes.BYTES), d);
        }
        a.intoArray(sums, to);
        b.intoArray(sums, to + L);
        c.intoArray(sums, to + 2 * L);
        d.intoArray(sums, to + 3 * L);
    }

    private static void halves(float[] x, int x0, MemorySegment w, long w0, int words, float[] sums, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < words; i++) {
            long at = w0 + (long) STRIDE * i;
            FloatVector first = FloatVector.broadcast(FLOATS, x[x0 + 2 * i]);
            FloatVector second = FloatVector.broadcast(FLOATS, x[x0 + 2 * i + 1]);
            IntVector p = words(w, at);
            a = second.fma(Panels.second(p), first.fma(Panels.first(p), a));
            IntVector q = words(w, at + Lanes.BYTES);
            b = second.fma(Panels.second(q), first.fma(Panels.first(q), b));
            IntVector r = words(w, at + 2 * Lanes.BYTES);
            c = second.fma(Panels.second(r), first.fma(Panels.first(r), c));
            IntVector s = words(w, at + 3 * Lanes.BYTES);
            d = second.fma(Panels.second(s), first.fma(Panels.first(s), d));
        }
        a.intoArray(sums, to);
        b.intoArray(sums, to + L);
        c.intoArray(sums, to + 2 * L);
        d.intoArray(sums, to + 3 * L);
    }

    /// Half as many outputs at a time: more vectors would exhaust the compiler's inlining budget.
    private static void bytes(float[] x, int x0, MemorySegment w, long w0, int words, float[] sums, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        for (int i = 0; i < words; i++) {
            long at = w0 + (long) STRIDE * i;
            FloatVector v0 = FloatVector.broadcast(FLOATS, x[x0 + 4 * i]);
            FloatVector v1 = FloatVector.broadcast(FLOATS, x[x0 + 4 * i + 1]);
            FloatVector v2 = FloatVector.broadcast(FLOATS, x[x0 + 4 * i + 2]);
            FloatVector v3 = FloatVector.broadcast(FLOATS, x[x0 + 4 * i + 3]);
            IntVector p = words(w, at);
            a = v0.fma(Panels.quantum(p, 24), a);
            a = v1.fma(Panels.quantum(p, 16), a);
            a = v2.fma(Panels.quantum(p, 8), a);
            a = v3.fma(Panels.quantum(p, 0), a);
            IntVector q = words(w, at + Lanes.BYTES);
            b = v0.fma(Panels.quantum(q, 24), b);
            b = v1.fma(Panels.quantum(q, 16), b);
            b = v2.fma(Panels.quantum(q, 8), b);
            b = v3.fma(Panels.quantum(q, 0), b);
        }
        a.intoArray(sums, to);
        b.intoArray(sums, to + L);
    }
}
