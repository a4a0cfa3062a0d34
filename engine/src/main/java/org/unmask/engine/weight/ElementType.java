package org.unmask.engine.weight;

import java.lang.foreign.MemorySegment;

/// Element types of files that can be read. Elements come in blocks, one after the other, each of its own size in
/// bytes; plain numbers are blocks of one.
public enum ElementType {
    F32(1, 4),
    F16(1, 2),
    BF16(1, 2),
    /// A float16 scale and 32 signed bytes: `scale · q`.
    Q8_0(32, 34),
    /// A float16 scale and 16 bytes of two elements each, element `j` in the low half of byte `j`, element `j + 16` in
    /// its high half: `scale · (q - 8)`.
    Q4_0(32, 18);

    private final int blockElements;
    private final int blockBytes;

    ElementType(int blockElements, int blockBytes) {
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /// Elements that only exist together.
    public int blockElements() {
        return blockElements;
    }

    /// Bytes of a block.
    public int blockBytes() {
        return blockBytes;
    }

    /// Reads elements of an array of this type.
    Elements.Source reader(MemorySegment data) {
        return switch (this) {
            case F32 -> i -> Elements.float32(data, i);
            case F16 -> i -> Elements.float16(data, i);
            case BF16 -> i -> Elements.bfloat16(data, i);
            case Q8_0 -> i -> Elements.eightBit(data, i);
            case Q4_0 -> i -> Elements.fourBit(data, i);
        };
    }
}
