package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaledTensorTest {
    private static final int ROWS = 130;
    private static final int COLUMNS = 200;

    @TempDir
    private Path folder;

    /// Rows and columns of ones, eight bits each.
    private TensorStore store(Optional<String> suffix, List<Long> shape, float... scales) throws IOException {
        List<NewTensor> tensors = new ArrayList<>();
        tensors.add(new NewTensor("w", ElementType.F8_E4M3, List.of((long) ROWS, (long) COLUMNS), arena -> {
            MemorySegment ones = arena.allocate((long) ROWS * COLUMNS);
            return ones.fill((byte) 0x38);
        }));
        suffix.ifPresent(end -> tensors.add(new NewTensor(
                "w" + end, ElementType.F32, shape, arena -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, scales))));
        return SafetensorsFile.open(SafetensorsWriter.write(folder, tensors, 1L << 30, _ -> {}), Arena.ofAuto());
    }

    private static float[] values(TensorStore store) throws IOException {
        float[] values = new float[ROWS * COLUMNS];
        ScaledTensor.of(store, store.tensor("w")).source().read(0, values, values.length);
        return values;
    }

    @Test
    void aBlockOf128By128HasOneScale() throws IOException {
        float[] values = values(store(Optional.of("_scale_inv"), List.of(2L, 2L), 1, 2, 4, 8));

        assertThat(values[0]).isEqualTo(1);
        assertThat(values[127]).isEqualTo(1);
        assertThat(values[128]).isEqualTo(2);
        assertThat(values[127 * COLUMNS + 199]).isEqualTo(2);
        assertThat(values[128 * COLUMNS]).isEqualTo(4);
        assertThat(values[129 * COLUMNS + 128]).isEqualTo(8);
    }

    @Test
    void aRowOrAllMayHaveOne() throws IOException {
        float[] scales = new float[ROWS];
        scales[0] = 3;
        scales[129] = 5;
        float[] rows = values(store(Optional.of("_scale"), List.of((long) ROWS, 1L), scales));

        assertThat(rows[199]).isEqualTo(3);
        assertThat(rows[200]).isZero();
        assertThat(rows[129 * COLUMNS]).isEqualTo(5);
        assertThat(values(store(Optional.of("_scale"), List.of(1L), 7))).containsOnly(7);
    }

    @Test
    void noScalesOrOthersAreOneLine() throws IOException {
        TensorStore none = store(Optional.empty(), List.of());
        assertThatThrownBy(() -> ScaledTensor.of(none, none.tensor("w")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensor 'w' is F8_E4M3, but there are no scales for it; expected a tensor");
        TensorStore odd = store(Optional.of("_scale_inv"), List.of(3L, 2L), 1, 1, 1, 1, 1, 1);
        assertThatThrownBy(() -> ScaledTensor.of(odd, odd.tensor("w")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensor 'w_scale_inv' of shape [3, 2] are no scales for [130, 200]");
    }

    /// Values of the table in arXiv 2209.05433; the wide ones are the upper halves of float16.
    @ParameterizedTest
    @CsvSource({
        "F8_E4M3, 00, 0",
        "F8_E4M3, 01, 0.001953125",
        "F8_E4M3, 07, 0.013671875",
        "F8_E4M3, 08, 0.015625",
        "F8_E4M3, 38, 1",
        "F8_E4M3, 7E, 448",
        "F8_E4M3, C0, -2",
        "F8_E4M3, 7F, NaN",
        "F8_E4M3, FF, NaN",
        "F8_E5M2, 3C, 1",
        "F8_E5M2, 7B, 57344",
        "F8_E5M2, 01, 0.0000152587890625"
    })
    void eightBitsAreAFloat(ElementType type, String bits, Float value) {
        float[] values = new float[1];
        byte[] bytes = {(byte) Integer.parseInt(bits, 16)};
        type.reader(MemorySegment.ofArray(bytes)).read(0, values, 1);

        assertThat(values[0]).isEqualTo(value);
    }
}
