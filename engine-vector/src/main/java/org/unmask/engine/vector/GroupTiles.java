package org.unmask.engine.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Layout;

/// Products of rounded rows with groups of weights in [Layout#INTERLEAVED_GROUP_PANELS], in integers of 16 bits.
///
/// Lanes are outputs. Each group is summed exactly, then scaled and added to a float32, in the order of the groups: a row has the
/// same bits in any company.
/*
 * The sum of a group is at most 32 · 8 · 127 = 32 512 in magnitude and so fits into 16 bits. What is multiplied are quanta of
 * weights without a sign, 0 to 15, so that a mask or a shift makes them; sums of theirs do not fit, but arithmetic of 16 bits drops whole
 * multiples of 2¹⁶, and the correction of a row, -8 times the sum of its quanta, that a sum begins with brings it back.
 *
 * Written like `Tiles`, for the same reasons.
 */
final class GroupTiles {
    /// Rows that are multiplied at a time.
    static final int HEIGHT = 4;

    /// Outputs of a vector of bytes.
    static final int OUTPUTS = 4 * Lanes.COUNT;

    private static final VectorSpecies<Short> SHORTS = FLOATS.withLanes(short.class);
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int L = Lanes.COUNT;
    private static final int STRIDE = RoundedRows.STRIDE;

    /// Bytes of weights for each column of a group.
    private static final long COLUMN = Layout.PANEL_ROWS / 2;

    private static final short QUANTUM = 0xF;
    private static final int UPPER = 0xFFFF0000;

    private GroupTiles() {}

    /// `y[OUTPUTS] = Σ x[group] · w[group]`, one row.
    ///
    /// @param xScales  of the groups of the row
    /// @param w0  byte where the first group has the first of the outputs
    /// @param wScales  of the groups, [Layout#PANEL_ROWS] apart
    static void one(
            int[] x,
            int x0,
            float[] xScales,
            int xScale0,
            MemorySegment w,
            long w0,
            float[] wScales,
            int wScale0,
            int groups,
            float[] y,
            int y0) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int group = 0; group < groups; group++) {
            int begin = x0 + group * STRIDE;
            long shift = w0 + (long) Layout.PANEL_QUANTA_BYTES * group - COLUMN * begin;
            ShortVector even = IntVector.broadcast(INTS, x[begin + Int4.GROUP]).reinterpretAsShorts();
            ShortVector odd = even;
            for (int i = begin; i < begin + Int4.GROUP; i += 2) {
                ShortVector v = ShortVector.fromMemorySegment(SHORTS, w, shift + COLUMN * i, ORDER);
                ShortVector s = IntVector.broadcast(INTS, x[i]).reinterpretAsShorts();
                ShortVector t = IntVector.broadcast(INTS, x[i + 1]).reinterpretAsShorts();
                even = even.add(v.and(QUANTUM)
                        .mul(s)
                        .add(v.lanewise(LSHR, 4).and(QUANTUM).mul(t)));
                odd = odd.add(v.lanewise(LSHR, 8)
                        .and(QUANTUM)
                        .mul(s)
                        .add(v.lanewise(LSHR, 12).mul(t)));
            }
            FloatVector scale = FloatVector.broadcast(FLOATS, xScales[xScale0 + group]);
            int at = wScale0 + group * Layout.PANEL_ROWS;
            a = lower(even.reinterpretAsInts())
                    .mul(FloatVector.fromArray(FLOATS, wScales, at))
                    .fma(scale, a);
            b = upper(even.reinterpretAsInts())
                    .mul(FloatVector.fromArray(FLOATS, wScales, at + L))
                    .fma(scale, b);
            c = lower(odd.reinterpretAsInts())
                    .mul(FloatVector.fromArray(FLOATS, wScales, at + 2 * L))
                    .fma(scale, c);
            d = upper(odd.reinterpretAsInts())
                    .mul(FloatVector.fromArray(FLOATS, wScales, at + 3 * L))
                    .fma(scale, d);
        }
        a.intoArray(y, y0);
        b.intoArray(y, y0 + L);
        c.intoArray(y, y0 + 2 * L);
        d.intoArray(y, y0 + 3 * L);
    }

    /// The lower halves of words, times 2¹⁶.
    private static FloatVector lower(IntVector words) {
        return (FloatVector) words.lanewise(LSHL, Short.SIZE).convert(VectorOperators.I2F, 0);
    }

    /// The upper halves of words, times 2¹⁶.
    private static FloatVector upper(IntVector words) {
        return (FloatVector) words.and(UPPER).convert(VectorOperators.I2F, 0);
    }

    /// `sums[HEIGHT][two vectors] = x[row] · w` of one group, for [#OUTPUTS] outputs: shorts, two in a word.
    ///
    /// @param x  rows [RoundedRows#STRIDE] apart
    /// @param w0  byte where the group has the first of the outputs
    static void four(int[] x, int x0, MemorySegment w, long w0, int[] sums) {
        ShortVector e0 = IntVector.broadcast(INTS, x[x0 + Int4.GROUP]).reinterpretAsShorts();
        ShortVector e1 = IntVector.broadcast(INTS, x[x0 + Int4.GROUP + STRIDE]).reinterpretAsShorts();
        ShortVector e2 =
                IntVector.broadcast(INTS, x[x0 + Int4.GROUP + 2 * STRIDE]).reinterpretAsShorts();
        ShortVector e3 =
                IntVector.broadcast(INTS, x[x0 + Int4.GROUP + 3 * STRIDE]).reinterpretAsShorts();
        ShortVector o0 = e0;
        ShortVector o1 = e1;
        ShortVector o2 = e2;
        ShortVector o3 = e3;
        long shift = w0 - COLUMN * x0;
        for (int i = x0; i < x0 + Int4.GROUP; i += 2) {
            ShortVector v = ShortVector.fromMemorySegment(SHORTS, w, shift + COLUMN * i, ORDER);
            ShortVector p = v.and(QUANTUM);
            ShortVector q = v.lanewise(LSHR, 4).and(QUANTUM);
            ShortVector r = v.lanewise(LSHR, 8).and(QUANTUM);
            ShortVector u = v.lanewise(LSHR, 12);
            ShortVector s0 = IntVector.broadcast(INTS, x[i]).reinterpretAsShorts();
            ShortVector t0 = IntVector.broadcast(INTS, x[i + 1]).reinterpretAsShorts();
            e0 = e0.add(p.mul(s0).add(q.mul(t0)));
            o0 = o0.add(r.mul(s0).add(u.mul(t0)));
            ShortVector s1 = IntVector.broadcast(INTS, x[i + STRIDE]).reinterpretAsShorts();
            ShortVector t1 = IntVector.broadcast(INTS, x[i + 1 + STRIDE]).reinterpretAsShorts();
            e1 = e1.add(p.mul(s1).add(q.mul(t1)));
            o1 = o1.add(r.mul(s1).add(u.mul(t1)));
            ShortVector s2 = IntVector.broadcast(INTS, x[i + 2 * STRIDE]).reinterpretAsShorts();
            ShortVector t2 = IntVector.broadcast(INTS, x[i + 1 + 2 * STRIDE]).reinterpretAsShorts();
            e2 = e2.add(p.mul(s2).add(q.mul(t2)));
            o2 = o2.add(r.mul(s2).add(u.mul(t2)));
            ShortVector s3 = IntVector.broadcast(INTS, x[i + 3 * STRIDE]).reinterpretAsShorts();
            ShortVector t3 = IntVector.broadcast(INTS, x[i + 1 + 3 * STRIDE]).reinterpretAsShorts();
            e3 = e3.add(p.mul(s3).add(q.mul(t3)));
            o3 = o3.add(r.mul(s3).add(u.mul(t3)));
        }
        e0.reinterpretAsInts().intoArray(sums, 0);
        o0.reinterpretAsInts().intoArray(sums, L);
        e1.reinterpretAsInts().intoArray(sums, 2 * L);
        o1.reinterpretAsInts().intoArray(sums, 3 * L);
        e2.reinterpretAsInts().intoArray(sums, 4 * L);
        o2.reinterpretAsInts().intoArray(sums, 5 * L);
        e3.reinterpretAsInts().intoArray(sums, 6 * L);
        o3.reinterpretAsInts().intoArray(sums, 7 * L);
    }

    /// `y[row][OUTPUTS] += sums · scales`, rows of `y` being [Layout#PANEL_ROWS] apart.
    ///
    /// @param sums  of [#four]
    /// @param xScales  of the group, one for each row
    /// @param wScales  of the group, one for each output
    static void add(
            int rows, int[] sums, float[] xScales, int xScale0, float[] wScales, int wScale0, float[] y, int y0) {
        FloatVector p = FloatVector.fromArray(FLOATS, wScales, wScale0);
        FloatVector q = FloatVector.fromArray(FLOATS, wScales, wScale0 + L);
        FloatVector r = FloatVector.fromArray(FLOATS, wScales, wScale0 + 2 * L);
        FloatVector s = FloatVector.fromArray(FLOATS, wScales, wScale0 + 3 * L);
        for (int row = 0; row < rows; row++) {
            FloatVector scale = FloatVector.broadcast(FLOATS, xScales[xScale0 + row]);
            IntVector even = IntVector.fromArray(INTS, sums, 2 * L * row);
            IntVector odd = IntVector.fromArray(INTS, sums, 2 * L * row + L);
            int to = y0 + row * Layout.PANEL_ROWS;
            lower(even).mul(p).fma(scale, FloatVector.fromArray(FLOATS, y, to)).intoArray(y, to);
            upper(even)
                    .mul(q)
                    .fma(scale, FloatVector.fromArray(FLOATS, y, to + L))
                    .intoArray(y, to + L);
            lower(odd)
                    .mul(r)
                    .fma(scale, FloatVector.fromArray(FLOATS, y, to + 2 * L))
                    .intoArray(y, to + 2 * L);
            upper(odd)
                    .mul(s)
                    .fma(scale, FloatVector.fromArray(FLOATS, y, to + 3 * L))
                    .intoArray(y, to + 3 * L);
        }
    }
}
