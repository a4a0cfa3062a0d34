package org.unmask.engine.vector;

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

    private static final int OUTPUTS_OF_BYTES = Math.min(8 * L, Layout.PANEL_ROWS);

    /// The lower half of a byte.
    private static final int LOWER = 0xF;

    private OneRow() {}

    /// `sums[PANEL_ROWS] = Σᵢ x[x0 + i] · w[i]`.
    ///
    /// @param x  as many elements from `x0` on as the padded columns
    /// @param w0  byte where the panel begins
    /// @param scales  room for those of a panel of int4
    static void multiply(
            DType type, float[] x, int x0, MemorySegment w, long w0, int words, float[] scales, float[] sums) {
        if (type == DType.INT4) {
            Panels.widenScales(w, w0, Panels.groups(words), scales);
        }
        int outputs = type == DType.INT8 ? OUTPUTS_OF_BYTES : OUTPUTS;
        for (int output = 0; output < Layout.PANEL_ROWS; output += outputs) {
            long from = w0 + Panels.vectorOffset(type, output);
            switch (type) {
                case FLOAT32 -> floats(x, x0, w, from, words, sums, output);
                case BFLOAT16 -> halves(x, x0, w, from, words, sums, output);
                case INT8 -> {
                    if (OUTPUTS_OF_BYTES == 4 * L) {
                        fourOfBytes(x, x0, w, from, words * Integer.BYTES, sums, output);
                    } else {
                        eightOfBytes(x, x0, w, from, words * Integer.BYTES, sums, output);
                    }
                }
                case INT4 -> fourOfPairs(x, x0, w, w0, scales, Panels.groups(words), sums, output);
                case FP16, FP8, FP4, W8A8, W4A8 -> throw Matrix.notComputed(type);
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

    private static void fourOfBytes(float[] x, int x0, MemorySegment w, long w0, int steps, float[] sums, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < steps; i++) {
            long at = w0 + (long) Layout.PANEL_ROWS * i;
            FloatVector s = FloatVector.broadcast(FLOATS, x[x0 + i]);
            a = s.fma(Panels.quanta(w, at), a);
            b = s.fma(Panels.quanta(w, at + L), b);
            c = s.fma(Panels.quanta(w, at + 2L * L), c);
            d = s.fma(Panels.quanta(w, at + 3L * L), d);
        }
        a.intoArray(sums, to);
        b.intoArray(sums, to + L);
        c.intoArray(sums, to + 2 * L);
        d.intoArray(sums, to + 3 * L);
    }

    /// Each element is multiplied with its scale first, which is exact, so that the order of the sum is that of all types.
    private static void fourOfPairs(
            float[] x, int x0, MemorySegment w, long w0, float[] scales, int groups, float[] sums, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int group = 0; group < groups; group++) {
            long from = w0 + (long) Layout.PANEL_GROUP_BYTES * group;
            int scale = group * Layout.PANEL_ROWS + to;
            FloatVector p = FloatVector.fromArray(FLOATS, scales, scale);
            FloatVector q = FloatVector.fromArray(FLOATS, scales, scale + L);
            FloatVector r = FloatVector.fromArray(FLOATS, scales, scale + 2 * L);
            FloatVector s = FloatVector.fromArray(FLOATS, scales, scale + 3 * L);
            FloatVector p0 = p.mul(Int4.LEAST);
            FloatVector q0 = q.mul(Int4.LEAST);
            FloatVector r0 = r.mul(Int4.LEAST);
            FloatVector s0 = s.mul(Int4.LEAST);
            int begin = x0 + group * Int4.GROUP;
            long shift = from + to - (long) Layout.PANEL_ROWS / 2 * begin;
            for (int i = begin; i < begin + Int4.GROUP; i += 2) {
                long at = shift + (long) Layout.PANEL_ROWS / 2 * i;
                IntVector e = (IntVector) ByteVector.fromMemorySegment(Panels.BYTES, w, at, ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
                IntVector f = (IntVector) ByteVector.fromMemorySegment(Panels.BYTES, w, at + L, ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
                IntVector g = (IntVector) ByteVector.fromMemorySegment(Panels.BYTES, w, at + 2L * L, ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
                IntVector h = (IntVector) ByteVector.fromMemorySegment(Panels.BYTES, w, at + 3L * L, ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
                FloatVector u = FloatVector.broadcast(FLOATS, x[i]);
                a = u.fma(((FloatVector) e.and(LOWER).convert(VectorOperators.I2F, 0)).fma(p, p0), a);
                b = u.fma(((FloatVector) f.and(LOWER).convert(VectorOperators.I2F, 0)).fma(q, q0), b);
                c = u.fma(((FloatVector) g.and(LOWER).convert(VectorOperators.I2F, 0)).fma(r, r0), c);
                d = u.fma(((FloatVector) h.and(LOWER).convert(VectorOperators.I2F, 0)).fma(s, s0), d);
                FloatVector v = FloatVector.broadcast(FLOATS, x[i + 1]);
                a = v.fma(
                        ((FloatVector) e.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0)).fma(p, p0),
                        a);
                b = v.fma(
                        ((FloatVector) f.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0)).fma(q, q0),
                        b);
                c = v.fma(
                        ((FloatVector) g.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0)).fma(r, r0),
                        c);
                d = v.fma(
                        ((FloatVector) h.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0)).fma(s, s0),
                        d);
            }
        }
        a.intoArray(sums, to);
        b.intoArray(sums, to + L);
        c.intoArray(sums, to + 2 * L);
        d.intoArray(sums, to + 3 * L);
    }

    /// All outputs of a panel where a vector has eight floats, so that it is read from its first byte to its last.
    private static void eightOfBytes(float[] x, int x0, MemorySegment w, long w0, int steps, float[] sums, int to) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (int i = 0; i < steps; i++) {
            long at = w0 + (long) Layout.PANEL_ROWS * i;
            FloatVector s = FloatVector.broadcast(FLOATS, x[x0 + i]);
            a = s.fma(Panels.quanta(w, at), a);
            b = s.fma(Panels.quanta(w, at + L), b);
            c = s.fma(Panels.quanta(w, at + 2L * L), c);
            d = s.fma(Panels.quanta(w, at + 3L * L), d);
            e = s.fma(Panels.quanta(w, at + 4L * L), e);
            f = s.fma(Panels.quanta(w, at + 5L * L), f);
            g = s.fma(Panels.quanta(w, at + 6L * L), g);
            h = s.fma(Panels.quanta(w, at + 7L * L), h);
        }
        a.intoArray(sums, to);
        b.intoArray(sums, to + L);
        c.intoArray(sums, to + 2 * L);
        d.intoArray(sums, to + 3 * L);
        e.intoArray(sums, to + 4 * L);
        f.intoArray(sums, to + 5 * L);
        g.intoArray(sums, to + 6 * L);
        h.intoArray(sums, to + 7 * L);
    }
}
