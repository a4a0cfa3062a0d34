package org.unmask.engine.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The vector shape of this machine, loads and stores in it, and `exp`.
///
/// Offsets are bytes and need no alignment. "Rest" loads read only the lanes the mask sets; the others are zero.
@SuppressWarnings("FloatingPointLiteralPrecision") // coefficients are written as they were published
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    /// As many lanes as [#FLOATS], half as wide.
    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

    /// Half as many lanes as [#FLOATS], twice as wide.
    static final VectorSpecies<Double> DOUBLES = FLOATS.withLanes(double.class);

    static final int COUNT = FLOATS.length();
    static final long BYTES = FLOATS.vectorByteSize();

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    static final float LOG2_E = 1.44269504f;
    /// ln 2 in two parts: the first has so few digits that its products with small integers are exact.
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;
    /// Adding 1.5 · 2²³ rounds to an integer, which then stands in the low bits.
    private static final float ROUNDER = 12582912f;

    static final float EXP_MIN = -87.3f;
    static final float EXP_MAX = 88f;

    private static final VectorShuffle<Float> EIGHT_ON = VectorShuffle.iota(FLOATS, 8, 1, true);
    private static final VectorShuffle<Float> FOUR_ON = VectorShuffle.iota(FLOATS, 4, 1, true);
    private static final VectorShuffle<Float> TWO_ON = VectorShuffle.iota(FLOATS, 2, 1, true);

    private Lanes() {}

    static FloatVector load(MemorySegment x, long offset) {
        return FloatVector.fromMemorySegment(FLOATS, x, offset, ORDER);
    }

    static FloatVector loadRest(MemorySegment x, long offset, VectorMask<Float> rest) {
        return FloatVector.fromMemorySegment(FLOATS, x, offset, ORDER, rest);
    }

    /// Loads bfloat16 elements: the upper halves of float32.
    static FloatVector loadHalf(MemorySegment x, long offset) {
        return widen(ShortVector.fromMemorySegment(SHORTS, x, offset, ORDER));
    }

    static FloatVector loadHalfRest(MemorySegment x, long offset, VectorMask<Short> rest) {
        return widen(ShortVector.fromMemorySegment(SHORTS, x, offset, ORDER, rest));
    }

    private static FloatVector widen(ShortVector halves) {
        return ((IntVector) halves.convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats();
    }

    static void store(FloatVector v, MemorySegment y, long offset) {
        v.intoMemorySegment(y, offset, ORDER);
    }

    static void storeRest(FloatVector v, MemorySegment y, long offset, VectorMask<Float> rest) {
        v.intoMemorySegment(y, offset, ORDER, rest);
    }

    /// Brings memory into the cache by reading it; the result only keeps the compiler from leaving that out.
    static int touch(MemorySegment x, long offset, long bytes) {
        IntVector a = IntVector.zero(INTS);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        int count = (int) (bytes / BYTES);
        for (int i = 0; i <= count - 4; i += 4) {
            long at = offset + i * BYTES;
            a = a.add(IntVector.fromMemorySegment(INTS, x, at, ORDER));
            b = b.add(IntVector.fromMemorySegment(INTS, x, at + BYTES, ORDER));
            c = c.add(IntVector.fromMemorySegment(INTS, x, at + 2 * BYTES, ORDER));
            d = d.add(IntVector.fromMemorySegment(INTS, x, at + 3 * BYTES, ORDER));
        }
        return a.add(b).add(c.add(d)).lane(0);
    }

    /// Touches `rows` rows of `bytes` each, `stride` apart; up to a few vectors at the end of each row are
    /// left out.
    static int touch(MemorySegment x, long offset, long stride, int rows, int bytes) {
        IntVector a = IntVector.zero(INTS);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        for (long column = offset; column <= offset + bytes - 4 * BYTES; column += 4 * BYTES) {
            for (int row = 0; row < rows; row++) {
                long at = column + row * stride;
                a = a.add(IntVector.fromMemorySegment(INTS, x, at, ORDER));
                b = b.add(IntVector.fromMemorySegment(INTS, x, at + BYTES, ORDER));
                c = c.add(IntVector.fromMemorySegment(INTS, x, at + 2 * BYTES, ORDER));
                d = d.add(IntVector.fromMemorySegment(INTS, x, at + 3 * BYTES, ORDER));
            }
        }
        return a.add(b).add(c.add(d)).lane(0);
    }

    /// The greater of both, `a` if they do not compare; two instructions where `a.max(b)` is many.
    static FloatVector greater(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(VectorOperators.GT, a));
    }

    /// The sum of all lanes, always in the same order; `reduceLanes` has one order compiled and another interpreted.
    static float sum(FloatVector x) {
        FloatVector sum = x;
        if (COUNT > 8) {
            sum = sum.add(sum.rearrange(EIGHT_ON));
        }
        if (COUNT > 4) {
            sum = sum.add(sum.rearrange(FOUR_ON));
        }
        if (COUNT > 2) {
            sum = sum.add(sum.rearrange(TWO_ON));
        }
        return sum.lane(0) + sum.lane(1);
    }

    /// How many of `count` elements whole vectors cover.
    static int whole(int count) {
        return count - count % COUNT;
    }

    /// `eˣ`; relative error at most 2·10⁻⁷ between -87.3 and 88. Below it is 0, above it is undefined.
    ///
    /// `eˣ = 2ⁿ · eʳ` with `n = round(x / ln 2)`; `eʳ` is the polynomial of Cephes' `expf` (Moshier, 1989).
    static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.lanewise(VectorOperators.FMA, LOG2_E, ROUNDER);
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.lanewise(VectorOperators.FMA, FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
        r = n.lanewise(VectorOperators.FMA, FloatVector.broadcast(FLOATS, -LN2_LOW), r);
        FloatVector p = r.lanewise(VectorOperators.FMA, 1.9875691500e-4f, 1.3981999507e-3f);
        p = p.fma(r, FloatVector.broadcast(FLOATS, 8.3334519073e-3f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 4.1665795894e-2f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1.6666665459e-1f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 5.0000001201e-1f));
        p = p.fma(r.mul(r), r).add(1f);
        FloatVector scaled = shifted.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(p.reinterpretAsInts())
                .reinterpretAsFloats();
        return scaled.blend(0f, x.compare(VectorOperators.LT, EXP_MIN));
    }

    /// `2ˣ`; relative error at most 2·10⁻⁷ between -126 and 127. Below it is 0, above it is undefined.
    ///
    /// `2ˣ = 2ⁿ · 2ʳ` with `n = round(x)`; the polynomial has the least greatest relative error of its degree
    /// between -1/2 and 1/2, 7.5·10⁻⁸ (Remez algorithm).
    static FloatVector exp2(FloatVector x) {
        FloatVector shifted = x.add(ROUNDER);
        FloatVector r = x.sub(shifted.sub(ROUNDER));
        FloatVector p = r.lanewise(VectorOperators.FMA, 1.3276471979e-3f, 9.6755413342e-3f);
        p = p.fma(r, FloatVector.broadcast(FLOATS, 5.5507132735e-2f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 2.4022119724e-1f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 6.9314696706e-1f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1.0000000717f));
        FloatVector scaled = shifted.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(p.reinterpretAsInts())
                .reinterpretAsFloats();
        return scaled.blend(0f, x.compare(VectorOperators.LT, -126f));
    }
}
