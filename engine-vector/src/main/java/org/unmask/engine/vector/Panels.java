package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// Weights in the layout [Layout#PANELS]: making them, and reading them again.
record Panels(Team team) {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final long ALIGNMENT = 64;
    private static final int L = Lanes.COUNT;

    /// Words of all rows that fit the first-level cache beside what they are widened to.
    private static final int WORDS_AT_ONCE = 16;

    /// Bytes from one word of a row to the next.
    static final int WORD_STRIDE = Layout.PANEL_ROWS * Integer.BYTES;

    Matrix pack(Matrix plain, SegmentAllocator memory) {
        if (plain.layout() == Layout.PANELS) {
            return plain;
        }
        DType type = plain.dtype();
        long bytes = Layout.PANELS.bytes(type, plain.rows(), plain.columns());
        MemorySegment packed = memory.allocate(bytes, ALIGNMENT);
        team.split(Layout.panels(plain.rows()), 1, (from, to, _) -> {
            for (int panel = (int) from; panel < to; panel++) {
                pack(plain, panel, packed);
            }
        });
        return new Matrix(packed, type, plain.rows(), plain.columns(), Layout.PANELS, scales(plain, memory));
    }

    static MemorySegment scales(Matrix plain, SegmentAllocator memory) {
        if (plain.dtype() != DType.INT8) {
            return MemorySegment.NULL;
        }
        return memory.allocate(plain.scales().byteSize(), ALIGNMENT).copyFrom(plain.scales());
    }

    /// Reads 16 words of each row, a line of the cache, before it goes on.
    private static void pack(Matrix plain, int panel, MemorySegment packed) {
        int words = Layout.words(plain.dtype(), plain.columns());
        long rowBytes = plain.dtype().bytes(plain.columns());
        int whole = (int) (rowBytes / Integer.BYTES);
        int firstRow = panel * Layout.PANEL_ROWS;
        long to = panel * Layout.panelBytes(plain.dtype(), plain.columns());
        for (int first = 0; first < words; first += Layout.WORDS_TOGETHER) {
            int end = first + Layout.WORDS_TOGETHER;
            for (int row = 0; row < Layout.PANEL_ROWS; row++) {
                boolean exists = firstRow + row < plain.rows();
                long from = (firstRow + row) * rowBytes;
                for (int word = first; word < end; word++) {
                    int bits = !exists
                            ? 0
                            : word < whole
                                    ? plain.data().get(INT, from + 4L * word)
                                    : lastWord(plain.data(), from + 4L * word, from + rowBytes);
                    packed.set(INT, to + (long) word * WORD_STRIDE + 4L * row, bits);
                }
            }
        }
    }

    /// The bytes up to the end of a row, then zeros.
    private static int lastWord(MemorySegment x, long from, long end) {
        int bits = 0;
        for (long at = from; at < end; at++) {
            bits |= (x.get(ValueLayout.JAVA_BYTE, at) & 0xFF) << (Byte.SIZE * (at - from));
        }
        return bits;
    }

    /// Gathers a row as float32, without scale.
    static void row(Matrix packed, int row, MemorySegment y, long y0) {
        DType type = packed.dtype();
        int perWord = Layout.elementsPerWord(type);
        long at = row / Layout.PANEL_ROWS * Layout.panelBytes(type, packed.columns())
                + row % Layout.PANEL_ROWS * (long) Integer.BYTES;
        for (int i = 0; i < packed.columns(); i++) {
            int bits = packed.data().get(INT, at + (long) (i / perWord) * WORD_STRIDE) >>> (i % perWord * type.bits());
            float value = switch (type) {
                case FLOAT32 -> Float.intBitsToFloat(bits);
                case BFLOAT16 -> Float.intBitsToFloat(bits << 16);
                case INT8 -> (byte) bits;
                case FP16, FP8, FP4, INT4 -> throw Matrix.notComputed(type);
            };
            y.set(ValueLayout.JAVA_FLOAT_UNALIGNED, y0 + 4L * i, value);
        }
    }

    /// Widens `words` words of all rows of a panel to `[part of a panel][step][WIDE]`, parts `partFloats` apart.
    static void widen(DType type, MemorySegment w, long w0, int words, float[] y, int partFloats) {
        int perWord = Layout.elementsPerWord(type);
        for (int word = 0; word < words; word += WORDS_AT_ONCE) {
            int count = Math.min(WORDS_AT_ONCE, words - word);
            for (int row = 0; row < Layout.PANEL_ROWS; row += L) {
                long from = w0 + (long) WORD_STRIDE * word + 4L * row;
                int to = row / Tiles.WIDE * partFloats + row % Tiles.WIDE + word * perWord * Tiles.WIDE;
                switch (type) {
                    case FLOAT32 -> copy(w, from, count, y, to);
                    case BFLOAT16 -> widenHalves(w, from, count, y, to);
                    case INT8 -> widenBytes(w, from, count, y, to);
                    case FP16, FP8, FP4, INT4 -> throw Matrix.notComputed(type);
                }
            }
        }
    }

    private static void copy(MemorySegment w, long w0, int words, float[] y, int at) {
        for (int word = 0; word < words; word++) {
            FloatVector.fromMemorySegment(FLOATS, w, w0 + (long) WORD_STRIDE * word, ORDER)
                    .intoArray(y, at + word * Tiles.WIDE);
        }
    }

    private static void widenHalves(MemorySegment w, long w0, int words, float[] y, int at) {
        for (int word = 0; word < words; word++) {
            IntVector pair = IntVector.fromMemorySegment(INTS, w, w0 + (long) WORD_STRIDE * word, ORDER);
            first(pair).intoArray(y, at + word * 2 * Tiles.WIDE);
            second(pair).intoArray(y, at + word * 2 * Tiles.WIDE + Tiles.WIDE);
        }
    }

    private static void widenBytes(MemorySegment w, long w0, int words, float[] y, int at) {
        for (int word = 0; word < words; word++) {
            IntVector four = IntVector.fromMemorySegment(INTS, w, w0 + (long) WORD_STRIDE * word, ORDER);
            quantum(four, 24).intoArray(y, at + word * 4 * Tiles.WIDE);
            quantum(four, 16).intoArray(y, at + word * 4 * Tiles.WIDE + Tiles.WIDE);
            quantum(four, 8).intoArray(y, at + word * 4 * Tiles.WIDE + 2 * Tiles.WIDE);
            quantum(four, 0).intoArray(y, at + word * 4 * Tiles.WIDE + 3 * Tiles.WIDE);
        }
    }

    /// The bf16 in the lower half of each word.
    static FloatVector first(IntVector pair) {
        return pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /// The bf16 in the upper half.
    static FloatVector second(IntVector pair) {
        return pair.and(0xFFFF0000).reinterpretAsFloats();
    }

    /// The int8 above which `left` bits stand in each word.
    static FloatVector quantum(IntVector four, int left) {
        return (FloatVector) four.lanewise(VectorOperators.LSHL, left)
                .lanewise(VectorOperators.ASHR, 24)
                .convert(VectorOperators.I2F, 0);
    }
}
