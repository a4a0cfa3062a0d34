package org.unmask.catalog;

import org.unmask.core.op.DType;
import org.unmask.core.op.Packing;

/// Elements of a quantised matrix and what they share.
///
/// @param id  the name in files and on the command line
/// @param type  the element type that stands for it in arithmetic
/// @param bits  of an element
/// @param group  elements that share a scale; [#CHANNEL] is a row of the matrix, [#TENSOR] all of it
/// @param shared  bits of the scale of a group, and of its zero point if there is one
record QuantisationScheme(String id, DType type, int bits, long group, int shared) {
    static final long CHANNEL = -1;
    /// What a whole matrix shares is not counted.
    static final long TENSOR = 0;

    private static final int MOST_BITS = 16;
    private static final long MOST_GROUP = 1 << 20;

    QuantisationScheme {
        if (bits < 1 || bits > MOST_BITS || group < CHANNEL || group > MOST_GROUP || shared < 0) {
            throw new IllegalArgumentException(
                    "bad quantisation: bits=" + bits + " group=" + group + " bits of a scale=" + shared);
        }
    }

    /// Whole numbers of some bits.
    static QuantisationScheme whole(int bits, long group, int shared) {
        return new QuantisationScheme("int" + bits, bits > 4 ? DType.INT8 : DType.INT4, bits, group, shared);
    }

    /// Floating-point numbers of 4 or 8 bits.
    static QuantisationScheme floating(int bits, long group, int shared) {
        return new QuantisationScheme("fp" + bits, bits > 4 ? DType.FP8 : DType.FP4, bits, group, shared);
    }

    /// How a matrix with such elements is stored.
    ///
    /// @param columns  of the matrix
    Packing packing(int columns) {
        return group == TENSOR
                ? new Packing(id, 1, bits)
                : Packing.grouped(id, bits, group == CHANNEL ? columns : group, shared);
    }
}
