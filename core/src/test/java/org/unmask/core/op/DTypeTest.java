package org.unmask.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DTypeTest {
    @Test
    void sizesAreExactAndRoundedUpToWholeBytes() {
        assertThat(DType.INT4.bytes(0)).isZero();
        assertThat(DType.INT4.bytes(3)).isEqualTo(2);
        assertThat(DType.FP4.bytes(8)).isEqualTo(4);
        assertThat(DType.FP8.bytes(17)).isEqualTo(17);
        assertThat(DType.BFLOAT16.bytes(17)).isEqualTo(34);
        assertThat(DType.FLOAT32.bytes(17)).isEqualTo(68);
    }

    @Test
    void nothingOverflowsThatFits() {
        assertThat(DType.INT4.bytes(Long.MAX_VALUE)).isEqualTo(1L << 62);
        assertThat(DType.INT8.bytes(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> DType.FP16.bytes(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void arithmeticRunsInTheWiderOfActivationsAndWeights() {
        assertThat(new DTypes(DType.BFLOAT16, DType.INT4, DType.FP8).compute()).isEqualTo(DType.BFLOAT16);
        assertThat(new DTypes(DType.FP8, DType.BFLOAT16, DType.FP8).compute()).isEqualTo(DType.BFLOAT16);
        assertThat(new DTypes(DType.FP8, DType.INT8, DType.FP8).compute())
                .as("as wide: the activations' type")
                .isEqualTo(DType.FP8);
        assertThat(DTypes.all(DType.INT4).label()).isEqualTo("int4");
        assertThat(new DTypes(DType.FLOAT32, DType.W4A8, DType.BFLOAT16).label())
                .as("products round what they multiply")
                .isEqualTo("w4a8");
        assertThat(new DTypes(DType.BFLOAT16, DType.INT4, DType.BFLOAT16).label())
                .isEqualTo("bf16");
    }

    @Test
    void typesThatRoundActivationsAreOfWeightsOnlyAndTakeTheMemoryOfWhatTheyAreKeptAs() {
        DTypes w4a8 = DTypes.all(DType.of("w4a8"));
        assertThat(w4a8).isEqualTo(new DTypes(DType.INT8, DType.W4A8, DType.INT8));
        assertThat(w4a8.weightBytes(64)).as("32 bytes and two scales").isEqualTo(36);
        assertThat(DTypes.all(DType.W8A8).weightBytes(64)).isEqualTo(64);
        assertThatThrownBy(() -> new DTypes(DType.BFLOAT16, DType.W8A8, DType.W8A8))
                .hasMessage("w8a8 is a type of weights; give activations, keys and values int8 or another type");
    }
}
