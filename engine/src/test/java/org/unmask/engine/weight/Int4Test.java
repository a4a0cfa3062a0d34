package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.cases.Architectures;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Matrix;

class Int4Test {
    private static final Architecture MODEL = Architectures.dense(1, 64, 2, 2, 32, 96, 70);

    /// By hand: the greatest magnitude is -4, so the scale is 0.5, and an element `x` becomes `⌊2x + 8.5⌋`.
    @Test
    void aGroupIsRoundedAsLlamaCppDoes() {
        float[] row = new float[40];
        row[0] = -4;
        row[1] = 4;
        row[2] = 0.25f;
        row[3] = 0.24f;
        row[16] = -0.26f;
        row[32] = 8;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(Matrix.bytes(DType.INT4, 1, 40));
            Int4.quantise(row, 0, 32, data, 0);
            Int4.quantise(row, 32, 8, data, Int4.group(0, 32, 40));

            assertThat(data.byteSize()).as("two groups").isEqualTo(36);
            assertThat(data.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0)).isEqualTo(Float.floatToFloat16(0.5f));
            assertThat(data.get(ValueLayout.JAVA_BYTE, 2))
                    .as("columns 0 and 16")
                    .isEqualTo((byte) 0x70);
            assertThat(elements(data, 0, 1, 2, 3, 16)).containsExactly(-4, 3.5f, 0.5f, 0, -0.5f);
            assertThat(elements(data, 32, 33)).as("a scale of -1").containsExactly(8, -0f);
        }
    }

    private static float[] elements(MemorySegment data, int... columns) {
        float[] elements = new float[columns.length];
        for (int i = 0; i < columns.length; i++) {
            elements[i] = Int4.element(data, 0, columns[i], 40);
        }
        return elements;
    }

    @Test
    void whatIsNotFiniteMakesAScaleThatIsNot() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e6f}) {
            float[] row = new float[32];
            row[5] = bad;
            row[6] = 1;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment data = arena.allocate(Int4.GROUP_BYTES);
                Int4.quantise(row, 0, 32, data, 0);
                assertThat(Float.float16ToFloat(Int4.scaleBits(data, 0))).isNotFinite();
            }
        }
    }

    /// What a file holds in Q4_0 is used as it is, also what no rounding would give.
    @Test
    void groupsOfAFileAreTakenBitForBit(@TempDir Path folder) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        byte[] groups = new byte[Math.toIntExact(Int4.bytes(70, 64))];
        random.nextBytes(groups);
        Path path = folder.resolve("m.gguf");
        new GgufWriter()
                .write(
                        path,
                        NewTensor.all(
                                        MODEL,
                                        TensorNames.GGUF,
                                        DType.FLOAT32,
                                        arena -> new SyntheticWeights(MODEL, 1, DType.FLOAT32, 0.4, arena))
                                .stream()
                                .map(tensor -> tensor.name().equals("token_embd.weight")
                                        ? new NewTensor(
                                                tensor.name(),
                                                ElementType.Q4_0,
                                                tensor.shape(),
                                                arena -> arena.allocateFrom(ValueLayout.JAVA_BYTE, groups))
                                        : tensor)
                                .toList(),
                        _ -> {});
        try (Arena arena = Arena.ofShared()) {
            StoredWeights weights =
                    new StoredWeights(TensorStore.open(path, arena), MODEL, TensorNames.GGUF, DType.INT4, arena);
            Matrix matrix = weights.matrix(Weight.EMBEDDING, 0);

            assertThat(matrix.dtype()).isEqualTo(DType.INT4);
            assertThat(matrix.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(groups);
        }
    }
}
