package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/// Register tiles: products of [#HEIGHT] scalars with one or two vectors, summed over many steps without leaving
/// registers.
///
/// In all of them `x[steps x width]` is dense and `y[HEIGHT x width]` is added to; `width` is two vectors ("wide")
/// or one ("narrow"). They differ in where the scalars `w` lie.
/*
 * The strides are constants, so that all addresses of a step are one register and a displacement, and one bounds check
 * serves them all. 24 accumulators, two vectors and a broadcast scalar fill the 32 registers of AVX-512 and NEON; with the 16
 * of AVX2 only the narrow tile fits.
 *
 * Written so that the compiler (C2 of JDK 25) hoists every bounds check and inlines every vector operation: the index of `w` is the
 * loop variable itself (as `w0 + i` the checks stay, at half the speed), and there are no calls but those of the Vector API (a
 * method this long exhausts the inlining budget for others).
 */
final class Tiles {
    static final int HEIGHT = 12;
    /// The most steps along one row of [#ROW] floats.
    static final int STEPS = 256;
    /// Floats from one row of `w` to the next; not a power of two, so that rows fall into different cache sets.
    static final int ROW = STEPS + 16;
    /// Vectors of the widest tile that fits this machine's registers.
    static final int VECTORS = Lanes.COUNT == 8 ? 1 : 2;

    static final int NARROW = Lanes.COUNT;
    static final int WIDE = VECTORS * Lanes.COUNT;

    private static final int L = Lanes.COUNT;
    private static final int L2 = 2 * Lanes.COUNT;

    private Tiles() {}

    /// `y[c][lane] += Σᵢ w[c·ROW + i] · x[i][lane]`, at most [#STEPS] steps.
    static void alongRows(float[] w, int w0, float[] x, int x0, int width, int steps, float[] y, int y0) {
        if (width == L) {
            alongRowsNarrow(w, w0, x, x0, steps, y, y0);
        } else {
            alongRowsWide(w, w0, x, x0, steps, y, y0);
        }
    }

    /// Multiplies only the first `rows` of the [#HEIGHT] scalars, or a few more; `x` is [#WIDE].
    static void alongRows(int rows, float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        if (rows > 8) {
            alongRows(w, w0, x, x0, WIDE, steps, y, y0);
        } else if (rows > 4) {
            if (WIDE == L) {
                eightRowsNarrow(w, w0, x, x0, steps, y, y0);
            } else {
                eightRowsWide(w, w0, x, x0, steps, y, y0);
            }
        } else if (WIDE == L) {
            fourRowsNarrow(w, w0, x, x0, steps, y, y0);
        } else {
            fourRowsWide(w, w0, x, x0, steps, y, y0);
        }
    }

    /// `y[c][lane] += Σᵢ w[i·HEIGHT + c] · x[i][lane]` for the first `count` of `c`, or some more.
    static void alongColumns(int count, float[] w, int w0, float[] x, int x0, int width, int steps, float[] y, int y0) {
        if (count <= 4) {
            if (width == L) {
                fourColumnsNarrow(w, w0, x, x0, steps, y, y0);
            } else {
                fourColumnsWide(w, w0, x, x0, steps, y, y0);
            }
        } else if (width == L) {
            alongColumnsNarrow(w, w0, x, x0, steps, y, y0);
        } else {
            alongColumnsWide(w, w0, x, x0, steps, y, y0);
        }
    }

    private static void alongRowsWide(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2 + L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2 + L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2 + L);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L2);
        FloatVector b4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L2 + L);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L2);
        FloatVector b5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L2 + L);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L2);
        FloatVector b6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L2 + L);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L2);
        FloatVector b7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L2 + L);
        FloatVector a8 = FloatVector.fromArray(FLOATS, y, y0 + 8 * L2);
        FloatVector b8 = FloatVector.fromArray(FLOATS, y, y0 + 8 * L2 + L);
        FloatVector a9 = FloatVector.fromArray(FLOATS, y, y0 + 9 * L2);
        FloatVector b9 = FloatVector.fromArray(FLOATS, y, y0 + 9 * L2 + L);
        FloatVector a10 = FloatVector.fromArray(FLOATS, y, y0 + 10 * L2);
        FloatVector b10 = FloatVector.fromArray(FLOATS, y, y0 + 10 * L2 + L);
        FloatVector a11 = FloatVector.fromArray(FLOATS, y, y0 + 11 * L2);
        FloatVector b11 = FloatVector.fromArray(FLOATS, y, y0 + 11 * L2 + L);
        int shift = x0 - w0 * L2;
        for (int i = w0; i < w0 + steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, shift + i * L2);
            FloatVector q = FloatVector.fromArray(FLOATS, x, shift + i * L2 + L);
            FloatVector s0 = FloatVector.broadcast(FLOATS, w[i]);
            a0 = s0.fma(p, a0);
            b0 = s0.fma(q, b0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, w[i + ROW]);
            a1 = s1.fma(p, a1);
            b1 = s1.fma(q, b1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, w[i + 2 * ROW]);
            a2 = s2.fma(p, a2);
            b2 = s2.fma(q, b2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, w[i + 3 * ROW]);
            a3 = s3.fma(p, a3);
            b3 = s3.fma(q, b3);
            FloatVector s4 = FloatVector.broadcast(FLOATS, w[i + 4 * ROW]);
            a4 = s4.fma(p, a4);
            b4 = s4.fma(q, b4);
            FloatVector s5 = FloatVector.broadcast(FLOATS, w[i + 5 * ROW]);
            a5 = s5.fma(p, a5);
            b5 = s5.fma(q, b5);
            FloatVector s6 = FloatVector.broadcast(FLOATS, w[i + 6 * ROW]);
            a6 = s6.fma(p, a6);
            b6 = s6.fma(q, b6);
            FloatVector s7 = FloatVector.broadcast(FLOATS, w[i + 7 * ROW]);
            a7 = s7.fma(p, a7);
            b7 = s7.fma(q, b7);
            FloatVector s8 = FloatVector.broadcast(FLOATS, w[i + 8 * ROW]);
            a8 = s8.fma(p, a8);
            b8 = s8.fma(q, b8);
            FloatVector s9 = FloatVector.broadcast(FLOATS, w[i + 9 * ROW]);
            a9 = s9.fma(p, a9);
            b9 = s9.fma(q, b9);
            FloatVector s10 = FloatVector.broadcast(FLOATS, w[i + 10 * ROW]);
            a10 = s10.fma(p, a10);
            b10 = s10.fma(q, b10);
            FloatVector s11 = FloatVector.broadcast(FLOATS, w[i + 11 * ROW]);
            a11 = s11.fma(p, a11);
            b11 = s11.fma(q, b11);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 1 * L2);
        b1.intoArray(y, y0 + 1 * L2 + L);
        a2.intoArray(y, y0 + 2 * L2);
        b2.intoArray(y, y0 + 2 * L2 + L);
        a3.intoArray(y, y0 + 3 * L2);
        b3.intoArray(y, y0 + 3 * L2 + L);
        a4.intoArray(y, y0 + 4 * L2);
        b4.intoArray(y, y0 + 4 * L2 + L);
        a5.intoArray(y, y0 + 5 * L2);
        b5.intoArray(y, y0 + 5 * L2 + L);
        a6.intoArray(y, y0 + 6 * L2);
        b6.intoArray(y, y0 + 6 * L2 + L);
        a7.intoArray(y, y0 + 7 * L2);
        b7.intoArray(y, y0 + 7 * L2 + L);
        a8.intoArray(y, y0 + 8 * L2);
        b8.intoArray(y, y0 + 8 * L2 + L);
        a9.intoArray(y, y0 + 9 * L2);
        b9.intoArray(y, y0 + 9 * L2 + L);
        a10.intoArray(y, y0 + 10 * L2);
        b10.intoArray(y, y0 + 10 * L2 + L);
        a11.intoArray(y, y0 + 11 * L2);
        b11.intoArray(y, y0 + 11 * L2 + L);
    }

    private static void alongRowsNarrow(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        FloatVector a8 = FloatVector.fromArray(FLOATS, y, y0 + 8 * L);
        FloatVector a9 = FloatVector.fromArray(FLOATS, y, y0 + 9 * L);
        FloatVector a10 = FloatVector.fromArray(FLOATS, y, y0 + 10 * L);
        FloatVector a11 = FloatVector.fromArray(FLOATS, y, y0 + 11 * L);
        int shift = x0 - w0 * L;
        for (int i = w0; i < w0 + steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, shift + i * L);
            a0 = FloatVector.broadcast(FLOATS, w[i]).fma(p, a0);
            a1 = FloatVector.broadcast(FLOATS, w[i + ROW]).fma(p, a1);
            a2 = FloatVector.broadcast(FLOATS, w[i + 2 * ROW]).fma(p, a2);
            a3 = FloatVector.broadcast(FLOATS, w[i + 3 * ROW]).fma(p, a3);
            a4 = FloatVector.broadcast(FLOATS, w[i + 4 * ROW]).fma(p, a4);
            a5 = FloatVector.broadcast(FLOATS, w[i + 5 * ROW]).fma(p, a5);
            a6 = FloatVector.broadcast(FLOATS, w[i + 6 * ROW]).fma(p, a6);
            a7 = FloatVector.broadcast(FLOATS, w[i + 7 * ROW]).fma(p, a7);
            a8 = FloatVector.broadcast(FLOATS, w[i + 8 * ROW]).fma(p, a8);
            a9 = FloatVector.broadcast(FLOATS, w[i + 9 * ROW]).fma(p, a9);
            a10 = FloatVector.broadcast(FLOATS, w[i + 10 * ROW]).fma(p, a10);
            a11 = FloatVector.broadcast(FLOATS, w[i + 11 * ROW]).fma(p, a11);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 1 * L);
        a2.intoArray(y, y0 + 2 * L);
        a3.intoArray(y, y0 + 3 * L);
        a4.intoArray(y, y0 + 4 * L);
        a5.intoArray(y, y0 + 5 * L);
        a6.intoArray(y, y0 + 6 * L);
        a7.intoArray(y, y0 + 7 * L);
        a8.intoArray(y, y0 + 8 * L);
        a9.intoArray(y, y0 + 9 * L);
        a10.intoArray(y, y0 + 10 * L);
        a11.intoArray(y, y0 + 11 * L);
    }

    private static void eightRowsWide(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2 + L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2 + L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2 + L);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L2);
        FloatVector b4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L2 + L);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L2);
        FloatVector b5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L2 + L);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L2);
        FloatVector b6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L2 + L);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L2);
        FloatVector b7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L2 + L);
        int shift = x0 - w0 * L2;
        for (int i = w0; i < w0 + steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, shift + i * L2);
            FloatVector q = FloatVector.fromArray(FLOATS, x, shift + i * L2 + L);
            FloatVector s0 = FloatVector.broadcast(FLOATS, w[i]);
            a0 = s0.fma(p, a0);
            b0 = s0.fma(q, b0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, w[i + ROW]);
            a1 = s1.fma(p, a1);
            b1 = s1.fma(q, b1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, w[i + 2 * ROW]);
            a2 = s2.fma(p, a2);
            b2 = s2.fma(q, b2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, w[i + 3 * ROW]);
            a3 = s3.fma(p, a3);
            b3 = s3.fma(q, b3);
            FloatVector s4 = FloatVector.broadcast(FLOATS, w[i + 4 * ROW]);
            a4 = s4.fma(p, a4);
            b4 = s4.fma(q, b4);
            FloatVector s5 = FloatVector.broadcast(FLOATS, w[i + 5 * ROW]);
            a5 = s5.fma(p, a5);
            b5 = s5.fma(q, b5);
            FloatVector s6 = FloatVector.broadcast(FLOATS, w[i + 6 * ROW]);
            a6 = s6.fma(p, a6);
            b6 = s6.fma(q, b6);
            FloatVector s7 = FloatVector.broadcast(FLOATS, w[i + 7 * ROW]);
            a7 = s7.fma(p, a7);
            b7 = s7.fma(q, b7);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 1 * L2);
        b1.intoArray(y, y0 + 1 * L2 + L);
        a2.intoArray(y, y0 + 2 * L2);
        b2.intoArray(y, y0 + 2 * L2 + L);
        a3.intoArray(y, y0 + 3 * L2);
        b3.intoArray(y, y0 + 3 * L2 + L);
        a4.intoArray(y, y0 + 4 * L2);
        b4.intoArray(y, y0 + 4 * L2 + L);
        a5.intoArray(y, y0 + 5 * L2);
        b5.intoArray(y, y0 + 5 * L2 + L);
        a6.intoArray(y, y0 + 6 * L2);
        b6.intoArray(y, y0 + 6 * L2 + L);
        a7.intoArray(y, y0 + 7 * L2);
        b7.intoArray(y, y0 + 7 * L2 + L);
    }

    private static void fourRowsWide(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2 + L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2 + L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2 + L);
        int shift = x0 - w0 * L2;
        for (int i = w0; i < w0 + steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, shift + i * L2);
            FloatVector q = FloatVector.fromArray(FLOATS, x, shift + i * L2 + L);
            FloatVector s0 = FloatVector.broadcast(FLOATS, w[i]);
            a0 = s0.fma(p, a0);
            b0 = s0.fma(q, b0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, w[i + ROW]);
            a1 = s1.fma(p, a1);
            b1 = s1.fma(q, b1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, w[i + 2 * ROW]);
            a2 = s2.fma(p, a2);
            b2 = s2.fma(q, b2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, w[i + 3 * ROW]);
            a3 = s3.fma(p, a3);
            b3 = s3.fma(q, b3);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 1 * L2);
        b1.intoArray(y, y0 + 1 * L2 + L);
        a2.intoArray(y, y0 + 2 * L2);
        b2.intoArray(y, y0 + 2 * L2 + L);
        a3.intoArray(y, y0 + 3 * L2);
        b3.intoArray(y, y0 + 3 * L2 + L);
    }

    private static void eightRowsNarrow(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        int shift = x0 - w0 * L;
        for (int i = w0; i < w0 + steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, shift + i * L);
            a0 = FloatVector.broadcast(FLOATS, w[i]).fma(p, a0);
            a1 = FloatVector.broadcast(FLOATS, w[i + ROW]).fma(p, a1);
            a2 = FloatVector.broadcast(FLOATS, w[i + 2 * ROW]).fma(p, a2);
            a3 = FloatVector.broadcast(FLOATS, w[i + 3 * ROW]).fma(p, a3);
            a4 = FloatVector.broadcast(FLOATS, w[i + 4 * ROW]).fma(p, a4);
            a5 = FloatVector.broadcast(FLOATS, w[i + 5 * ROW]).fma(p, a5);
            a6 = FloatVector.broadcast(FLOATS, w[i + 6 * ROW]).fma(p, a6);
            a7 = FloatVector.broadcast(FLOATS, w[i + 7 * ROW]).fma(p, a7);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 1 * L);
        a2.intoArray(y, y0 + 2 * L);
        a3.intoArray(y, y0 + 3 * L);
        a4.intoArray(y, y0 + 4 * L);
        a5.intoArray(y, y0 + 5 * L);
        a6.intoArray(y, y0 + 6 * L);
        a7.intoArray(y, y0 + 7 * L);
    }

    private static void fourRowsNarrow(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        int shift = x0 - w0 * L;
        for (int i = w0; i < w0 + steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, shift + i * L);
            a0 = FloatVector.broadcast(FLOATS, w[i]).fma(p, a0);
            a1 = FloatVector.broadcast(FLOATS, w[i + ROW]).fma(p, a1);
            a2 = FloatVector.broadcast(FLOATS, w[i + 2 * ROW]).fma(p, a2);
            a3 = FloatVector.broadcast(FLOATS, w[i + 3 * ROW]).fma(p, a3);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 1 * L);
        a2.intoArray(y, y0 + 2 * L);
        a3.intoArray(y, y0 + 3 * L);
    }

    private static void alongColumnsWide(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2 + L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2 + L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2 + L);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L2);
        FloatVector b4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L2 + L);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L2);
        FloatVector b5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L2 + L);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L2);
        FloatVector b6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L2 + L);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L2);
        FloatVector b7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L2 + L);
        FloatVector a8 = FloatVector.fromArray(FLOATS, y, y0 + 8 * L2);
        FloatVector b8 = FloatVector.fromArray(FLOATS, y, y0 + 8 * L2 + L);
        FloatVector a9 = FloatVector.fromArray(FLOATS, y, y0 + 9 * L2);
        FloatVector b9 = FloatVector.fromArray(FLOATS, y, y0 + 9 * L2 + L);
        FloatVector a10 = FloatVector.fromArray(FLOATS, y, y0 + 10 * L2);
        FloatVector b10 = FloatVector.fromArray(FLOATS, y, y0 + 10 * L2 + L);
        FloatVector a11 = FloatVector.fromArray(FLOATS, y, y0 + 11 * L2);
        FloatVector b11 = FloatVector.fromArray(FLOATS, y, y0 + 11 * L2 + L);
        for (int i = 0; i < steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, x0 + i * L2);
            FloatVector q = FloatVector.fromArray(FLOATS, x, x0 + i * L2 + L);
            FloatVector s0 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT]);
            a0 = s0.fma(p, a0);
            b0 = s0.fma(q, b0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 1]);
            a1 = s1.fma(p, a1);
            b1 = s1.fma(q, b1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 2]);
            a2 = s2.fma(p, a2);
            b2 = s2.fma(q, b2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 3]);
            a3 = s3.fma(p, a3);
            b3 = s3.fma(q, b3);
            FloatVector s4 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 4]);
            a4 = s4.fma(p, a4);
            b4 = s4.fma(q, b4);
            FloatVector s5 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 5]);
            a5 = s5.fma(p, a5);
            b5 = s5.fma(q, b5);
            FloatVector s6 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 6]);
            a6 = s6.fma(p, a6);
            b6 = s6.fma(q, b6);
            FloatVector s7 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 7]);
            a7 = s7.fma(p, a7);
            b7 = s7.fma(q, b7);
            FloatVector s8 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 8]);
            a8 = s8.fma(p, a8);
            b8 = s8.fma(q, b8);
            FloatVector s9 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 9]);
            a9 = s9.fma(p, a9);
            b9 = s9.fma(q, b9);
            FloatVector s10 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 10]);
            a10 = s10.fma(p, a10);
            b10 = s10.fma(q, b10);
            FloatVector s11 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 11]);
            a11 = s11.fma(p, a11);
            b11 = s11.fma(q, b11);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 1 * L2);
        b1.intoArray(y, y0 + 1 * L2 + L);
        a2.intoArray(y, y0 + 2 * L2);
        b2.intoArray(y, y0 + 2 * L2 + L);
        a3.intoArray(y, y0 + 3 * L2);
        b3.intoArray(y, y0 + 3 * L2 + L);
        a4.intoArray(y, y0 + 4 * L2);
        b4.intoArray(y, y0 + 4 * L2 + L);
        a5.intoArray(y, y0 + 5 * L2);
        b5.intoArray(y, y0 + 5 * L2 + L);
        a6.intoArray(y, y0 + 6 * L2);
        b6.intoArray(y, y0 + 6 * L2 + L);
        a7.intoArray(y, y0 + 7 * L2);
        b7.intoArray(y, y0 + 7 * L2 + L);
        a8.intoArray(y, y0 + 8 * L2);
        b8.intoArray(y, y0 + 8 * L2 + L);
        a9.intoArray(y, y0 + 9 * L2);
        b9.intoArray(y, y0 + 9 * L2 + L);
        a10.intoArray(y, y0 + 10 * L2);
        b10.intoArray(y, y0 + 10 * L2 + L);
        a11.intoArray(y, y0 + 11 * L2);
        b11.intoArray(y, y0 + 11 * L2 + L);
    }

    private static void alongColumnsNarrow(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y0 + 4 * L);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y0 + 5 * L);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y0 + 6 * L);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y0 + 7 * L);
        FloatVector a8 = FloatVector.fromArray(FLOATS, y, y0 + 8 * L);
        FloatVector a9 = FloatVector.fromArray(FLOATS, y, y0 + 9 * L);
        FloatVector a10 = FloatVector.fromArray(FLOATS, y, y0 + 10 * L);
        FloatVector a11 = FloatVector.fromArray(FLOATS, y, y0 + 11 * L);
        for (int i = 0; i < steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, x0 + i * L);
            a0 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT]).fma(p, a0);
            a1 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 1]).fma(p, a1);
            a2 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 2]).fma(p, a2);
            a3 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 3]).fma(p, a3);
            a4 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 4]).fma(p, a4);
            a5 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 5]).fma(p, a5);
            a6 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 6]).fma(p, a6);
            a7 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 7]).fma(p, a7);
            a8 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 8]).fma(p, a8);
            a9 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 9]).fma(p, a9);
            a10 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 10]).fma(p, a10);
            a11 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 11]).fma(p, a11);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 1 * L);
        a2.intoArray(y, y0 + 2 * L);
        a3.intoArray(y, y0 + 3 * L);
        a4.intoArray(y, y0 + 4 * L);
        a5.intoArray(y, y0 + 5 * L);
        a6.intoArray(y, y0 + 6 * L);
        a7.intoArray(y, y0 + 7 * L);
        a8.intoArray(y, y0 + 8 * L);
        a9.intoArray(y, y0 + 9 * L);
        a10.intoArray(y, y0 + 10 * L);
        a11.intoArray(y, y0 + 11 * L);
    }

    private static void fourColumnsWide(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + L);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L2 + L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L2 + L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L2 + L);
        for (int i = 0; i < steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, x0 + i * L2);
            FloatVector q = FloatVector.fromArray(FLOATS, x, x0 + i * L2 + L);
            FloatVector s0 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT]);
            a0 = s0.fma(p, a0);
            b0 = s0.fma(q, b0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 1]);
            a1 = s1.fma(p, a1);
            b1 = s1.fma(q, b1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 2]);
            a2 = s2.fma(p, a2);
            b2 = s2.fma(q, b2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 3]);
            a3 = s3.fma(p, a3);
            b3 = s3.fma(q, b3);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + L);
        a1.intoArray(y, y0 + 1 * L2);
        b1.intoArray(y, y0 + 1 * L2 + L);
        a2.intoArray(y, y0 + 2 * L2);
        b2.intoArray(y, y0 + 2 * L2 + L);
        a3.intoArray(y, y0 + 3 * L2);
        b3.intoArray(y, y0 + 3 * L2 + L);
    }

    private static void fourColumnsNarrow(float[] w, int w0, float[] x, int x0, int steps, float[] y, int y0) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 1 * L);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 2 * L);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 3 * L);
        for (int i = 0; i < steps; i++) {
            FloatVector p = FloatVector.fromArray(FLOATS, x, x0 + i * L);
            FloatVector s0 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT]);
            a0 = s0.fma(p, a0);
            FloatVector s1 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 1]);
            a1 = s1.fma(p, a1);
            FloatVector s2 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 2]);
            a2 = s2.fma(p, a2);
            FloatVector s3 = FloatVector.broadcast(FLOATS, w[w0 + i * HEIGHT + 3]);
            a3 = s3.fma(p, a3);
        }
        a0.intoArray(y, y0);
        a1.intoArray(y, y0 + 1 * L);
        a2.intoArray(y, y0 + 2 * L);
        a3.intoArray(y, y0 + 3 * L);
    }
}
