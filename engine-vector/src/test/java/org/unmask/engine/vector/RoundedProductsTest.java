package org.unmask.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// Products of rounded activations against their definition: exact sums of integers, scaled in float32.
class RoundedProductsTest {
    @ParameterizedTest
    @CsvSource({"1, 64, 64", "1, 97, 333", "2, 5, 31", "3, 65, 32", "4, 64, 33", "9, 130, 1000", "515, 7, 70"})
    void groupsAreSummedExactlyAndScaledInTheirOrder(int rows, int outputs, int inputs) {
        SplittableRandom random = new SplittableRandom(11);
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(2)) {
            MemorySegment x = floats(arena, rows * inputs, random);
            Matrix w = groups(arena, outputs, inputs, random);
            MemorySegment y = arena.allocate(4L * rows * outputs, 64);
            kernels.matmul(x, rows, kernels.pack(w, arena), y);

            for (int row = 0; row < rows; row++) {
                for (int output = 0; output < outputs; output++) {
                    assertThat(y.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * outputs + output))
                            .as("row %d, output %d", row, output)
                            .isEqualTo(byDefinition(x, row, w, output));
                }
            }
        }
    }

    private static float byDefinition(MemorySegment x, int row, Matrix w, int output) {
        int inputs = w.columns();
        float sum = 0;
        for (int first = 0; first < inputs; first += 32) {
            int count = Math.min(32, inputs - first);
            float[] values = new float[count];
            float greatest = 0;
            for (int i = 0; i < count; i++) {
                values[i] = x.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * inputs + first + i);
                greatest = Math.max(greatest, Math.abs(values[i]));
            }
            float scale = greatest / 127;
            long group = Int4.group(output, first, inputs);
            int products = 0;
            for (int i = 0; i < count; i++) {
                int quantum = (int) Math.rint(values[i] * (1 / scale));
                products += quantum * (Int4.quantum(w.data(), group, i) - 8);
            }
            float ofWeights = Float.float16ToFloat(Int4.scaleBits(w.data(), group));
            sum = Math.fma(products * ofWeights, scale, sum);
        }
        return sum;
    }

    /// -8 times 127, 32 times: the greatest sum of a group, in which one bit more would overflow. By hand: scales are 1.
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void theGreatestSumOfAGroupFits(int rows) {
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(1)) {
            MemorySegment x = arena.allocate(4L * 64 * rows, 64);
            for (int i = 0; i < 64 * rows; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, i / 64 % 2 == 0 ? 127 : -127);
            }
            MemorySegment data = arena.allocate(Int4.bytes(2, 64), 64);
            for (long group = 0; group < data.byteSize(); group += Int4.GROUP_BYTES) {
                data.set(ValueLayout.JAVA_SHORT_UNALIGNED, group, Float.floatToFloat16(1));
            }
            MemorySegment y = arena.allocate(4L * 2 * rows, 64);
            kernels.matmul(x, rows, kernels.pack(new Matrix(data, DType.W4A8, 2, 64), arena), y);

            for (int i = 0; i < 2 * rows; i++) {
                assertThat(y.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                        .isEqualTo((i / 2 % 2 == 0 ? -1 : 1) * 2 * 32 * 8 * 127);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"w8a8", "w4a8"})
    void activationsThatAreZeroOrNotFiniteStaySo(String type) {
        DType dtype = DType.of(type);
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(1)) {
            Matrix w = dtype == DType.W4A8
                    ? groups(arena, 3, 40, new SplittableRandom(1))
                    : bytes(arena, 3, 40, new SplittableRandom(1));
            for (float value : new float[] {0, Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY}) {
                MemorySegment x = arena.allocate(4L * 40, 64);
                x.setAtIndex(ValueLayout.JAVA_FLOAT, 7, value);
                MemorySegment y = arena.allocate(4L * 3, 64);
                kernels.matmul(x, 1, kernels.pack(w, arena), y);
                for (float sum : y.toArray(ValueLayout.JAVA_FLOAT)) {
                    assertThat(Float.isFinite(sum))
                            .as("%s times %s", value, type)
                            .isEqualTo(Float.isFinite(value));
                    assertThat(sum == 0 || !Float.isFinite(value)).isTrue();
                }
            }
        }
    }

    @Test
    void wholeRowsAreRoundedForW8a8() {
        int rows = 5;
        int outputs = 70;
        int inputs = 333;
        SplittableRandom random = new SplittableRandom(3);
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(2)) {
            MemorySegment x = floats(arena, rows * inputs, random);
            Matrix w = bytes(arena, outputs, inputs, random);
            MemorySegment y = arena.allocate(4L * rows * outputs, 64);
            kernels.matmul(x, rows, kernels.pack(w, arena), y);

            for (int row = 0; row < rows; row++) {
                float[] values = x.asSlice(4L * row * inputs, 4L * inputs).toArray(ValueLayout.JAVA_FLOAT);
                double greatest = IntStream.range(0, inputs)
                        .mapToDouble(i -> Math.abs(values[i]))
                        .max()
                        .orElseThrow();
                float scale = (float) greatest / 127;
                int[] quanta = new int[inputs];
                Arrays.setAll(quanta, i -> (int) Math.rint(values[i] * (1 / scale)));
                for (int output = 0; output < outputs; output++) {
                    long sum = 0;
                    for (int i = 0; i < inputs; i++) {
                        sum += (long) quanta[i] * w.data().get(ValueLayout.JAVA_BYTE, (long) output * inputs + i);
                    }
                    double expected = sum * (double) scale * w.scales().getAtIndex(ValueLayout.JAVA_FLOAT, output);
                    double actual = y.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * outputs + output);
                    assertThat(actual).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
                }
            }
        }
    }

    private static MemorySegment floats(Arena arena, int count, SplittableRandom random) {
        MemorySegment x = arena.allocate(4L * count, 64);
        for (int i = 0; i < count; i++) {
            x.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return x;
    }

    private static Matrix groups(Arena arena, int outputs, int inputs, SplittableRandom random) {
        MemorySegment data = arena.allocate(Int4.bytes(outputs, inputs), 64);
        for (int row = 0; row < outputs; row++) {
            for (int first = 0; first < inputs; first += Int4.GROUP) {
                float[] values = new float[Math.min(Int4.GROUP, inputs - first)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextGaussian();
                }
                Int4.quantise(values, 0, values.length, data, Int4.group(row, first, inputs));
            }
        }
        return new Matrix(data, DType.W4A8, outputs, inputs);
    }

    private static Matrix bytes(Arena arena, int outputs, int inputs, SplittableRandom random) {
        MemorySegment data = arena.allocate((long) outputs * inputs, 64);
        for (long i = 0; i < data.byteSize(); i++) {
            data.set(ValueLayout.JAVA_BYTE, i, (byte) (random.nextInt(255) - 127));
        }
        MemorySegment scales = arena.allocate(4L * outputs, 64);
        for (int row = 0; row < outputs; row++) {
            scales.setAtIndex(ValueLayout.JAVA_FLOAT, row, 0.01f * (1 + row % 7));
        }
        return new Matrix(data, DType.W8A8, outputs, inputs, Layout.ROWS, scales);
    }
}
