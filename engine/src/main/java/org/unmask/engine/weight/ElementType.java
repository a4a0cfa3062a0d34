package org.unmask.engine.weight;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Element types of files that can be read. Elements come in blocks, one after the other, each of its own size in
/// bytes; plain numbers are blocks of one. How the bits of a block lie is said where it is read: [PlainBlocks] for
/// blocks of 32, [SuperBlocks] for blocks of 256 that consist of parts with scales of their own.
public enum ElementType {
    F32(1, 4, PlainBlocks::float32),
    F16(1, 2, PlainBlocks::float16),
    BF16(1, 2, PlainBlocks::bfloat16),
    F8_E4M3(1, 1, PlainBlocks::float8),
    F8_E5M2(1, 1, PlainBlocks::float8Wide),
    Q8_0(32, 34, PlainBlocks::eightBit),
    Q4_0(32, 18, PlainBlocks::fourBit),
    Q4_1(32, 20, PlainBlocks::fourBitOffset),
    Q5_0(32, 22, PlainBlocks::fiveBit),
    Q5_1(32, 24, PlainBlocks::fiveBitOffset),
    IQ4_NL(32, 18, PlainBlocks::fourBitCurve),
    MXFP4(32, 17, PlainBlocks::fourBitFloat),
    Q2_K(256, 84, SuperBlocks::twoBit),
    Q3_K(256, 110, SuperBlocks::threeBit),
    Q4_K(256, 144, SuperBlocks::fourBit),
    Q5_K(256, 176, SuperBlocks::fiveBit),
    Q6_K(256, 210, SuperBlocks::sixBit),
    IQ4_XS(256, 136, SuperBlocks::fourBitCurve);

    private final int blockElements;
    private final int blockBytes;
    private final Block block;

    ElementType(int blockElements, int blockBytes, Block block) {
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
        this.block = block;
    }

    /// Reads all elements of a block.
    interface Block {
        /// @param at  where the block begins
        /// @param to  index of the first value
        void read(byte[] bytes, int at, float[] values, int to);
    }

    /// Elements that only exist together.
    public int blockElements() {
        return blockElements;
    }

    /// Bytes of a block.
    public int blockBytes() {
        return blockBytes;
    }

    /// Whether elements mean something only with scales that are a tensor of their own.
    boolean isScaledApart() {
        return this == F8_E4M3 || this == F8_E5M2;
    }

    /// Reads elements of an array of this type, whole blocks at a time.
    Elements.Source reader(MemorySegment data) {
        return (first, values, count) -> {
            if (first % blockElements != 0 || count % blockElements != 0) {
                throw new IllegalArgumentException("bad part: " + count + " elements from " + first + " of " + this
                        + ", whose blocks have " + blockElements);
            }
            int blocks = count / blockElements;
            byte[] bytes = new byte[blocks * blockBytes];
            MemorySegment.copy(data, ValueLayout.JAVA_BYTE, first / blockElements * blockBytes, bytes, 0, bytes.length);
            for (int i = 0; i < blocks; i++) {
                block.read(bytes, i * blockBytes, values, i * blockElements);
            }
        };
    }
}
