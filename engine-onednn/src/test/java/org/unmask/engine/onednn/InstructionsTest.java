package org.unmask.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The values of `dnnl_cpu_isa_t` in the header of version 3.11.
class InstructionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0x00001 | false | no AVX2, no bf16 arithmetic and so no bf16 weights
                    0x00007 | false | AVX2, no bf16 arithmetic and so no bf16 weights
                    0x0001f | false | AVX2, no bf16 arithmetic and so no bf16 weights
                    0x00067 | false | AVX-512, no bf16 arithmetic and so no bf16 weights
                    0x000e7 | true  | AVX-512 with bf16, no AMX
                    0x001ef | true  | AVX-512 with bf16, no AMX
                    0x00fef | true  | AMX with bf16
                    0x01fef | true  | AMX with bf16
                    0x201ff | true  | AVX-512 with bf16, no AMX
                    0x22fff | true  | AMX with bf16
                    """)
    void areNamedByWhatMattersToProducts(String bits, boolean bf16, String name) {
        Instructions instructions = new Instructions(Integer.decode(bits));
        assertThat(instructions.bf16()).isEqualTo(bf16);
        assertThat(instructions).hasToString(name);
    }
}
