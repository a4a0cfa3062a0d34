package org.unmask.engine.spi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Weights of four bits in [Layout#ROWS]: each row is a sequence of groups of [#GROUP] columns, the last one filled up.
///
/// A group is a float16 `s`, then 16 bytes, of which byte `j` holds column `j` in its lower half and column `j + 16` in its
/// upper one; `q` of 0 to 15 stands for `s · (q - 8)`. That is llama.cpp's Q4_0, bit for bit
/// (https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h). Every element is exact in float32: a scale has
/// 11 significant bits, and `q - 8` four.
public final class Int4 {
    /// Columns that share a scale.
    public static final int GROUP = 32;

    /// Bytes of a group: 4.5 bits for each element.
    public static final int GROUP_BYTES = 18;

    /// What a `q` of zero stands for.
    public static final int LEAST = -8;

    private static final int HALF = GROUP / 2;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Int4() {}

    /// Groups of a row.
    public static int groups(int columns) {
        return Math.ceilDiv(columns, GROUP);
    }

    /// Bytes of some rows.
    public static long bytes(int rows, int columns) {
        return (long) rows * groups(columns) * GROUP_BYTES;
    }

    /// Byte where the group of an element begins.
    public static long group(int row, int column, int columns) {
        return ((long) row * groups(columns) + column / GROUP) * GROUP_BYTES;
    }

    /// The bits of the scale of a group.
    ///
    /// @param group  byte where it begins
    public static short scaleBits(MemorySegment rows, long group) {
        return rows.get(SHORT, group);
    }

    /// `q` of an element, 0 to 15.
    ///
    /// @param group  byte where its group begins
    /// @param place  of the element in the group
    public static int quantum(MemorySegment rows, long group, int place) {
        int two = rows.get(ValueLayout.JAVA_BYTE, group + Short.BYTES + place % HALF);
        return (two >> (place < HALF ? 0 : 4)) & 0xF;
    }

    /// What an element stands for.
    public static float element(MemorySegment rows, int row, int column, int columns) {
        long group = group(row, column, columns);
        return Float.float16ToFloat(scaleBits(rows, group)) * (quantum(rows, group, column % GROUP) + LEAST);
    }

    /// Rounds a group as llama.cpp does (`quantize_row_q4_0_ref`): the scale is the element of greatest magnitude by
    /// -8, and what is 8.5 or more above it becomes 15.
    ///
    /// A number that is not finite, or too large for float16 as a scale, makes a scale that is not finite.
    ///
    /// @param count  elements of the group, the others being zero
    public static void quantise(float[] values, int from, int count, MemorySegment rows, long group) {
        float greatest = 0;
        for (int i = from; i < from + count; i++) {
            if (Math.abs(values[i]) > Math.abs(greatest) || Float.isNaN(values[i])) {
                greatest = values[i];
            }
        }
        float scale = greatest / LEAST;
        float inverse = scale == 0 ? 0 : 1 / scale;
        rows.set(SHORT, group, Float.floatToFloat16(scale));
        for (int j = 0; j < HALF; j++) {
            int lower = quantum(j < count ? values[from + j] : 0, inverse);
            int upper = quantum(j + HALF < count ? values[from + j + HALF] : 0, inverse);
            rows.set(ValueLayout.JAVA_BYTE, group + Short.BYTES + j, (byte) (lower | upper << 4));
        }
    }

    private static int quantum(float value, float inverse) {
        return Math.clamp((int) (value * inverse + 8.5f), 0, 0xF);
    }
}
