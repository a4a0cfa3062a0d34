package org.unmask.engine.weight;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// Little-endian arrays of float32 and bf16 elements.
final class Elements {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /// Elements a thread fills at a time: a multiple of what any type has in a block.
    static final long CHUNK = 1 << 16;

    /// Elements that a thread fills in the same array, chunk by chunk.
    private static final long STRETCH = 16 * CHUNK;

    private static final long ALIGNMENT = 64;
    private static final float MOST_QUANTA = 127;

    private Elements() {}

    /// Values by index; called from several threads at once.
    interface Source {
        /// Reads neighbours. Those asked for together begin and end at a row, or at a multiple of [#CHUNK].
        void read(long first, float[] values, int count);

        /// Values that are made one by one.
        static Source each(Single single) {
            return (first, values, count) -> {
                for (int i = 0; i < count; i++) {
                    values[i] = single.at(first + i);
                }
            };
        }

        /// This source from another element on.
        default Source from(long start) {
            return (first, values, count) -> read(start + first, values, count);
        }
    }

    /// One value by its index.
    interface Single {
        float at(long index);
    }

    /// Makes a matrix of the elements, on all processors.
    ///
    /// int8 is symmetric with one scale for each row: `scale = max |x| / 127`, `q = round(x / scale)`, halves to
    /// the even number.
    ///
    /// int4 is in groups, see [Int4#quantise].
    ///
    /// @param arena  accessible to every thread
    static Matrix matrix(DType type, int rows, int columns, Arena arena, Source source) {
        MemorySegment data = arena.allocate(Matrix.bytes(type, rows, columns), ALIGNMENT);
        if (type.stored() == DType.INT4) {
            IntStream.range(0, rows).parallel().forEach(row -> group(source, row, columns, data));
            return new Matrix(data, type, rows, columns);
        }
        if (type.stored() != DType.INT8) {
            fill(data, type, source);
            return new Matrix(data, type, rows, columns);
        }
        MemorySegment scales = arena.allocate((long) Float.BYTES * rows, ALIGNMENT);
        IntStream.range(0, rows).parallel().forEach(row -> quantise(source, row, columns, data, scales));
        return new Matrix(data, type, rows, columns, Layout.ROWS, scales);
    }

    private static void quantise(Source source, int row, int columns, MemorySegment data, MemorySegment scales) {
        float[] values = new float[columns];
        source.read((long) row * columns, values, columns);
        float greatest = 0;
        for (int i = 0; i < columns; i++) {
            greatest = Math.max(greatest, Math.abs(values[i]));
        }
        float scale = greatest / MOST_QUANTA;
        scales.setAtIndex(FLOAT, row, scale);
        for (int i = 0; i < columns; i++) {
            byte quanta = scale == 0 ? 0 : (byte) Math.rint(values[i] / scale);
            data.set(ValueLayout.JAVA_BYTE, (long) row * columns + i, quanta);
        }
    }

    private static void group(Source source, int row, int columns, MemorySegment data) {
        float[] values = new float[columns];
        source.read((long) row * columns, values, columns);
        for (int first = 0; first < columns; first += Int4.GROUP) {
            int count = Math.min(Int4.GROUP, columns - first);
            Int4.quantise(values, first, count, data, Int4.group(row, first, columns));
        }
    }

    /// Writes all elements, on all processors.
    ///
    /// @param target  accessible to every thread
    static void fill(MemorySegment target, DType dtype, Source source) {
        long count = target.byteSize() * Byte.SIZE / dtype.bits();
        LongStream.range(0, Math.ceilDiv(count, STRETCH))
                .parallel()
                .forEach(stretch ->
                        fill(target, dtype, source, stretch * STRETCH, Math.min(count, (stretch + 1) * STRETCH)));
    }

    private static void fill(MemorySegment target, DType dtype, Source source, long from, long to) {
        float[] values = new float[(int) Math.min(CHUNK, to - from)];
        for (long first = from; first < to; first += CHUNK) {
            int count = (int) Math.min(CHUNK, to - first);
            source.read(first, values, count);
            write(target, dtype, first, values, count);
        }
    }

    private static void write(MemorySegment target, DType dtype, long from, float[] values, int count) {
        switch (dtype) {
            case FLOAT32 -> {
                for (int i = 0; i < count; i++) {
                    target.setAtIndex(FLOAT, from + i, values[i]);
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    target.setAtIndex(SHORT, from + i, Bfloat16.nearest(values[i]));
                }
            }
            case INT8, FP16, FP8, FP4, INT4, W8A8, W4A8 ->
                throw new IllegalArgumentException("no array of " + dtype.id() + " without scales");
        }
    }

    static float float32(MemorySegment data, long index) {
        return data.getAtIndex(FLOAT, index);
    }

    static float bfloat16(MemorySegment data, long index) {
        return Float.intBitsToFloat(data.getAtIndex(SHORT, index) << 16);
    }
}
