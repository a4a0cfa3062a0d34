package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;

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

        assertThat(Elements.toBfloat16(value)).isEqualTo((short) Integer.parseInt(bfloat16, 16));
    }

    @Test
    void aNotANumberStaysOne() {
        int rounded = Elements.toBfloat16(Float.intBitsToFloat(0x7F800001));

        assertThat(Float.intBitsToFloat(rounded << 16)).isNaN();
    }
}
