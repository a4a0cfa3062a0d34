package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;
import static org.unmask.engine.vector.Lanes.SHORTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.unmask.engine.spi.Rounding;

/// Activations in fewer bits, for products that take them so.
record Narrowing(Team team) {
    private static final long GRAIN = 1 << 14;
    /// Adding 1.5 · 2²³ rounds to an integer, which then stands in the low bits.
    private static final float ROUNDER = 12582912f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    private static final int QUIET_HALF = 0x7FC0;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final int L = Lanes.COUNT;

    private static long rowGrain(int width) {
        return Math.max(1, GRAIN / width);
    }

    /// See [VectorKernels#halves].
    void halves(MemorySegment x, int rows, int width, MemorySegment y) {
        team.split(rows, rowGrain(width), (from, to, _) -> halves(x, y, from * width, (to - from) * width));
    }

    private static void halves(MemorySegment x, MemorySegment y, long first, long count) {
        long i = 0;
        for (; i <= count - L; i += L) {
            ((ShortVector) half(Lanes.load(x, 4 * (first + i))).convertShape(VectorOperators.I2S, SHORTS, 0))
                    .intoMemorySegment(y, 2 * (first + i), ORDER);
        }
        if (i < count) {
            VectorMask<Float> rest = FLOATS.indexInRange(i, count);
            FloatVector last = Lanes.loadRest(x, 4 * (first + i), rest);
            ((ShortVector) half(last).convertShape(VectorOperators.I2S, SHORTS, 0))
                    .intoMemorySegment(y, 2 * (first + i), ORDER, SHORTS.indexInRange(i, count));
        }
    }

    /// The nearest bf16, to the even one of two; what is not a number stays so.
    private static IntVector half(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        return bits.add(odd)
                .add(0x7FFF)
                .lanewise(VectorOperators.LSHR, 16)
                .blend(QUIET_HALF, x.test(VectorOperators.IS_NAN).cast(INTS));
    }

    /// See [VectorKernels#quantised].
    void quantised(MemorySegment x, int rows, int width, MemorySegment y, MemorySegment scales) {
        team.split(rows, rowGrain(width), (from, to, _) -> {
            for (long row = from; row < to; row++) {
                float scale = Rounding.scale(greatest(x, 4 * row * width, width));
                scales.setAtIndex(FLOAT, row, scale);
                quanta(x, row * width, width, Rounding.inverse(scale), y);
            }
        });
    }

    /// The quanta of [#quantised], as float32.
    void wideQuanta(MemorySegment x, int rows, int width, MemorySegment y, MemorySegment scales) {
        team.split(rows, rowGrain(width), (from, to, _) -> {
            for (long row = from; row < to; row++) {
                float scale = Rounding.scale(greatest(x, 4 * row * width, width));
                scales.setAtIndex(FLOAT, row, scale);
                wideQuanta(x, 4 * row * width, width, Rounding.inverse(scale), y);
            }
        });
    }

    private static void wideQuanta(MemorySegment x, long at, int width, float factor, MemorySegment y) {
        int whole = Lanes.whole(width);
        for (int i = 0; i < whole; i += L) {
            Lanes.store(wide(Lanes.load(x, at + 4L * i), factor), y, at + 4L * i);
        }
        if (whole < width) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, width);
            FloatVector last = Lanes.loadRest(x, at + 4L * whole, rest);
            Lanes.storeRest(wide(last, factor), y, at + 4L * whole, rest);
        }
    }

    private static FloatVector wide(FloatVector x, float factor) {
        return x.mul(factor).add(ROUNDER).sub(ROUNDER);
    }

    /// The quanta of a vector.
    ///
    /// @param factor  the inverse of their scale
    static IntVector quanta(FloatVector x, float factor) {
        return x.mul(factor).add(ROUNDER).reinterpretAsInts().sub(ROUNDER_BITS);
    }

    private static float greatest(MemorySegment x, long x0, int width) {
        FloatVector greatest = FloatVector.zero(FLOATS);
        int whole = Lanes.whole(width);
        for (int i = 0; i < whole; i += L) {
            greatest = greatest.max(Lanes.load(x, x0 + 4L * i).abs());
        }
        if (whole < width) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, width);
            greatest = greatest.max(Lanes.loadRest(x, x0 + 4L * whole, rest).abs());
        }
        return greatest.reduceLanes(VectorOperators.MAX);
    }

    private static void quanta(MemorySegment x, long first, int width, float factor, MemorySegment y) {
        int whole = Lanes.whole(width);
        for (int i = 0; i < whole; i += L) {
            bytes(Lanes.load(x, 4 * (first + i)), factor).intoMemorySegment(y, first + i, ORDER);
        }
        if (whole < width) {
            FloatVector last = Lanes.loadRest(x, 4 * (first + whole), FLOATS.indexInRange(whole, width));
            bytes(last, factor).intoMemorySegment(y, first + whole, ORDER, Bytes.SPECIES.indexInRange(whole, width));
        }
    }

    private static ByteVector bytes(FloatVector x, float factor) {
        return (ByteVector) quanta(x, factor).convertShape(VectorOperators.I2B, Bytes.SPECIES, 0);
    }

    /// As many lanes as [Lanes#FLOATS], a quarter as wide; there are none for vectors of 128 bits.
    private static final class Bytes {
        static final VectorSpecies<Byte> SPECIES =
                VectorSpecies.of(byte.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 4));
    }

    /// See [VectorKernels#scaleRows].
    void scaleRows(MemorySegment y, int rows, int width, MemorySegment scales) {
        team.split(rows, rowGrain(width), (from, to, _) -> {
            for (long row = from; row < to; row++) {
                scale(y, 4 * row * width, width, scales.getAtIndex(FLOAT, row));
            }
        });
    }

    private static void scale(MemorySegment y, long y0, int width, float factor) {
        int whole = Lanes.whole(width);
        for (int i = 0; i < whole; i += L) {
            Lanes.store(Lanes.load(y, y0 + 4L * i).mul(factor), y, y0 + 4L * i);
        }
        if (whole < width) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, width);
            long at = y0 + 4L * whole;
            Lanes.storeRest(Lanes.loadRest(y, at, rest).mul(factor), y, at, rest);
        }
    }
}
