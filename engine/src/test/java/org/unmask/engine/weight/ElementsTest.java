package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementsTest {
    @ParameterizedTest
    @CsvSource({
        "3F800000, 3F80", // exact
        "3F807FFF, 3F80", // below half
        "3F808000, 3F80", // half, to even
        "3F818000, 3F82", // half, to even
        "3F808001, 3F81", // above half
        "BF808001, BF81", // negative
        "7F7FFFFF, 7F80", // overflows to infinity
        "00000001, 0000", // subnormal
        "80000000, 8000", // minus zero
        "7F800000, 7F80", // infinity
    })
    void roundsToTheNearestBfloat16(String float32, String bfloat16) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(float32, 16));

        assertThat(Bfloat16.nearest(value)).isEqualTo((short) Integer.parseInt(bfloat16, 16));
    }

    @Test
    void aNotANumberStaysOne() {
        int rounded = Bfloat16.nearest(Float.intBitsToFloat(0x7F800001));

        assertThat(Float.intBitsToFloat(rounded << 16)).isNaN();
    }

    /// Scale 0.5, quanta -128, 127, 0, 1, 2, ...
    @Test
    void eightBitsAreScaleTimesQuantum() {
        byte[] block = new byte[2 * 34];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putShort(34, Float.floatToFloat16(0.5f));
        block[36] = -128;
        block[37] = 127;
        block[67] = 3;
        float[] values = new float[64];
        ElementType.Q8_0.reader(MemorySegment.ofArray(block)).read(0, values, 64);

        assertThat(values[0]).isZero();
        assertThat(values[32]).isEqualTo(-64);
        assertThat(values[33]).isEqualTo(63.5f);
        assertThat(values[34]).isZero();
        assertThat(values[63]).isEqualTo(1.5f);
    }

    /// Scale -2; the first byte holds 0 (element 0) and 15 (element 16), the last 9 (15) and 7 (31).
    @Test
    void fourBitsAreScaleTimesQuantumLessEight() {
        byte[] block = new byte[18];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putShort(0, Float.floatToFloat16(-2));
        block[2] = (byte) 0xF0;
        block[17] = 0x79;
        float[] values = new float[32];
        ElementType.Q4_0.reader(MemorySegment.ofArray(block)).read(0, values, 32);

        assertThat(values[0]).isEqualTo(16);
        assertThat(values[16]).isEqualTo(-14);
        assertThat(values[1]).isEqualTo(16);
        assertThat(values[15]).isEqualTo(-2);
        assertThat(values[31]).isEqualTo(2);
    }
}
