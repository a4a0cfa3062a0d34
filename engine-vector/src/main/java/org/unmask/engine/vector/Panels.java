package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.INTS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// Weights in the layout [Layout#PANELS], those in int8 in [Layout#COLUMN_PANELS], those in int4 in [Layout#GROUP_PANELS] or, for
/// rounded activations, [Layout#INTERLEAVED_GROUP_PANELS]: making them, and reading them again.
record Panels(Team team) {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final long ALIGNMENT = 64;
    private static final int L = Lanes.COUNT;
    /// As many bytes as a vector has floats, or eight, the fewest that can be loaded.
    static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Byte.SIZE * Math.max(L, 8)));

    /// Words of all rows that fit the first-level cache beside what they are widened to.
    private static final int WORDS_AT_ONCE = 16;

    private static final int COLUMNS_AT_ONCE = 64;

    /// Pairs of columns in a group of int4.
    static final int PAIRS = Int4.GROUP / 2;

    private static final int WORDS_OF_GROUP = Int4.GROUP / Layout.elementsPerWord(DType.INT4);

    /// Bytes from one word of a row to the next.
    static final int WORD_STRIDE = Layout.PANEL_ROWS * Integer.BYTES;

    Matrix pack(Matrix plain, SegmentAllocator memory) {
        DType type = plain.dtype();
        Layout layout = layout(type);
        if (plain.layout() == layout) {
            return plain;
        }
        long bytes = layout.bytes(type, plain.rows(), plain.columns());
        MemorySegment packed = memory.allocate(bytes, ALIGNMENT);
        team.split(Layout.panels(plain.rows()), 1, (from, to, _) -> {
            for (int panel = (int) from; panel < to; panel++) {
                switch (layout) {
                    case COLUMN_PANELS -> packColumns(plain, panel, packed);
                    case GROUP_PANELS, INTERLEAVED_GROUP_PANELS -> packGroups(plain, panel, packed, layout);
                    case PANELS, ROWS -> pack(plain, panel, packed);
                    case GROUP_STRIPES, BYTE_STRIPES -> throw plain.notRead();
                }
            }
        });
        return new Matrix(packed, type, plain.rows(), plain.columns(), layout, scales(plain, memory));
    }

    /// The layout that products read.
    static Layout layout(DType type) {
        return switch (type) {
            case INT8, W8A8 -> Layout.COLUMN_PANELS;
            case INT4 -> Layout.GROUP_PANELS;
            case W4A8 -> Layout.INTERLEAVED_GROUP_PANELS;
            case FLOAT32, BFLOAT16 -> Layout.PANELS;
            case FP16, FP8, FP4 -> throw Matrix.notComputed(type);
        };
    }

    /// Reads a line of the cache of each row before it goes on.
    private static void packColumns(Matrix plain, int panel, MemorySegment packed) {
        int columns = plain.columns();
        int firstRow = panel * Layout.PANEL_ROWS;
        int rows = Math.min(Layout.PANEL_ROWS, plain.rows() - firstRow);
        long to = panel * Layout.panelBytes(plain.dtype(), columns);
        for (int first = 0; first < columns; first += COLUMNS_AT_ONCE) {
            int end = Math.min(columns, first + COLUMNS_AT_ONCE);
            for (int row = 0; row < rows; row++) {
                long from = (long) (firstRow + row) * columns;
                for (int column = first; column < end; column++) {
                    packed.set(
                            BYTE,
                            to + (long) column * Layout.PANEL_ROWS + row,
                            plain.data().get(BYTE, from + column));
                }
            }
        }
    }

    private static void packGroups(Matrix plain, int panel, MemorySegment packed, Layout layout) {
        int columns = plain.columns();
        int firstRow = panel * Layout.PANEL_ROWS;
        int rows = Math.min(Layout.PANEL_ROWS, plain.rows() - firstRow);
        long to = panel * Layout.panelBytes(plain.dtype(), columns);
        for (int first = 0; first < columns; first += Int4.GROUP) {
            long quanta = to + layout.quanta(columns, first / Int4.GROUP);
            long scales = to + layout.scales(first / Int4.GROUP);
            for (int row = 0; row < rows; row++) {
                long from = Int4.group(firstRow + row, first, columns);
                for (int pair = 0; pair < PAIRS; pair++) {
                    int lower = Int4.quantum(plain.data(), from, 2 * pair);
                    int upper = Int4.quantum(plain.data(), from, 2 * pair + 1);
                    long at = quanta + (long) pair * Layout.PANEL_ROWS + place(layout, row);
                    packed.set(BYTE, at, (byte) (lower | upper << 4));
                }
                short scale = Int4.scaleBits(plain.data(), from);
                if (!Float.isFinite(Float.float16ToFloat(scale))) {
                    throw new IllegalArgumentException(
                            "bad weights: the scale of int4 elements " + first + " and following of row "
                                    + (firstRow + row) + " is no finite number; give float32 or bf16");
                }
                packed.set(SHORT, scales + (long) Short.BYTES * row, scale);
            }
        }
    }

    /// The byte of a row among those of a pair of columns. Where they are interleaved, byte 0 of the words of a vector is of its first
    /// quarter of rows, byte 2 of the second, byte 1 of the third and byte 3 of the last: lower and upper bytes of shorts, of which every
    /// other one makes a vector of integers.
    private static int place(Layout layout, int row) {
        if (layout == Layout.GROUP_PANELS) {
            return row;
        }
        int inVector = row % GroupTiles.OUTPUTS;
        int lane = inVector % L;
        int quarter = inVector / L;
        return row - inVector + Integer.BYTES * lane + quarter % 2 * Short.BYTES + quarter / 2;
    }

    static MemorySegment scales(Matrix plain, SegmentAllocator memory) {
        if (plain.dtype().stored() != DType.INT8) {
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

    /// Gathers a row as float32, that of int8 without its scale.
    static void row(Matrix packed, int row, MemorySegment y, long y0) {
        if (packed.layout() == Layout.COLUMN_PANELS) {
            rowOfColumns(packed, row, y, y0);
            return;
        }
        if (packed.layout() == Layout.GROUP_PANELS || packed.layout() == Layout.INTERLEAVED_GROUP_PANELS) {
            rowOfGroups(packed, row, y, y0);
            return;
        }
        DType type = packed.dtype();
        int perWord = Layout.elementsPerWord(type);
        long at = row / Layout.PANEL_ROWS * Layout.panelBytes(type, packed.columns())
                + row % Layout.PANEL_ROWS * (long) Integer.BYTES;
        for (int i = 0; i < packed.columns(); i++) {
            int bits = packed.data().get(INT, at + (long) (i / perWord) * WORD_STRIDE) >>> (i % perWord * type.bits());
            float value = switch (type) {
                case FLOAT32 -> Float.intBitsToFloat(bits);
                case BFLOAT16 -> Float.intBitsToFloat(bits << 16);
                case INT8, W8A8 -> (byte) bits;
                case INT4, W4A8, FP16, FP8, FP4 -> throw Matrix.notComputed(type);
            };
            y.set(ValueLayout.JAVA_FLOAT_UNALIGNED, y0 + 4L * i, value);
        }
    }

    private static void rowOfColumns(Matrix packed, int row, MemorySegment y, long y0) {
        long at =
                row / Layout.PANEL_ROWS * Layout.panelBytes(packed.dtype(), packed.columns()) + row % Layout.PANEL_ROWS;
        for (int i = 0; i < packed.columns(); i++) {
            float value = packed.data().get(BYTE, at + (long) i * Layout.PANEL_ROWS);
            y.set(ValueLayout.JAVA_FLOAT_UNALIGNED, y0 + 4L * i, value);
        }
    }

    private static void rowOfGroups(Matrix packed, int row, MemorySegment y, long y0) {
        long panel = row / Layout.PANEL_ROWS * Layout.panelBytes(packed.dtype(), packed.columns());
        int inPanel = row % Layout.PANEL_ROWS;
        for (int i = 0; i < packed.columns(); i++) {
            int group = i / Int4.GROUP;
            long at = panel
                    + packed.layout().quanta(packed.columns(), group)
                    + i % Int4.GROUP / 2L * Layout.PANEL_ROWS
                    + place(packed.layout(), inPanel);
            int two = packed.data().get(BYTE, at);
            long scaleAt = panel + packed.layout().scales(group) + (long) Short.BYTES * inPanel;
            float scale = Float.float16ToFloat(packed.data().get(SHORT, scaleAt));
            int quantum = (two >> (i % 2 * 4)) & 0xF;
            y.set(ValueLayout.JAVA_FLOAT_UNALIGNED, y0 + 4L * i, scale * (quantum + Int4.LEAST));
        }
    }

    /// Widens `words` words of all rows of a panel to `[part of a panel][step][WIDE]`, parts `partFloats` apart.
    ///
    /// @param scales  room for those of a part of a panel of int4
    static void widen(DType type, MemorySegment w, long w0, int words, float[] scales, float[] y, int partFloats) {
        int perWord = Layout.elementsPerWord(type);
        for (int word = 0; word < words; word += WORDS_AT_ONCE) {
            int count = Math.min(WORDS_AT_ONCE, words - word);
            if (type == DType.INT4) {
                widenScales(w, w0 + Layout.wordBytes(type) * word, groups(count), scales);
            }
            for (int row = 0; row < Layout.PANEL_ROWS; row += L) {
                long first = w0 + Layout.wordBytes(type) * word;
                long from = first + vectorOffset(type, row);
                int to = row / Tiles.WIDE * partFloats + row % Tiles.WIDE + word * perWord * Tiles.WIDE;
                switch (type) {
                    case FLOAT32 -> copy(w, from, count, y, to);
                    case BFLOAT16 -> widenHalves(w, from, count, y, to);
                    case INT8 -> widenBytes(w, from, count, y, to);
                    case INT4 -> widenGroups(w, first, scales, row, groups(count), y, to);
                    case FP16, FP8, FP4, W8A8, W4A8 -> throw Matrix.notComputed(type);
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
        int steps = words * Integer.BYTES;
        for (int step = 0; step < steps; step++) {
            quanta(w, w0 + (long) Layout.PANEL_ROWS * step).intoArray(y, at + step * Tiles.WIDE);
        }
    }

    private static void widenGroups(MemorySegment w, long w0, float[] scales, int row, int groups, float[] y, int at) {
        for (int group = 0; group < groups; group++) {
            long from = w0 + (long) Layout.PANEL_GROUP_BYTES * group;
            FloatVector scale = FloatVector.fromArray(FLOATS, scales, group * Layout.PANEL_ROWS + row);
            FloatVector least = scale.mul(Int4.LEAST);
            int to = at + group * Int4.GROUP * Tiles.WIDE;
            for (int pair = 0; pair < PAIRS; pair++) {
                IntVector two = pairs(w, from + row + (long) Layout.PANEL_ROWS * pair);
                lower(two).fma(scale, least).intoArray(y, to + 2 * pair * Tiles.WIDE);
                upper(two).fma(scale, least).intoArray(y, to + 2 * pair * Tiles.WIDE + Tiles.WIDE);
            }
        }
    }

    /// Bytes from the first row of a word, of a column, or of a pair of columns, to another.
    static long vectorOffset(DType type, int row) {
        return layout(type) == Layout.PANELS ? (long) Integer.BYTES * row : row;
    }

    /// Groups of int4 in some words.
    static int groups(int words) {
        return words / WORDS_OF_GROUP;
    }

    /// Widens the scales of some groups of [Layout#GROUP_PANELS] to `[groups][PANEL_ROWS]`. Kernels that did so themselves would
    /// be too long for the compiler to inline.
    static void widenScales(MemorySegment w, long w0, int groups, float[] y) {
        widenScales(w, w0 + Layout.GROUP_PANELS.scales(0), Layout.PANEL_GROUP_BYTES, groups, y);
    }

    /// Widens scales to `[groups][PANEL_ROWS]`.
    ///
    /// @param w0  byte where those of the first group begin
    /// @param stride  bytes from group to group
    /*
     * The bits of a float16 but its sign, moved to where float32 has its own, are the number times 2⁻¹¹², also of one that is not
     * normal.
     */
    static void widenScales(MemorySegment w, long w0, int stride, int groups, float[] y) {
        for (int group = 0; group < groups; group++) {
            long from = w0 + (long) stride * group;
            for (int row = 0; row < Layout.PANEL_ROWS; row += L) {
                ((IntVector) ShortVector.fromMemorySegment(Lanes.SHORTS, w, from + (long) Short.BYTES * row, ORDER)
                                .convertShape(VectorOperators.S2I, INTS, 0))
                        .lanewise(VectorOperators.LSHL, 13)
                        .and(0x8FFFE000)
                        .reinterpretAsFloats()
                        .mul(0x1p112f)
                        .intoArray(y, group * Layout.PANEL_ROWS + row);
            }
        }
    }

    /// A vector of bytes that hold two int4 each. Where a load takes more bytes, those behind are the scales at the latest.
    private static IntVector pairs(MemorySegment w, long at) {
        return (IntVector) ByteVector.fromMemorySegment(BYTES, w, at, ORDER)
                .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
    }

    /// The elements of the even column, 0 to 15.
    private static FloatVector lower(IntVector pairs) {
        return (FloatVector) pairs.and(0xF).convert(VectorOperators.I2F, 0);
    }

    /// Those of the next column.
    private static FloatVector upper(IntVector pairs) {
        return (FloatVector) pairs.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0);
    }

    /// The bf16 in the lower half of each word.
    static FloatVector first(IntVector pair) {
        return pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /// The bf16 in the upper half.
    static FloatVector second(IntVector pair) {
        return pair.and(0xFFFF0000).reinterpretAsFloats();
    }

    /// A vector of int8, as float32. What is read begins at a multiple of the bytes that one load takes, of which the
    /// vector may be a part.
    static FloatVector quanta(MemorySegment w, long at) {
        if (L == BYTES.length()) {
            return (FloatVector)
                    ByteVector.fromMemorySegment(BYTES, w, at, ORDER).convertShape(VectorOperators.B2F, FLOATS, 0);
        }
        long part = at % BYTES.length();
        return (FloatVector) ByteVector.fromMemorySegment(BYTES, w, at - part, ORDER)
                .convertShape(VectorOperators.B2F, FLOATS, (int) (part / L));
    }
}
