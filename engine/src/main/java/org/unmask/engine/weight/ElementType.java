package org.unmask.engine.weight;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Element types of files that can be read. Elements come in blocks, one after the other, each of its own size in
/// bytes; plain numbers are blocks of one. How the bits of a block lie is said where it is read: [PlainBlocks] for
/// blocks of 32, [SuperBlocks] for blocks of 256 that consist of parts with scales of their own, [GridBlocks] for those whose
/// elements are rounded several at a time, [SignBlocks] for those of a bit or little more.
public enum ElementType {
    F32(1, 4),
    F16(1, 2),
    BF16(1, 2),
    F8_E4M3(1, 1),
    F8_E5M2(1, 1),
    Q8_0(32, 34),
    Q4_0(32, 18),
    Q4_1(32, 20),
    Q5_0(32, 22),
    Q5_1(32, 24),
    IQ4_NL(32, 18),
    MXFP4(32, 17),
    Q2_K(256, 84),
    Q3_K(256, 110),
    Q4_K(256, 144),
    Q5_K(256, 176),
    Q6_K(256, 210),
    IQ4_XS(256, 136),
    NVFP4(64, 36),
    IQ3_S(256, 110),
    IQ3_XXS(256, 98),
    IQ2_S(256, 82),
    IQ2_XS(256, 74),
    IQ2_XXS(256, 66),
    IQ1_M(256, 56),
    IQ1_S(256, 50),
    TQ2_0(256, 66),
    TQ1_0(256, 54),
    Q1_0(128, 18);

    private final int blockElements;
    private final int blockBytes;

    ElementType(int blockElements, int blockBytes) {
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /// Reads all elements of a block.
    interface Block {
        /// @param at  where the block begins
        /// @param to  index of the first value
        void read(byte[] bytes, int at, float[] values, int to);
    }

    private Block block() {
        return switch (this) {
            case F32 -> PlainBlocks::float32;
            case F16 -> PlainBlocks::float16;
            case BF16 -> PlainBlocks::bfloat16;
            case F8_E4M3 -> PlainBlocks::float8;
            case F8_E5M2 -> PlainBlocks::float8Wide;
            case Q8_0 -> PlainBlocks::eightBit;
            case Q4_0 -> PlainBlocks::fourBit;
            case Q4_1 -> PlainBlocks::fourBitOffset;
            case Q5_0 -> PlainBlocks::fiveBit;
            case Q5_1 -> PlainBlocks::fiveBitOffset;
            case IQ4_NL -> PlainBlocks::fourBitCurve;
            case MXFP4 -> PlainBlocks::fourBitFloat;
            case Q2_K -> SuperBlocks::twoBit;
            case Q3_K -> SuperBlocks::threeBit;
            case Q4_K -> SuperBlocks::fourBit;
            case Q5_K -> SuperBlocks::fiveBit;
            case Q6_K -> SuperBlocks::sixBit;
            case IQ4_XS -> SuperBlocks::fourBitCurve;
            case NVFP4 -> PlainBlocks::fourBitFloatParts;
            case IQ3_S -> GridBlocks::iq3S;
            case IQ3_XXS -> GridBlocks::iq3Xxs;
            case IQ2_S -> GridBlocks::iq2S;
            case IQ2_XS -> GridBlocks::iq2Xs;
            case IQ2_XXS -> GridBlocks::iq2Xxs;
            case IQ1_M -> GridBlocks::iq1M;
            case IQ1_S -> GridBlocks::iq1S;
            case TQ2_0 -> SignBlocks::twoBits;
            case TQ1_0 -> SignBlocks::thirds;
            case Q1_0 -> SignBlocks::sign;
        };
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
        Block block = block();
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
