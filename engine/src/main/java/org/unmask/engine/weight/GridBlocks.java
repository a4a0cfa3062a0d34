package org.unmask.engine.weight;

/// Quantised elements in blocks of 256 that are points of a [Grid], as ggml has them
/// (https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h). A block has a float16 `d`; its parts of 16
/// or 32 elements have small whole numbers as scales. Signs stand for eight elements at a time, as eight bits or as seven:
/// then the number of negative ones is even.
final class GridBlocks {
    /// Groups of eight elements in a block.
    private static final int GROUPS = 32;

    private static final int GROUP = 8;
    private static final float SHIFT = 0.125f;

    private GridBlocks() {}

    /// `d`, eight parts of 32: four points, then one number of four times seven bits of signs and a scale of four bits.
    static void iq2Xxs(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        for (int group = 0; group < GROUPS; group++) {
            int part = at + 2 + group / 4 * 8;
            int signs = PlainBlocks.int32(bytes, part + 4);
            float scale = d * (0.5f + (signs >>> 28)) * 0.25f;
            int point = bytes[part + group % 4] & 0xFF;
            Grid.IQ2_XXS.signed(point, scale, even(signs >>> (7 * (group % 4))), values, to + GROUP * group);
        }
    }

    /// `d`, 32 numbers of nine bits of a point and seven of signs, 16 scales of four bits.
    static void iq2Xs(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        for (int group = 0; group < GROUPS; group++) {
            int both = PlainBlocks.int16(bytes, at + 2 + 2 * group);
            float scale = d * (0.5f + fourBits(bytes, at + 66, group / 2)) * 0.25f;
            Grid.IQ2_XS.signed(both & 0x1FF, scale, even(both >> 9), values, to + GROUP * group);
        }
    }

    /// `d`, lower eight bits of 32 points, signs, upper two bits of the points, 16 scales of four bits.
    static void iq2S(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        for (int group = 0; group < GROUPS; group++) {
            int upper = (bytes[at + 66 + group / 4] >> (group % 4 * 2)) & 3;
            float scale = d * (0.5f + fourBits(bytes, at + 74, group / 2)) * 0.25f;
            int point = (bytes[at + 2 + group] & 0xFF) | (upper << 8);
            Grid.IQ2_S.signed(point, scale, bytes[at + 34 + group], values, to + GROUP * group);
        }
    }

    /// `d`, 64 points, eight numbers as of [#iq2Xxs].
    static void iq3Xxs(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        for (int group = 0; group < GROUPS; group++) {
            int signs = PlainBlocks.int32(bytes, at + 66 + group / 4 * 4);
            float scale = d * (0.5f + (signs >>> 28)) * 0.5f;
            int eight = even(signs >>> (7 * (group % 4)));
            for (int half = 0; half < 2; half++) {
                int point = bytes[at + 2 + 2 * group + half] & 0xFF;
                Grid.IQ3_XXS.signed(point, scale, eight >> (4 * half), values, to + GROUP * group + 4 * half);
            }
        }
    }

    /// `d`, lower eight bits of 64 points, their upper bits, signs, eight scales of four bits.
    static void iq3S(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        for (int group = 0; group < GROUPS; group++) {
            float scale = d * (1 + 2 * fourBits(bytes, at + 106, group / 4));
            int signs = bytes[at + 74 + group];
            for (int half = 0; half < 2; half++) {
                int number = 2 * group + half;
                int upper = (bytes[at + 66 + number / 8] >> (number % 8)) & 1;
                int point = (bytes[at + 2 + number] & 0xFF) | (upper << 8);
                Grid.IQ3_S.signed(point, scale, signs >> (4 * half), values, to + GROUP * group + 4 * half);
            }
        }
    }

    /// `d`, lower eight bits of 32 points, eight numbers: upper three bits of four points, a scale of three bits, and
    /// whether these 32 elements are shifted down.
    static void iq1S(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        for (int group = 0; group < GROUPS; group++) {
            int both = PlainBlocks.int16(bytes, at + 34 + group / 4 * 2);
            float scale = d * (2 * ((both >> 12) & 7) + 1);
            int point = (bytes[at + 2 + group] & 0xFF) | (((both >> (group % 4 * 3)) & 7) << 8);
            Grid.IQ1.shifted(point, scale, (both & 0x8000) == 0 ? SHIFT : -SHIFT, values, to + GROUP * group);
        }
    }

    /// Lower eight bits of 32 points; upper three bits of each, and whether it is shifted down; four numbers: four scales of
    /// three bits, and four bits of `d`, the lowest ones first.
    static void iq1M(byte[] bytes, int at, float[] values, int to) {
        int scales = at + 48;
        int half = 0;
        for (int word = 0; word < 4; word++) {
            half |= PlainBlocks.int16(bytes, scales + 2 * word) >> 12 << (4 * word);
        }
        float d = Float.float16ToFloat((short) half);
        for (int group = 0; group < GROUPS; group++) {
            int part = group / 2;
            int number = (PlainBlocks.int16(bytes, scales + part / 4 * 2) >> (part % 4 * 3)) & 7;
            int upper = fourBits(bytes, at + 32, group);
            int point = (bytes[at + group] & 0xFF) | ((upper & 7) << 8);
            float shift = (upper & 8) == 0 ? SHIFT : -SHIFT;
            Grid.IQ1.shifted(point, d * (2 * number + 1), shift, values, to + GROUP * group);
        }
    }

    /// One of several numbers of four bits, the first one of a byte in its low half.
    private static int fourBits(byte[] bytes, int at, int number) {
        return (bytes[at + number / 2] >> (number % 2 * 4)) & 0xF;
    }

    /// Eight signs of the lower seven bits: the last one makes their number even.
    private static int even(int bits) {
        int seven = bits & 0x7F;
        return seven | ((Integer.bitCount(seven) & 1) << 7);
    }
}
