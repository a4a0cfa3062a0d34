package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.spi.RopeTable;

/// Kernels that touch each element a few times; all are bound by memory.
record RowWise(Team team) {
    /// Elements below which waking another thread costs more than it saves.
    private static final long GRAIN = 1 << 14;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final int L = Lanes.COUNT;

    /// `[0 0 1 1 2 2 ..]` from the lower or the upper half of a vector.
    private static final VectorShuffle<Float> LOWER_TWICE = VectorShuffle.fromOp(FLOATS, i -> i / 2);

    private static final VectorShuffle<Float> UPPER_TWICE = VectorShuffle.fromOp(FLOATS, i -> (L + i) / 2);
    /// `[1 0 3 2 ..]`.
    private static final VectorShuffle<Float> SWAPPED = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);

    private static final VectorMask<Float> EVEN = VectorMask.fromLong(FLOATS, 0x5555_5555_5555_5555L >>> (64 - L));

    private static long rowGrain(int width) {
        return Math.max(1, GRAIN / width);
    }

    void embed(Matrix table, int[] tokens, MemorySegment y) {
        int width = table.columns();
        team.split(tokens.length, rowGrain(width), (from, to, _) -> {
            for (int t = (int) from; t < to; t++) {
                embed(table, tokens[t], y, 4L * t * width);
            }
        });
    }

    private static void embed(Matrix table, int token, MemorySegment y, long to) {
        int width = table.columns();
        long row = (long) token * width;
        switch (table.layout()) {
            case PANELS, COLUMN_PANELS, GROUP_PANELS, INTERLEAVED_GROUP_PANELS -> Panels.row(table, token, y, to);
            case GROUP_STRIPES, BYTE_STRIPES -> throw table.notRead();
            case ROWS -> {
                switch (table.dtype()) {
                    case FLOAT32 -> MemorySegment.copy(table.data(), 4 * row, y, to, 4L * width);
                    case BFLOAT16 -> widen(table.data(), 2 * row, y, to, width);
                    case INT8, W8A8 -> widenBytes(table.data(), row, y, to, width);
                    case INT4, W4A8 -> widenGroups(table, token, y, to);
                    case FP16, FP8, FP4 -> throw Matrix.notComputed(table.dtype());
                }
            }
        }
        if (table.dtype().stored() == DType.INT8) {
            multiply(y, to, table.scales().getAtIndex(FLOAT, token), width);
        }
    }

    private static void widenBytes(MemorySegment x, long from, MemorySegment y, long to, int count) {
        for (int i = 0; i < count; i++) {
            y.set(FLOAT, to + 4L * i, x.get(ValueLayout.JAVA_BYTE, from + i));
        }
    }

    private static void widenGroups(Matrix table, int row, MemorySegment y, long to) {
        for (int i = 0; i < table.columns(); i++) {
            y.set(FLOAT, to + 4L * i, Int4.element(table.data(), row, i, table.columns()));
        }
    }

    private static void multiply(MemorySegment x, long at, float factor, int count) {
        for (int i = 0; i < count; i++) {
            x.set(FLOAT, at + 4L * i, factor * x.get(FLOAT, at + 4L * i));
        }
    }

    private static void widen(MemorySegment x, long from, MemorySegment y, long to, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            Lanes.store(Lanes.loadHalf(x, from + 2L * i), y, to + 4L * i);
        }
        for (int i = whole; i < count; i++) {
            int bits = x.get(ValueLayout.JAVA_SHORT_UNALIGNED, from + 2L * i) << 16;
            y.set(FLOAT, to + 4L * i, Float.intBitsToFloat(bits));
        }
    }

    void norm(MemorySegment x, int rows, int width, MemorySegment weight, double epsilon, MemorySegment y) {
        team.split(rows, rowGrain(width), (from, to, _) -> {
            for (long row = from; row < to; row++) {
                long at = 4 * row * width;
                scale(x, at, width, inverseRms(squares(x, at, width), width, epsilon), weight, y);
            }
        });
    }

    void addNorm(
            MemorySegment residual,
            MemorySegment delta,
            int rows,
            int width,
            MemorySegment weight,
            double epsilon,
            MemorySegment y) {
        team.split(rows, rowGrain(width), (from, to, _) -> {
            for (long row = from; row < to; row++) {
                long at = 4 * row * width;
                float squares = addSquares(residual, delta, at, width);
                scale(residual, at, width, inverseRms(squares, width, epsilon), weight, y);
            }
        });
    }

    private static float inverseRms(float squares, int width, double epsilon) {
        return (float) (1 / Math.sqrt((double) squares / width + epsilon));
    }

    private static float squares(MemorySegment x, long at, int width) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= width - 2 * L; i += 2 * L) {
            FloatVector a = Lanes.load(x, at + 4L * i);
            FloatVector b = Lanes.load(x, at + 4L * i + Lanes.BYTES);
            even = a.fma(a, even);
            odd = b.fma(b, odd);
        }
        for (; i < width; i += L) {
            FloatVector a = Lanes.loadRest(x, at + 4L * i, FLOATS.indexInRange(i, width));
            even = a.fma(a, even);
        }
        return Lanes.sum(even.add(odd));
    }

    /// `x += delta`, and the sum of the new squares.
    private static float addSquares(MemorySegment x, MemorySegment delta, long at, int width) {
        FloatVector squares = FloatVector.zero(FLOATS);
        int whole = Lanes.whole(width);
        for (int i = 0; i < whole; i += L) {
            FloatVector a = Lanes.load(x, at + 4L * i).add(Lanes.load(delta, at + 4L * i));
            Lanes.store(a, x, at + 4L * i);
            squares = a.fma(a, squares);
        }
        if (whole < width) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, width);
            long end = at + 4L * whole;
            FloatVector a = Lanes.loadRest(x, end, rest).add(Lanes.loadRest(delta, end, rest));
            Lanes.storeRest(a, x, end, rest);
            squares = a.fma(a, squares);
        }
        return Lanes.sum(squares);
    }

    private static void scale(
            MemorySegment x, long at, int width, float factor, MemorySegment weight, MemorySegment y) {
        int whole = Lanes.whole(width);
        for (int i = 0; i < whole; i += L) {
            FloatVector scaled = Lanes.load(x, at + 4L * i).mul(factor).mul(Lanes.load(weight, 4L * i));
            Lanes.store(scaled, y, at + 4L * i);
        }
        if (whole < width) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, width);
            FloatVector scaled =
                    Lanes.loadRest(x, at + 4L * whole, rest).mul(factor).mul(Lanes.loadRest(weight, 4L * whole, rest));
            Lanes.storeRest(scaled, y, at + 4L * whole, rest);
        }
    }

    void addBias(MemorySegment y, int rows, int width, MemorySegment bias) {
        team.split(rows, rowGrain(width), (from, to, _) -> {
            for (long row = from; row < to; row++) {
                add(y, 4 * row * width, bias, 0, width);
            }
        });
    }

    void add(MemorySegment x, MemorySegment delta, long count) {
        team.split(count, GRAIN, (from, to, _) -> {
            for (long at = from; at < to; at += GRAIN) {
                add(x, 4 * at, delta, 4 * at, (int) Math.min(GRAIN, to - at));
            }
        });
    }

    /// Rows are distinct, so threads never meet.
    void scatterAdd(MemorySegment x, int[] targets, float[] factors, int width, MemorySegment y) {
        team.split(targets.length, rowGrain(width), (from, to, _) -> {
            for (int i = (int) from; i < to; i++) {
                addScaled(y, 4L * targets[i] * width, factors[i], x, 4L * i * width, width);
            }
        });
    }

    private static void addScaled(MemorySegment y, long y0, float factor, MemorySegment x, long x0, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector sum = Lanes.load(x, x0 + 4L * i).mul(factor).add(Lanes.load(y, y0 + 4L * i));
            Lanes.store(sum, y, y0 + 4L * i);
        }
        if (whole < count) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, count);
            FloatVector sum =
                    Lanes.loadRest(x, x0 + 4L * whole, rest).mul(factor).add(Lanes.loadRest(y, y0 + 4L * whole, rest));
            Lanes.storeRest(sum, y, y0 + 4L * whole, rest);
        }
    }

    private static void add(MemorySegment x, long x0, MemorySegment delta, long delta0, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector sum = Lanes.load(x, x0 + 4L * i).add(Lanes.load(delta, delta0 + 4L * i));
            Lanes.store(sum, x, x0 + 4L * i);
        }
        if (whole < count) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, count);
            FloatVector sum =
                    Lanes.loadRest(x, x0 + 4L * whole, rest).add(Lanes.loadRest(delta, delta0 + 4L * whole, rest));
            Lanes.storeRest(sum, x, x0 + 4L * whole, rest);
        }
    }

    void swiglu(MemorySegment gate, MemorySegment up, long count, MemorySegment y) {
        team.split(count, GRAIN / 4, (from, to, _) -> {
            for (long at = from; at < to; at += GRAIN) {
                swiglu(gate, up, y, 4 * at, (int) Math.min(GRAIN, to - at));
            }
        });
    }

    private static void swiglu(MemorySegment gate, MemorySegment up, MemorySegment y, long at, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            long offset = at + 4L * i;
            Lanes.store(silu(Lanes.load(gate, offset)).mul(Lanes.load(up, offset)), y, offset);
        }
        if (whole < count) {
            VectorMask<Float> rest = FLOATS.indexInRange(whole, count);
            long offset = at + 4L * whole;
            FloatVector gated = silu(Lanes.loadRest(gate, offset, rest)).mul(Lanes.loadRest(up, offset, rest));
            Lanes.storeRest(gated, y, offset, rest);
        }
    }

    private static FloatVector silu(FloatVector z) {
        return z.div(Lanes.exp(z.neg().max(Lanes.EXP_MIN).min(Lanes.EXP_MAX)).add(1f));
    }

    void rope(MemorySegment x, int[] positions, int heads, RopeTable table) {
        int width = heads * table.headDim();
        team.split(positions.length, rowGrain(2 * width), (from, to, _) -> {
            for (int t = (int) from; t < to; t++) {
                long angles = 2L * positions[t] * table.rotated();
                for (int head = 0; head < heads; head++) {
                    long at = 4L * ((long) t * width + (long) head * table.headDim());
                    if (table.interleaved()) {
                        turnNeighbours(x, at, table, angles);
                    } else {
                        turnHalves(x, at, table, angles);
                    }
                }
            }
        });
    }

    private static void turnHalves(MemorySegment x, long at, RopeTable table, long angles) {
        int half = table.rotated() / 2;
        long other = at + 4L * half;
        int whole = Lanes.whole(half);
        for (int i = 0; i < whole; i += L) {
            long offset = 4L * i;
            FloatVector cos = Lanes.load(table.cos(), angles + offset);
            FloatVector sin = Lanes.load(table.sin(), angles + offset);
            FloatVector a = Lanes.load(x, at + offset);
            FloatVector b = Lanes.load(x, other + offset);
            Lanes.store(a.mul(cos).sub(b.mul(sin)), x, at + offset);
            Lanes.store(b.mul(cos).add(a.mul(sin)), x, other + offset);
        }
        for (int i = whole; i < half; i++) {
            turn(x, at + 4L * i, other + 4L * i, table, angles + 4L * i);
        }
    }

    private static void turnNeighbours(MemorySegment x, long at, RopeTable table, long angles) {
        int half = table.rotated() / 2;
        int whole = Lanes.whole(half);
        for (int i = 0; i < whole; i += L) {
            FloatVector cos = Lanes.load(table.cos(), angles + 4L * i);
            FloatVector sin = Lanes.load(table.sin(), angles + 4L * i);
            turnPairs(x, at + 8L * i, cos.rearrange(LOWER_TWICE), sin.rearrange(LOWER_TWICE));
            turnPairs(x, at + 8L * i + Lanes.BYTES, cos.rearrange(UPPER_TWICE), sin.rearrange(UPPER_TWICE));
        }
        for (int i = whole; i < half; i++) {
            turn(x, at + 8L * i, at + 8L * i + 4, table, angles + 4L * i);
        }
    }

    private static void turnPairs(MemorySegment x, long at, FloatVector cos, FloatVector sin) {
        FloatVector pairs = Lanes.load(x, at);
        FloatVector signed = sin.lanewise(VectorOperators.NEG, EVEN);
        Lanes.store(pairs.mul(cos).add(pairs.rearrange(SWAPPED).mul(signed)), x, at);
    }

    private static void turn(MemorySegment x, long first, long second, RopeTable table, long angle) {
        float cos = table.cos().get(FLOAT, angle);
        float sin = table.sin().get(FLOAT, angle);
        float a = x.get(FLOAT, first);
        float b = x.get(FLOAT, second);
        x.set(FLOAT, first, a * cos - b * sin);
        x.set(FLOAT, second, b * cos + a * sin);
    }
}
