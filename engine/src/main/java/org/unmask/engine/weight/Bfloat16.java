package org.unmask.engine.weight;

/// The upper half of a float32.
public final class Bfloat16 {
    private Bfloat16() {}

    /// The nearest bf16, ties to even. Not-a-numbers stay so, quiet.
    public static short nearest(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    /// A number as float32.
    public static float wide(short half) {
        return Float.intBitsToFloat(half << 16);
    }
}
