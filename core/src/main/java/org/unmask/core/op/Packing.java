package org.unmask.core.op;

import static java.lang.Math.addExact;
import static java.lang.Math.ceilDiv;
import static java.lang.Math.multiplyExact;

/// How the elements of a matrix are stored: in blocks, each with the scales and zero points that belong to it.
///
/// @param id  the name in files and on the command line, for instance `fp8`
/// @param elements  of a block
/// @param bits  of a block, everything in it
public record Packing(String id, long elements, long bits) {
    /// So that the product of both stays within 63 bits.
    private static final long MOST_ELEMENTS = 1L << 29;

    public Packing {
        if (elements < 1 || elements > MOST_ELEMENTS || bits < 1 || bits > multiplyExact(2L * Integer.SIZE, elements)) {
            throw new IllegalArgumentException("bad packing " + id + ": elements=" + elements + " bits=" + bits);
        }
    }

    /// Elements alone, without anything beside them.
    public static Packing of(DType type) {
        return new Packing(type.id(), 1, type.bits());
    }

    /// Elements in groups that share a scale.
    ///
    /// @param bits  of one element
    /// @param group  elements of a group
    /// @param shared  bits of the scale of a group, and of its zero point if there is one
    public static Packing grouped(String id, int bits, long group, int shared) {
        return new Packing(id, group, addExact(multiplyExact((long) bits, group), (long) shared));
    }

    /// Bytes of some elements; a last byte that is not full counts whole.
    ///
    /// @throws ArithmeticException if they exceed 63 bits
    public long bytes(long count) {
        long whole = multiplyExact(count / elements, bits);
        long rest = ceilDiv(multiplyExact(count % elements, bits), elements);
        return ceilDiv(addExact(whole, rest), Byte.SIZE);
    }

    /// Bits of an element with its part of what belongs to the block.
    public double bitsPerElement() {
        return (double) bits / elements;
    }
}
