package org.unmask.engine.c;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.unmask.core.op.DType;
import org.unmask.engine.foreign.Native;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// Weights in [Layout#GROUP_STRIPES] and [Layout#BYTE_STRIPES]: making them, and reading them again.
final class Stripes {
    /// What is added to an int8.
    private static final int OFFSET = 128;

    private static final int WORD = Integer.BYTES;
    private static final int ROWS = Layout.STRIPE_ROWS;
    private static final long ALIGNMENT = 64;
    private static final long SCALES_BYTES = (long) ROWS * Short.BYTES;
    private static final long GROUP_BYTES = (long) ROWS * Int4.GROUP / 2;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private Stripes() {}

    /// Whether products read weights of a type so.
    static boolean hold(DType type) {
        return type == DType.W4A8 || type == DType.W8A8;
    }

    /// Whether a matrix is packed so.
    static boolean areOf(Matrix matrix) {
        return hold(matrix.dtype()) && matrix.layout() == layout(matrix.dtype());
    }

    private static Layout layout(DType type) {
        return type == DType.W4A8 ? Layout.GROUP_STRIPES : Layout.BYTE_STRIPES;
    }

    /// How many there are, those of rows that only fill up a panel included.
    static int count(int rows) {
        return Layout.panels(rows) * (Layout.PANEL_ROWS / ROWS);
    }

    /// A matrix without its elements, which [#fill] puts in.
    static Matrix allocate(Matrix plain, Arena arena) {
        Layout layout = layout(plain.dtype());
        MemorySegment packed = Native.allocate(layout.bytes(plain.dtype(), plain.rows(), plain.columns()), arena);
        MemorySegment scales = plain.scales().byteSize() == 0
                ? MemorySegment.NULL
                : arena.allocate(plain.scales().byteSize(), ALIGNMENT).copyFrom(plain.scales());
        return new Matrix(packed, plain.dtype(), plain.rows(), plain.columns(), layout, scales);
    }

    /// Copies one stripe.
    static void fill(Matrix plain, int stripe, Matrix packed) {
        if (plain.dtype() == DType.W4A8) {
            fillGroups(plain, stripe, packed.data());
        } else {
            fillBytes(plain, stripe, packed.data());
        }
    }

    private static long groups(int columns) {
        return (long) Layout.words(DType.W4A8, columns) * Layout.elementsPerWord(DType.W4A8) / Int4.GROUP;
    }

    private static void fillGroups(Matrix plain, int stripe, MemorySegment packed) {
        int columns = plain.columns();
        long scales = stripe * groups(columns) * (SCALES_BYTES + GROUP_BYTES);
        long quanta = scales + groups(columns) * SCALES_BYTES;
        packed.asSlice(scales, groups(columns) * (SCALES_BYTES + GROUP_BYTES)).fill((byte) 0);
        int rows = Math.min(ROWS, plain.rows() - stripe * ROWS);
        for (int row = 0; row < rows; row++) {
            for (int group = 0; group < Int4.groups(columns); group++) {
                long from = Int4.group(stripe * ROWS + row, group * Int4.GROUP, columns);
                packed.set(
                        SHORT,
                        scales + group * SCALES_BYTES + (long) Short.BYTES * row,
                        scale(plain, from, stripe * ROWS + row));
                for (int place = 0; place < Int4.GROUP; place++) {
                    int quantum = Int4.quantum(plain.data(), from, place);
                    long at = quanta + group * GROUP_BYTES + place(place, row);
                    packed.set(BYTE, at, (byte) (packed.get(BYTE, at) | quantum << shift(place)));
                }
            }
        }
    }

    /// The byte of an element in its group.
    private static int place(int column, int row) {
        return column / (2 * WORD) * ROWS * WORD + row * WORD + column % WORD;
    }

    private static int shift(int column) {
        return column / WORD % 2 == 0 ? 0 : Byte.SIZE / 2;
    }

    private static short scale(Matrix plain, long group, int row) {
        short scale = Int4.scaleBits(plain.data(), group);
        if (!Float.isFinite(Float.float16ToFloat(scale))) {
            throw new IllegalArgumentException("bad weights: a scale of int4 elements of row " + row
                    + " is no finite number; give float32 or bf16");
        }
        return scale;
    }

    private static void fillBytes(Matrix plain, int stripe, MemorySegment packed) {
        int columns = plain.columns();
        long bytes = (long) Layout.words(DType.W8A8, columns) * ROWS * WORD;
        packed.asSlice(stripe * bytes, bytes).fill((byte) OFFSET);
        int rows = Math.min(ROWS, plain.rows() - stripe * ROWS);
        for (int row = 0; row < rows; row++) {
            long from = (long) (stripe * ROWS + row) * columns;
            for (int column = 0; column < columns; column++) {
                byte element = plain.data().get(BYTE, from + column);
                packed.set(BYTE, stripe * bytes + word(column, row), (byte) (element + OFFSET));
            }
        }
    }

    private static long word(int column, int row) {
        return (long) column / WORD * ROWS * WORD + (long) row * WORD + column % WORD;
    }

    /// `y[columns]`: a row as float32.
    static void row(Matrix packed, int row, MemorySegment y, long to) {
        for (int column = 0; column < packed.columns(); column++) {
            float value = packed.dtype() == DType.W4A8 ? ofGroup(packed, row, column) : ofBytes(packed, row, column);
            y.set(FLOAT, to + (long) Float.BYTES * column, value);
        }
    }

    private static float ofGroup(Matrix packed, int row, int column) {
        long scales = row / ROWS * groups(packed.columns()) * (SCALES_BYTES + GROUP_BYTES);
        long quanta = scales + groups(packed.columns()) * SCALES_BYTES;
        int group = column / Int4.GROUP;
        int place = column % Int4.GROUP;
        int two = packed.data().get(BYTE, quanta + group * GROUP_BYTES + place(place, row % ROWS));
        short scale = packed.data().get(SHORT, scales + group * SCALES_BYTES + (long) Short.BYTES * (row % ROWS));
        return Float.float16ToFloat(scale) * ((two >> shift(place) & 0xF) + Int4.LEAST);
    }

    private static float ofBytes(Matrix packed, int row, int column) {
        long bytes = (long) Layout.words(DType.W8A8, packed.columns()) * ROWS * WORD;
        int element = packed.data().get(BYTE, row / ROWS * bytes + word(column, row % ROWS));
        return packed.scales().getAtIndex(FLOAT, row) * ((element & 0xFF) - OFFSET);
    }
}
