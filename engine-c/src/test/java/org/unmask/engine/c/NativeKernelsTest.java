package org.unmask.engine.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIndexOutOfBoundsException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unmask.core.op.DType;
import org.unmask.engine.Backends;
import org.unmask.engine.c.Products.Instructions;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;
import org.unmask.engine.cases.KernelTrial;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.vector.VectorBackend;

/// With each kind of instructions that this processor has.
class NativeKernelsTest {
    @BeforeAll
    static void needsTheLibrary() {
        assumeTrue(Library.ofThisProcess() instanceof Library.Loaded, "the kernels were not compiled");
    }

    private static NativeKernels kernels(Instructions instructions, int threads) {
        Products best = ((Library.Loaded) Library.ofThisProcess()).products();
        assumeTrue(
                instructions.compareTo(best.instructions()) <= 0,
                "this processor has no more than " + best.instructions());
        Products products = best.with(instructions);
        return new NativeKernels(
                new VectorBackend().open(threads, Optional.of(new CompiledPanels(products))), products, threads);
    }

    @ParameterizedTest
    @EnumSource
    void everyCaseAgreesWithTheScalarBackend(Instructions instructions) {
        try (Kernels scalar = Backends.named("scalar").open(1);
                Kernels one = kernels(instructions, 1);
                Kernels three = kernels(instructions, 3)) {
            for (KernelCase kernelCase : cases().toList()) {
                double[] expected = run(kernelCase, scalar);
                assertThat(run(kernelCase, one))
                        .as(kernelCase.toString())
                        .containsExactly(expected, within(kernelCase.tolerance()));
                assertThat(run(kernelCase, three))
                        .as("3 threads, " + kernelCase)
                        .isEqualTo(run(kernelCase, one));
            }
        }
    }

    private static Stream<KernelCase> cases() {
        return KernelCases.odd().stream()
                .filter(kernelCase -> new NativeBackend().weightTypes().contains(kernelCase.weights()));
    }

    private static double[] run(KernelCase kernelCase, Kernels kernels) {
        try (Arena arena = Arena.ofShared()) {
            KernelTrial trial = kernelCase.prepare(arena);
            trial.run(kernels);
            return trial.results();
        }
    }

    /// The sums of w4a8 are exact but for steps that Java takes in the same order: all bits are equal.
    @ParameterizedTest
    @EnumSource
    void w4a8HasTheBitsOfTheVectorBackend(Instructions instructions) {
        try (Kernels compiled = kernels(instructions, 2);
                Kernels vector = new VectorBackend().open(2);
                Arena arena = Arena.ofShared()) {
            for (int[] shape : List.of(new int[] {1, 1, 1}, new int[] {70, 300, 19}, new int[] {64, 128, 8})) {
                Matrix w = groups(arena, shape[0], shape[1]);
                MemorySegment x = floats(arena, shape[2] * shape[1]);
                assertThat(product(compiled, x, shape[2], w, arena)).isEqualTo(product(vector, x, shape[2], w, arena));
            }
        }
    }

    /// Numbers of rows on both sides of those that are multiplied together and of those that are compiled; columns that fill words
    /// and that do not.
    @ParameterizedTest
    @EnumSource
    void fewRowsOfFloatsHaveTheBitsOfTheVectorBackend(Instructions instructions) {
        try (Kernels compiled = kernels(instructions, 2);
                Kernels vector = new VectorBackend().open(2);
                Arena arena = Arena.ofShared()) {
            for (DType type : List.of(DType.FLOAT32, DType.BFLOAT16, DType.INT8)) {
                for (int[] shape :
                        List.of(new int[] {1, 1}, new int[] {70, 300}, new int[] {64, 128}, new int[] {130, 77})) {
                    Matrix w = floats(arena, type, shape[0], shape[1]);
                    for (int rows : new int[] {1, 2, 3, 4, 5, 8, 9}) {
                        MemorySegment x = floats(arena, rows * shape[1]);
                        assertThat(product(compiled, x, rows, w, arena))
                                .as("%s, %d rows, %d columns", type.id(), rows, shape[1])
                                .isEqualTo(product(vector, x, rows, w, arena));
                    }
                }
            }
        }
    }

    @Test
    void memoryThatIsTooShortIsNotWrittenBehind() {
        try (Kernels kernels = kernels(Instructions.PLAIN, 1);
                Arena arena = Arena.ofShared()) {
            Matrix w = kernels.pack(floats(arena, DType.FLOAT32, 64, 32), arena);
            MemorySegment x = floats(arena, 2 * 32);
            MemorySegment y = arena.allocate(4L * (2 * 64 - 1), 4);

            assertThatIndexOutOfBoundsException().isThrownBy(() -> kernels.matmul(x, 2, w, y));
        }
    }

    /// Sums by hand of elements at both ends of their range, where a sum of 16 bits would overflow.
    @ParameterizedTest
    @EnumSource
    void sumsOfTheLargestElementsAreExact(Instructions instructions) {
        int columns = 4096;
        try (Kernels kernels = kernels(instructions, 1);
                Arena arena = Arena.ofShared()) {
            for (byte element : new byte[] {Byte.MIN_VALUE, Byte.MAX_VALUE}) {
                MemorySegment scales = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 1);
                MemorySegment data = arena.allocate(2L * columns).fill(element);
                Matrix w = new Matrix(data, DType.W8A8, 2, columns, Layout.ROWS, scales);
                MemorySegment x = arena.allocate(4L * columns, 4);
                for (int i = 0; i < columns; i++) {
                    x.setAtIndex(ValueLayout.JAVA_FLOAT, i, 127);
                }
                float expected = columns * 127 * element;
                assertThat(product(kernels, x, 1, w, arena)).containsExactly(expected, expected);
            }
        }
    }

    /// Nine rows are a tile and one row more.
    @ParameterizedTest
    @EnumSource
    void aRowHasTheSameBitsInAnyCompany(Instructions instructions) {
        int outputs = 67;
        int columns = 200;
        try (Kernels kernels = kernels(instructions, 2);
                Arena arena = Arena.ofShared()) {
            for (DType type : List.of(DType.W4A8, DType.W8A8)) {
                Matrix w = type == DType.W4A8 ? groups(arena, outputs, columns) : bytes(arena, outputs, columns);
                MemorySegment x = floats(arena, 9 * columns);
                List<Float> alone = new ArrayList<>();
                for (int row = 0; row < 9; row++) {
                    alone.addAll(product(kernels, x.asSlice(4L * row * columns, 4L * columns), 1, w, arena));
                }
                assertThat(product(kernels, x, 9, w, arena)).as(type.id()).isEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotANumberIsNotHidden(Instructions instructions) {
        int columns = 64;
        try (Kernels kernels = kernels(instructions, 1);
                Arena arena = Arena.ofShared()) {
            for (DType type : List.of(DType.W4A8, DType.W8A8)) {
                Matrix w = type == DType.W4A8 ? groups(arena, 16, columns) : bytes(arena, 16, columns);
                MemorySegment x = floats(arena, columns);
                x.setAtIndex(ValueLayout.JAVA_FLOAT, 3, Float.NaN);
                assertThat(product(kernels, x, 1, w, arena))
                        .as(type.id())
                        .allSatisfy(value -> assertThat(value).isNaN());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTableOfEmbeddingsIsReadAgain(Instructions instructions) {
        int rows = 37;
        int columns = 70;
        try (Kernels kernels = kernels(instructions, 2);
                Kernels scalar = Backends.named("scalar").open(1);
                Arena arena = Arena.ofShared()) {
            for (Matrix plain : List.of(groups(arena, rows, columns), bytes(arena, rows, columns))) {
                int[] tokens = {36, 0, 17};
                MemorySegment expected = arena.allocate(4L * 3 * columns, 4);
                MemorySegment found = arena.allocate(4L * 3 * columns, 4);
                scalar.embed(plain, tokens, expected);
                kernels.embed(kernels.pack(plain, arena), tokens, found);
                assertThat(found.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(expected.toArray(ValueLayout.JAVA_FLOAT));
            }
        }
    }

    private static List<Float> product(Kernels kernels, MemorySegment x, int rows, Matrix w, Arena arena) {
        MemorySegment y = arena.allocate(4L * rows * w.rows(), 4);
        kernels.matmul(x, rows, kernels.pack(w, arena), y);
        List<Float> values = new ArrayList<>();
        for (float value : y.toArray(ValueLayout.JAVA_FLOAT)) {
            values.add(value);
        }
        return values;
    }

    private static Matrix groups(Arena arena, int rows, int columns) {
        MemorySegment data = arena.allocate(Int4.bytes(rows, columns));
        Random random = new Random(1);
        for (long group = 0; group < data.byteSize(); group += Int4.GROUP_BYTES) {
            for (int i = 0; i < Int4.GROUP_BYTES; i++) {
                data.set(ValueLayout.JAVA_BYTE, group + i, (byte) random.nextInt());
            }
            short scale = Float.floatToFloat16((float) random.nextGaussian());
            data.set(ValueLayout.JAVA_SHORT_UNALIGNED, group, scale);
        }
        return new Matrix(data, DType.W4A8, rows, columns);
    }

    private static Matrix bytes(Arena arena, int rows, int columns) {
        byte[] elements = new byte[rows * columns];
        new Random(2).nextBytes(elements);
        MemorySegment data = arena.allocate(elements.length).copyFrom(MemorySegment.ofArray(elements));
        return new Matrix(data, DType.W8A8, rows, columns, Layout.ROWS, floats(arena, rows));
    }

    private static Matrix floats(Arena arena, DType type, int rows, int columns) {
        if (type == DType.INT8) {
            Matrix rounded = bytes(arena, rows, columns);
            return new Matrix(rounded.data(), type, rows, columns, Layout.ROWS, rounded.scales());
        }
        MemorySegment elements = floats(arena, rows * columns);
        if (type == DType.FLOAT32) {
            return new Matrix(elements, type, rows, columns);
        }
        MemorySegment halves = arena.allocate(2L * rows * columns, 4);
        for (int i = 0; i < rows * columns; i++) {
            halves.setAtIndex(
                    ValueLayout.JAVA_SHORT, i, (short) (elements.getAtIndex(ValueLayout.JAVA_INT, i) >>> Short.SIZE));
        }
        return new Matrix(halves, type, rows, columns);
    }

    private static MemorySegment floats(Arena arena, int count) {
        Random random = new Random(3);
        MemorySegment floats = arena.allocate(4L * count, 4);
        for (int i = 0; i < count; i++) {
            floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return floats;
    }
}
