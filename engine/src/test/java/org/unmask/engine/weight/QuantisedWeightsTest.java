package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unmask.core.cases.Architectures;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

class QuantisedWeightsTest {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Architecture MODEL = Architectures.dense(1, 64, 2, 2, 32, 96, 70);

    @TempDir
    private Path folder;

    private final Random random = new Random(20260103);

    /// Random quanta and scales, whose values are known because they were made first.
    private MemorySegment block(ElementType type, Arena arena, int elements, float[] values) {
        MemorySegment data = arena.allocate((long) elements / 32 * type.blockBytes());
        for (int block = 0; block < elements / 32; block++) {
            long at = (long) block * type.blockBytes();
            float scale = (random.nextInt(2000) - 1000) / 1024f;
            data.set(SHORT, at, Float.floatToFloat16(scale));
            for (int i = 0; i < 32; i++) {
                boolean bytes = type == ElementType.Q8_0;
                int quantum = bytes ? random.nextInt(256) - 128 : random.nextInt(16) - 8;
                values[32 * block + i] = Float.float16ToFloat(Float.floatToFloat16(scale)) * quantum;
                long place = at + 2 + (bytes ? i : i % 16);
                int old = data.get(ValueLayout.JAVA_BYTE, place);
                int stored = bytes ? quantum : old | (quantum + 8) << (i < 16 ? 0 : 4);
                data.set(ValueLayout.JAVA_BYTE, place, (byte) stored);
            }
        }
        return data;
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_0"})
    void quantisedMatricesComeInTheTypeAskedFor(ElementType type) throws IOException {
        float[] values = new float[70 * 64];
        List<NewTensor> tensors = NewTensor.all(
                        MODEL,
                        TensorNames.GGUF,
                        DType.FLOAT32,
                        arena -> new SyntheticWeights(MODEL, 1, DType.FLOAT32, 0.4, arena))
                .stream()
                .map(tensor -> tensor.name().equals("token_embd.weight")
                        ? new NewTensor(
                                tensor.name(), type, tensor.shape(), arena -> block(type, arena, 70 * 64, values))
                        : tensor)
                .toList();
        Path path = folder.resolve("m.gguf");
        new GgufWriter().write(path, tensors, _ -> {});
        for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16)) {
            Arena arena = Arena.ofAuto();
            StoredWeights weights =
                    new StoredWeights(TensorStore.open(path, arena), MODEL, TensorNames.GGUF, dtype, arena);
            Matrix matrix = weights.matrix(Weight.EMBEDDING, 0);

            assertThat(matrix.dtype()).isEqualTo(dtype);
            for (int i = 0; i < values.length; i++) {
                float expected =
                        dtype == DType.FLOAT32 ? values[i] : Float.intBitsToFloat(Bfloat16.nearest(values[i]) << 16);
                float found = dtype == DType.FLOAT32
                        ? Elements.float32(matrix.data(), i)
                        : Elements.bfloat16(matrix.data(), i);
                assertThat(found).isEqualTo(expected);
            }
        }
    }
}
