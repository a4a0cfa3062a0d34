package org.unmask.engine.weight;

/// Quantised elements that are a sign, or a sign or nothing, times one float16 `d` of their block, as ggml has them
/// (https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h).
final class SignBlocks {
    private static final int[] POWERS = {1, 3, 9, 27, 81};

    private SignBlocks() {}

    /// `d`, a bit for each of 128 elements: `d` where it is set, else `-d`.
    static void sign(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at);
        for (int j = 0; j < 128; j++) {
            values[to + j] = ((bytes[at + 2 + j / 8] >> (j % 8)) & 1) == 0 ? -d : d;
        }
    }

    /// 48 bytes of five elements each and 4 of four, `d`: a byte is a fraction of 256, and its digits to the base of 3, less 1,
    /// are the elements. Those of one place stand together: 32 of the first bytes, 16 of the next, 4 of the last.
    static void thirds(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at + 52);
        thirds(bytes, at, 32, 5, d, values, to);
        thirds(bytes, at + 32, 16, 5, d, values, to + 160);
        thirds(bytes, at + 48, 4, 4, d, values, to + 240);
    }

    private static void thirds(byte[] bytes, int at, int count, int places, float d, float[] values, int to) {
        for (int place = 0; place < places; place++) {
            for (int j = 0; j < count; j++) {
                int rest = (bytes[at + j] * POWERS[place]) & 0xFF;
                values[to + place * count + j] = d * (((rest * 3) >> 8) - 1);
            }
        }
    }

    /// 64 bytes, `d`: `d · (q - 1)`. Of 128 elements, byte `l` of 32 holds elements `l`, `l + 32`, `l + 64` and `l + 96`, from
    /// its low bits up.
    static void twoBits(byte[] bytes, int at, float[] values, int to) {
        float d = PlainBlocks.half(bytes, at + 64);
        for (int j = 0; j < 256; j++) {
            int q = (bytes[at + j / 128 * 32 + j % 32] >> (j % 128 / 32 * 2)) & 3;
            values[to + j] = d * (q - 1);
        }
    }
}
