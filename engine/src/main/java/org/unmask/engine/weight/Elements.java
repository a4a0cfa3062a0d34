package org.unmask.engine.weight;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Matrix;

/// Little-endian arrays of float32, bf16 and float16 elements.
final class Elements {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /// Elements a thread fills at a time.
    private static final long CHUNK = 1 << 16;

    private Elements() {}

    /// Values by index; called from several threads at once.
    interface Source {
        float at(long index);
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
                    target.setAtIndex(SHORT, i, toBfloat16(source.at(i)));
                }
            }
            case FP16, FP8, INT8, FP4, INT4 -> throw Matrix.notComputed(dtype);
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

    /// The nearest bf16, ties to even. Not-a-numbers stay so, quiet.
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
