package org.unmask.engine.weight;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// Little-endian arrays of float32, bf16 and float16 elements.
final class Elements {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /// Elements a thread fills at a time.
    private static final long CHUNK = 1 << 16;

    private static final long ALIGNMENT = 64;
    private static final float MOST_QUANTA = 127;

    private Elements() {}

    /// Values by index; called from several threads at once.
    interface Source {
        float at(long index);
    }

    /// Makes a matrix of the elements, on all processors.
    ///
    /// int8 is symmetric with one scale for each row: `scale = max |x| / 127`, `q = round(x / scale)`, halves to
    /// the even number.
    ///
    /// @param arena  accessible to every thread
    static Matrix matrix(DType type, int rows, int columns, Arena arena, Source source) {
        MemorySegment data = arena.allocate(Matrix.bytes(type, rows, columns), ALIGNMENT);
        if (type != DType.INT8) {
            fill(data, type, source);
            return new Matrix(data, type, rows, columns);
        }
        MemorySegment scales = arena.allocate((long) Float.BYTES * rows, ALIGNMENT);
        IntStream.range(0, rows).parallel().forEach(row -> quantise(source, row, columns, data, scales));
        return new Matrix(data, type, rows, columns, Layout.ROWS, scales);
    }

    private static void quantise(Source source, int row, int columns, MemorySegment data, MemorySegment scales) {
        float[] values = new float[columns];
        float greatest = 0;
        for (int i = 0; i < columns; i++) {
            values[i] = source.at((long) row * columns + i);
            greatest = Math.max(greatest, Math.abs(values[i]));
        }
        float scale = greatest / MOST_QUANTA;
        scales.setAtIndex(FLOAT, row, scale);
        for (int i = 0; i < columns; i++) {
            byte quanta = scale == 0 ? 0 : (byte) Math.rint(values[i] / scale);
            data.set(ValueLayout.JAVA_BYTE, (long) row * columns + i, quanta);
        }
    }

    /// Writes all elements, on all processors.
    ///
    /// @param target  accessible to every thread
    static void fill(MemorySegment target, DType dtype, Source source) {
        long count = target.byteSize() * Byte.SIZE / dtype.bits();
        LongStream.range(0, Math.ceilDiv(count, CHUNK))
                .parallel()
                .forEach(chunk -> fill(target, dtype, source, chunk * CHUNK, Math.min(count, (chunk + 1) * CHUNK)));
    }

    private static void fill(MemorySegment target, DType dtype, Source source, long from, long to) {
        switch (dtype) {
            case FLOAT32 -> {
                for (long i = from; i < to; i++) {
                    target.setAtIndex(FLOAT, i, source.at(i));
                }
            }
            case BFLOAT16 -> {
                for (long i = from; i < to; i++) {
                    target.setAtIndex(SHORT, i, Bfloat16.nearest(source.at(i)));
                }
            }
            case INT8, FP16, FP8, FP4, INT4 ->
                throw new IllegalArgumentException("no array of " + dtype.id() + " without scales");
        }
    }

    static float float32(MemorySegment data, long index) {
        return data.getAtIndex(FLOAT, index);
    }

    static float bfloat16(MemorySegment data, long index) {
        return Float.intBitsToFloat(data.getAtIndex(SHORT, index) << 16);
    }

    static float float16(MemorySegment data, long index) {
        return Float.float16ToFloat(data.getAtIndex(SHORT, index));
    }

    /// An element of [ElementType#Q8_0].
    static float eightBit(MemorySegment data, long index) {
        long block = index / ElementType.Q8_0.blockElements() * ElementType.Q8_0.blockBytes();
        int quantum = data.get(ValueLayout.JAVA_BYTE, block + Short.BYTES + index % ElementType.Q8_0.blockElements());
        return scale(data, block) * quantum;
    }

    /// An element of [ElementType#Q4_0].
    static float fourBit(MemorySegment data, long index) {
        long block = index / ElementType.Q4_0.blockElements() * ElementType.Q4_0.blockBytes();
        int in = (int) (index % ElementType.Q4_0.blockElements());
        int half = ElementType.Q4_0.blockElements() / 2;
        int two = data.get(ValueLayout.JAVA_BYTE, block + Short.BYTES + in % half);
        return scale(data, block) * ((in < half ? two & 0xF : two >> 4 & 0xF) - 8);
    }

    private static float scale(MemorySegment data, long block) {
        return Float.float16ToFloat(data.get(SHORT, block));
    }
}
