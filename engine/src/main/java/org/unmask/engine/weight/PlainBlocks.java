package org.unmask.engine.weight;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Plain numbers, and quantised elements in blocks of 32 as ggml has them
/// (https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h).
///
/// A block of four bits holds element `j` in the low half of byte `j` and element `j + 16` in its high half; of five
/// bits, the fifth bits of all elements stand before them as one number of 32 bits. `scale` and `least` are float16.
final class PlainBlocks {
    /// The 16 values of the `IQ4` types.
    static final byte[] CURVE = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ELEMENTS = 32;
    private static final int HALF = ELEMENTS / 2;
    /// Twice the 16 values of a float of four bits: sign, two bits of exponent, one of fraction (OCP Microscaling
    /// Formats, version 1.0, 5.3.3).
    private static final byte[] FLOATS = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    /// Every eight-bit float of four bits of exponent and three of fraction, without infinities (Micikevicius et al. 2022,
    /// arXiv 2209.05433).
    private static final float[] EIGHT_BITS = new float[256];

    static {
        for (int bits = 0; bits < EIGHT_BITS.length; bits++) {
            int exponent = (bits >> 3) & 0xF;
            int fraction = bits & 7;
            float size = exponent == 0 ? Math.scalb((float) fraction, -9) : Math.scalb(8f + fraction, exponent - 10);
            float value = (bits & 0x7F) == 0x7F ? Float.NaN : size;
            EIGHT_BITS[bits] = bits < 0x80 ? value : -value;
        }
    }

    private PlainBlocks() {}

    static void float32(byte[] bytes, int at, float[] values, int to) {
        values[to] = Float.intBitsToFloat((int) INT.get(bytes, at));
    }

    static void float16(byte[] bytes, int at, float[] values, int to) {
        values[to] = half(bytes, at);
    }

    static void bfloat16(byte[] bytes, int at, float[] values, int to) {
        values[to] = Float.intBitsToFloat((short) SHORT.get(bytes, at) << 16);
    }

    static void float8(byte[] bytes, int at, float[] values, int to) {
        values[to] = EIGHT_BITS[bytes[at] & 0xFF];
    }

    /// The upper half of a float16.
    static void float8Wide(byte[] bytes, int at, float[] values, int to) {
        values[to] = Float.float16ToFloat((short) (bytes[at] << 8));
    }

    /// A float16 as float32.
    static float half(byte[] bytes, int at) {
        return Float.float16ToFloat((short) SHORT.get(bytes, at));
    }

    static int int16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }

    static int int32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /// `scale`, 32 signed bytes: `scale · q`.
    static void eightBit(byte[] bytes, int at, float[] values, int to) {
        float scale = half(bytes, at);
        for (int j = 0; j < ELEMENTS; j++) {
            values[to + j] = scale * bytes[at + 2 + j];
        }
    }

    /// `scale`, 16 bytes: `scale · (q - 8)`.
    static void fourBit(byte[] bytes, int at, float[] values, int to) {
        float scale = half(bytes, at);
        for (int j = 0; j < HALF; j++) {
            int two = bytes[at + 2 + j];
            values[to + j] = scale * ((two & 0xF) - 8);
            values[to + j + HALF] = scale * (((two >> 4) & 0xF) - 8);
        }
    }

    /// `scale`, `least`, 16 bytes: `scale · q + least`.
    static void fourBitOffset(byte[] bytes, int at, float[] values, int to) {
        float scale = half(bytes, at);
        float least = half(bytes, at + 2);
        for (int j = 0; j < HALF; j++) {
            int two = bytes[at + 4 + j];
            values[to + j] = scale * (two & 0xF) + least;
            values[to + j + HALF] = scale * ((two >> 4) & 0xF) + least;
        }
    }

    /// `scale`, fifth bits, 16 bytes: `scale · (q - 16)`.
    static void fiveBit(byte[] bytes, int at, float[] values, int to) {
        float scale = half(bytes, at);
        int fifth = (int) INT.get(bytes, at + 2);
        for (int j = 0; j < HALF; j++) {
            int two = bytes[at + 6 + j];
            values[to + j] = scale * (((two & 0xF) | (((fifth >>> j) & 1) << 4)) - 16);
            values[to + j + HALF] = scale * ((((two >> 4) & 0xF) | (((fifth >>> (j + HALF)) & 1) << 4)) - 16);
        }
    }

    /// `scale`, `least`, fifth bits, 16 bytes: `scale · q + least`.
    static void fiveBitOffset(byte[] bytes, int at, float[] values, int to) {
        float scale = half(bytes, at);
        float least = half(bytes, at + 2);
        int fifth = (int) INT.get(bytes, at + 4);
        for (int j = 0; j < HALF; j++) {
            int two = bytes[at + 8 + j];
            values[to + j] = scale * ((two & 0xF) | (((fifth >>> j) & 1) << 4)) + least;
            values[to + j + HALF] = scale * (((two >> 4) & 0xF) | (((fifth >>> (j + HALF)) & 1) << 4)) + least;
        }
    }

    /// `scale`, 16 bytes: `scale · curve[q]`.
    static void fourBitCurve(byte[] bytes, int at, float[] values, int to) {
        fourBitCurve(half(bytes, at), bytes, at + 2, values, to);
    }

    /// The 32 elements of 16 bytes.
    static void fourBitCurve(float scale, byte[] bytes, int at, float[] values, int to) {
        for (int j = 0; j < HALF; j++) {
            int two = bytes[at + j];
            values[to + j] = scale * CURVE[two & 0xF];
            values[to + j + HALF] = scale * CURVE[(two >> 4) & 0xF];
        }
    }

    /// An exponent `e` of eight bits, 16 bytes: `2^(e - 127) · float[q]`.
    static void fourBitFloat(byte[] bytes, int at, float[] values, int to) {
        fourBitFloat(Math.scalb(1f, (bytes[at] & 0xFF) - 128), bytes, at + 1, HALF, values, to);
    }

    /// Four scales, floats of eight bits without a sign, 32 bytes; parts of 16: `scale · float[q]`.
    static void fourBitFloatParts(byte[] bytes, int at, float[] values, int to) {
        for (int part = 0; part < 4; part++) {
            int bits = bytes[at + part] & 0x7F;
            float half = bits == 0x7F ? 0 : EIGHT_BITS[bits] / 2;
            fourBitFloat(half, bytes, at + 4 + part * 8, 8, values, to + part * 16);
        }
    }

    private static void fourBitFloat(float half, byte[] bytes, int at, int count, float[] values, int to) {
        for (int j = 0; j < count; j++) {
            int two = bytes[at + j];
            values[to + j] = half * FLOATS[two & 0xF];
            values[to + j + count] = half * FLOATS[(two >> 4) & 0xF];
        }
    }
}
