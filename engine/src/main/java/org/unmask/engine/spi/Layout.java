package org.unmask.engine.spi;

import org.unmask.core.op.DType;

/// How the elements of a weight matrix lie in memory.
public enum Layout {
    /// Row-major and dense, as in files; int4 in groups, see [Int4].
    ROWS,

    /// Panels of [#PANEL_ROWS] rows, one after the other, each `[words][PANEL_ROWS]` words of 32 bits. A word holds
    /// the neighbouring elements of one row that fit into it, the first in its lowest bits: one float32, two bf16
    /// or four int8. Missing rows and columns are zero; columns are padded to a multiple of [#WORDS_TOGETHER]
    /// words.
    ///
    /// A product reads such a matrix from its first byte to its last, whatever the number of its rows, and never
    /// adds across the lanes of a vector. It is also a layout that oneDNN multiplies with (`BA16a64b`, with `2a` or
    /// `4a` behind it for two or four elements in a word).
    PANELS,

    /// Panels of [#PANEL_ROWS] rows, one after the other, each `[columns][PANEL_ROWS]` elements. Missing rows and columns
    /// are zero; columns are padded as in [#PANELS], so that a panel has as many bytes.
    ///
    /// Elements of a column lie together, so that a vector of them is widened by one instruction; four int8 in a word would
    /// have to be shifted apart.
    COLUMN_PANELS,

    /// Panels of int4, each `[groups of 32 columns][PANEL_GROUP_BYTES]`. A group begins with 16 times [#PANEL_ROWS] bytes, each
    /// with an element of an even column in its lower half and one of the next column in its upper one; then come the scales
    /// of the rows, float16. Missing rows and columns have zero scales; columns are padded as in [#PANELS].
    GROUP_PANELS,

    /// Panels as [#GROUP_PANELS], the scales of all groups before the first, so that they are read without gaps, and the bytes of a
    /// pair of columns in another order of the rows: one in which the vectors of this machine, taken apart, have neighbouring rows.
    INTERLEAVED_GROUP_PANELS,

    /// Panels of int4 in stripes of [#STRIPE_ROWS] rows, each with the scales of all groups, `[groups][STRIPE_ROWS]` float16, and
    /// then `[groups][4][STRIPE_ROWS]` words: the lower halves of the bytes of a word are four neighbouring columns, the upper
    /// halves the next four. A stripe is read from its first byte to its last, by instructions that multiply four bytes at a time.
    GROUP_STRIPES,

    /// Panels of int8 in stripes of [#STRIPE_ROWS] rows, each `[words][STRIPE_ROWS]` words of four neighbouring columns, whose bytes
    /// are elements plus 128. Missing rows and columns are elements of zero.
    BYTE_STRIPES;

    /// Rows of a panel.
    public static final int PANEL_ROWS = 64;

    /// Rows of a stripe.
    public static final int STRIPE_ROWS = 16;

    /// The number of words of a row is a multiple of this.
    public static final int WORDS_TOGETHER = 16;

    /// Bytes of a group of all rows of a panel, in [#GROUP_PANELS].
    public static final int PANEL_GROUP_BYTES = PANEL_ROWS * Int4.GROUP_BYTES;

    /// Bytes of the elements of such a group.
    public static final int PANEL_QUANTA_BYTES = PANEL_ROWS * Int4.GROUP / 2;

    /// Bytes of its scales.
    public static final int PANEL_SCALES_BYTES = PANEL_ROWS * Short.BYTES;

    private static final int WORD_BITS = 32;

    /// Bytes of a matrix.
    public long bytes(DType dtype, int rows, int columns) {
        return switch (this) {
            case ROWS -> dtype.stored() == DType.INT4 ? Int4.bytes(rows, columns) : dtype.bytes((long) rows * columns);
            case PANELS, COLUMN_PANELS, GROUP_PANELS, INTERLEAVED_GROUP_PANELS, GROUP_STRIPES, BYTE_STRIPES ->
                (long) panels(rows) * panelBytes(dtype, columns);
        };
    }

    /// Panels that hold so many rows.
    public static int panels(int rows) {
        return Math.ceilDiv(rows, PANEL_ROWS);
    }

    /// Elements in a word.
    public static int elementsPerWord(DType dtype) {
        return WORD_BITS / dtype.bits();
    }

    /// Words of a row of a panel, padded.
    public static int words(DType dtype, int columns) {
        int together = WORDS_TOGETHER * elementsPerWord(dtype);
        return Math.ceilDiv(columns, together) * WORDS_TOGETHER;
    }

    /// Bytes of a panel.
    public static long panelBytes(DType dtype, int columns) {
        return words(dtype, columns) * wordBytes(dtype);
    }

    /// Byte of a panel of int4 where the elements of a group begin.
    ///
    /// @param group  from 0
    public long quanta(int columns, int group) {
        if (this == INTERLEAVED_GROUP_PANELS) {
            long scales = panelBytes(DType.INT4, columns) / PANEL_GROUP_BYTES * PANEL_SCALES_BYTES;
            return scales + (long) PANEL_QUANTA_BYTES * group;
        }
        return (long) PANEL_GROUP_BYTES * group;
    }

    /// Byte of a panel of int4 where the scales of a group begin.
    ///
    /// @param group  from 0
    public long scales(int group) {
        return this == INTERLEAVED_GROUP_PANELS
                ? (long) PANEL_SCALES_BYTES * group
                : (long) PANEL_GROUP_BYTES * group + PANEL_QUANTA_BYTES;
    }

    /// Bytes of a word of all rows of a panel; of int4 with a part of the scales behind each group of four.
    public static long wordBytes(DType dtype) {
        return dtype.stored() == DType.INT4
                ? (long) PANEL_GROUP_BYTES * elementsPerWord(dtype) / Int4.GROUP
                : (long) PANEL_ROWS * Integer.BYTES;
    }
}
