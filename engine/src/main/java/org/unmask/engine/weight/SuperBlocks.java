package org.unmask.engine.weight;

/// Quantised elements in blocks of 256 as ggml has them
/// (https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h). A block has a float16 `d`, some have a
/// second one, `dmin`; its parts of 16 or 32 elements have small whole numbers as scales, which these are multiplied
/// with.
final class SuperBlocks {
    private static final int ELEMENTS = 256;
    private static final int STRETCH = 128;

    private SuperBlocks() {}

    /// 16 bytes of scales and least values, 64 bytes, `d`, `dmin`; parts of 16: `d · scale · q - dmin · least`, the scale in
    /// the low half of its byte. Byte `l` of 32 holds elements `l`, `l + 32`, `l + 64` and `l + 96`, from its low bits up.
    static void twoBit(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at + 80);
        float dmin = PlainBlocks.half(bytes, at + 82);
        for (int i = 0; i < ELEMENTS; i += 16) {
            int part = bytes[at + i / 16];
            float scale = d * (part & 0xF);
            float least = dmin * ((part >> 4) & 0xF);
            int from = at + 16 + i / STRETCH * 32 + i % 32;
            int shift = i % STRETCH / 32 * 2;
            for (int l = 0; l < 16; l++) {
                values[to + i + l] = scale * ((bytes[from + l] >> shift) & 3) - least;
            }
        }
    }

    /// 32 bytes of third bits, 64 bytes as of [#twoBit], 12 bytes of scales, `d`; parts of 16: `d · (scale - 32) · (q - 4)`.
    /// Bit `i / 32` of byte `i % 32` is the third bit of element `i`.
    static void threeBit(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at + 108);
        for (int i = 0; i < ELEMENTS; i += 16) {
            float scale = d * (sixBits(bytes, at + 96, i / 16) - 32);
            int high = at + i % 32;
            int from = at + 32 + i / STRETCH * 32 + i % 32;
            int shift = i % STRETCH / 32 * 2;
            for (int l = 0; l < 16; l++) {
                int third = (bytes[high + l] >> (i / 32)) & 1;
                values[to + i + l] = scale * ((((bytes[from + l] >> shift) & 3) | (third << 2)) - 4);
            }
        }
    }

    /// One of 16 numbers of six bits in 12 bytes: four bits in the first eight bytes, two in the last four.
    private static int sixBits(byte[] bytes, int at, int part) {
        int low = (bytes[at + part % 8] >> (part / 8 * 4)) & 0xF;
        int high = (bytes[at + 8 + part % 4] >> (part / 4 * 2)) & 3;
        return low | (high << 4);
    }

    /// `d`, `dmin`, 12 bytes of scales and least values, 128 bytes; parts of 32: `d · scale · q - dmin · least`. Byte `l` of
    /// 32 holds elements `l` and `l + 32`.
    static void fourBit(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        float dmin = PlainBlocks.half(bytes, at + 2);
        for (int i = 0; i < ELEMENTS; i += 32) {
            float scale = d * scale(bytes, at + 4, i / 32);
            float least = dmin * least(bytes, at + 4, i / 32);
            int from = at + 16 + i / 64 * 32;
            int shift = i % 64 / 32 * 4;
            for (int l = 0; l < 32; l++) {
                values[to + i + l] = scale * ((bytes[from + l] >> shift) & 0xF) - least;
            }
        }
    }

    /// `d`, `dmin`, 12 bytes of scales and least values, 32 bytes of fifth bits, 128 bytes: as [#fourBit]. Bit `i / 32` of
    /// byte `i % 32` is the fifth bit of element `i`.
    static void fiveBit(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        float dmin = PlainBlocks.half(bytes, at + 2);
        for (int i = 0; i < ELEMENTS; i += 32) {
            float scale = d * scale(bytes, at + 4, i / 32);
            float least = dmin * least(bytes, at + 4, i / 32);
            int from = at + 48 + i / 64 * 32;
            int shift = i % 64 / 32 * 4;
            for (int l = 0; l < 32; l++) {
                int fifth = (bytes[at + 16 + l] >> (i / 32)) & 1;
                values[to + i + l] = scale * (((bytes[from + l] >> shift) & 0xF) | (fifth << 4)) - least;
            }
        }
    }

    /// One of eight scales of six bits: the first four stand whole, the upper bits of the others above them.
    private static int scale(byte[] bytes, int at, int part) {
        return part < 4
                ? bytes[at + part] & 0x3F
                : (bytes[at + part + 4] & 0xF) | (((bytes[at + part - 4] >> 6) & 3) << 4);
    }

    /// One of eight least values, each of six bits, packed as the scales are.
    private static int least(byte[] bytes, int at, int part) {
        return part < 4
                ? bytes[at + part + 4] & 0x3F
                : ((bytes[at + part + 4] >> 4) & 0xF) | (((bytes[at + part] >> 6) & 3) << 4);
    }

    /// 128 bytes of four bits, 64 bytes of two bits above them, 16 signed bytes as scales, `d`; parts of 16:
    /// `d · scale · (q - 32)`. Of 128 elements, byte `l` of 64 holds elements `l` and `l + 64`, and byte `l` of 32 the upper
    /// bits of elements `l`, `l + 32`, `l + 64` and `l + 96`.
    static void sixBit(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at + 208);
        for (int i = 0; i < ELEMENTS; i += 16) {
            float scale = d * bytes[at + 192 + i / 16];
            int low = at + i / STRETCH * 64 + i % 64;
            int lowShift = i % STRETCH / 64 * 4;
            int high = at + 128 + i / STRETCH * 32 + i % 32;
            int highShift = i % STRETCH / 32 * 2;
            for (int l = 0; l < 16; l++) {
                int q = ((bytes[low + l] >> lowShift) & 0xF) | (((bytes[high + l] >> highShift) & 3) << 4);
                values[to + i + l] = scale * (q - 32);
            }
        }
    }

    /// `d`, two bytes of the upper bits of eight scales, four bytes of their lower bits, 128 bytes; parts of 32:
    /// `d · (scale - 32) · curve[q]`.
    static void fourBitCurve(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        int upper = PlainBlocks.int16(bytes, at + 2);
        for (int part = 0; part < ELEMENTS / 32; part++) {
            int lower = (bytes[at + 4 + part / 2] >> (part % 2 * 4)) & 0xF;
            float scale = d * ((lower | (((upper >> (2 * part)) & 3) << 4)) - 32);
            PlainBlocks.fourBitCurve(scale, bytes, at + 8 + 16 * part, values, to + 32 * part);
        }
    }
}
