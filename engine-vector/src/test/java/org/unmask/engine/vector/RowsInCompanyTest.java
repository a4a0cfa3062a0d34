package org.unmask.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// A row of a product is the same, bit for bit, alone and beside others: requests that share a pass get what they get
/// alone.
class RowsInCompanyTest {
    /// Counts for which the kernels go different ways.
    private static final int[] COUNTS = {2, 3, 4, 5, 8, 9, 12, 13, 24, 33, 100, 504, 505, 507, 520};

    private static final int MOST = 520;

    @ParameterizedTest
    @CsvSource({
        "float32, 64, 64", "float32, 97, 333", "float32, 300, 1100",
        "bf16, 64, 64", "bf16, 97, 333", "bf16, 300, 1100",
        "int8, 64, 64", "int8, 97, 333", "int8, 300, 1100",
        "int4, 64, 64", "int4, 97, 333", "int4, 300, 1100",
        "w8a8, 64, 64", "w8a8, 97, 333", "w8a8, 300, 1100",
        "w4a8, 64, 64", "w4a8, 97, 333", "w4a8, 300, 1100"
    })
    void aRowIsTheSameInAnyCompany(String type, int outputs, int inputs) {
        DType dtype = DType.of(type);
        SplittableRandom random = new SplittableRandom(7);
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(2)) {
            assertThat(new VectorBackend().rowsAreIndependent(dtype)).isTrue();
            Matrix w = kernels.pack(weights(dtype, outputs, inputs, random, arena), arena);
            MemorySegment x = arena.allocate(4L * MOST * inputs, 64);
            for (long i = 0; i < (long) MOST * inputs; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
            }
            float[][] alone = new float[MOST][];
            for (int row = 0; row < MOST; row++) {
                alone[row] = product(kernels, x, row, 1, w, arena)[0];
            }
            for (int count : COUNTS) {
                float[][] together = product(kernels, x, MOST - count, count, w, arena);
                for (int row = 0; row < count; row++) {
                    assertThat(together[row]).as("row %d of %d", row, count).isEqualTo(alone[MOST - count + row]);
                }
            }
        }
    }

    /// Sequences that decode a token, a block, a prompt of more rows than a tile holds, and two alike ones.
    private static final List<AttentionOperator.Attention> GROUPS = List.of(
            attention(1, 1, 300, Mask.CAUSAL),
            attention(1, 200, 0, Mask.CAUSAL),
            attention(2, 1, 7, Mask.CAUSAL),
            attention(1, 32, 100, Mask.FULL),
            attention(1, 1, 0, Mask.CAUSAL));

    private static AttentionOperator.Attention attention(int batch, int queries, int context, Mask mask) {
        return new AttentionOperator.Attention(batch, queries, context, 6, 3, 32, mask);
    }

    @ParameterizedTest
    @CsvSource({"float32, 1", "float32, 2", "float32, 3", "bf16, 2"})
    void whatAGroupAttendsToIsTheSameInAnyCompany(String type, int threads) {
        SplittableRandom random = new SplittableRandom(7);
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(threads)) {
            int rows = GROUPS.stream()
                    .mapToInt(group -> group.batch() * group.queries())
                    .sum();
            long rowBytes = 4L * 6 * 32;
            MemorySegment query =
                    weights(DType.FLOAT32, rows, 6 * 32, random, arena).data();
            MemorySegment together = arena.allocate(rowBytes * rows, 64);
            MemorySegment alone = arena.allocate(rowBytes * rows, 64);
            List<KeyValue> cached = new ArrayList<>();
            long at = 0;
            for (AttentionOperator.Attention group : GROUPS) {
                List<KeyValue> own = Stream.generate(() -> cached(DType.of(type), group, random, arena))
                        .limit(group.batch())
                        .toList();
                kernels.attention(group, query.asSlice(at), own, alone.asSlice(at));
                cached.addAll(own);
                at += rowBytes * group.batch() * group.queries();
            }
            kernels.attention(GROUPS, query, cached, together);

            assertThat(together.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(alone.toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    private static KeyValue cached(
            DType type, AttentionOperator.Attention group, SplittableRandom random, Arena arena) {
        int keys = group.context() + group.queries();
        return new KeyValue(
                weights(type, keys, 3 * 32, random, arena).data(),
                weights(type, keys, 3 * 32, random, arena).data(),
                type,
                0);
    }

    private static float[][] product(Kernels kernels, MemorySegment x, int first, int rows, Matrix w, Arena arena) {
        MemorySegment y = arena.allocate(4L * rows * w.rows(), 64);
        kernels.matmul(x.asSlice(4L * first * w.columns()), rows, w, y);
        float[][] results = new float[rows][];
        for (int row = 0; row < rows; row++) {
            results[row] = y.asSlice(4L * row * w.rows(), 4L * w.rows()).toArray(ValueLayout.JAVA_FLOAT);
        }
        return results;
    }

    private static Matrix weights(DType type, int rows, int columns, SplittableRandom random, Arena arena) {
        if (type.stored() == DType.INT4) {
            return groups(type, rows, columns, random, arena);
        }
        long count = (long) rows * columns;
        MemorySegment data = arena.allocate(Matrix.bytes(type, rows, columns), 64);
        MemorySegment scales =
                type.stored() == DType.INT8 ? arena.allocate((long) Float.BYTES * rows, 64) : MemorySegment.NULL;
        for (long i = 0; i < count; i++) {
            float element = (float) random.nextGaussian();
            switch (type) {
                case FLOAT32 -> data.setAtIndex(ValueLayout.JAVA_FLOAT, i, element);
                case BFLOAT16 ->
                    data.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToIntBits(element) >>> 16));
                case INT8, W8A8 ->
                    data.set(ValueLayout.JAVA_BYTE, i, (byte) Math.clamp(Math.round(40 * element), -127, 127));
                case INT4, W4A8, FP16, FP8, FP4 -> throw Matrix.notComputed(type);
            }
        }
        for (int row = 0; row < rows && type.stored() == DType.INT8; row++) {
            scales.setAtIndex(ValueLayout.JAVA_FLOAT, row, 0.01f * (1 + row % 7));
        }
        return new Matrix(data, type, rows, columns, Layout.ROWS, scales);
    }

    private static Matrix groups(DType type, int rows, int columns, SplittableRandom random, Arena arena) {
        MemorySegment data = arena.allocate(Matrix.bytes(DType.INT4, rows, columns), 64);
        for (int row = 0; row < rows; row++) {
            for (int first = 0; first < columns; first += Int4.GROUP) {
                float[] values = new float[Math.min(Int4.GROUP, columns - first)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextGaussian();
                }
                Int4.quantise(values, 0, values.length, data, Int4.group(row, first, columns));
            }
        }
        return new Matrix(data, type, rows, columns);
    }

    /// Every element of int4 is a float32, and the order of a sum is the same.
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9, 40})
    void productsWithInt4AreThoseWithItsElementsInFloat32(int rows) {
        int outputs = 97;
        int inputs = 333;
        SplittableRandom random = new SplittableRandom(8);
        try (Arena arena = Arena.ofShared();
                Kernels kernels = new VectorKernels(2)) {
            Matrix w = groups(DType.INT4, outputs, inputs, random, arena);
            MemorySegment elements = arena.allocate(Matrix.bytes(DType.FLOAT32, outputs, inputs), 64);
            for (int i = 0; i < outputs * inputs; i++) {
                elements.setAtIndex(ValueLayout.JAVA_FLOAT, i, Int4.element(w.data(), i / inputs, i % inputs, inputs));
            }
            MemorySegment x = arena.allocate(4L * rows * inputs, 64);
            for (long i = 0; i < (long) rows * inputs; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
            }
            Matrix wide = new Matrix(elements, DType.FLOAT32, outputs, inputs);

            assertThat(product(kernels, x, 0, rows, kernels.pack(w, arena), arena))
                    .isDeepEqualTo(product(kernels, x, 0, rows, kernels.pack(wide, arena), arena));
        }
    }
}
