package org.unmask.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.op.DType;
import org.unmask.core.op.MixtureOperator;
import org.unmask.engine.Backends;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;
import org.unmask.engine.cases.KernelTrial;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

class OnednnKernelsTest {
    private static final OnednnBackend BACKEND = new OnednnBackend();

    @BeforeAll
    static void needsTheLibrary() {
        assumeTrue(BACKEND.availability() instanceof Availability.Ready, "oneDNN cannot run here");
    }

    static List<String> operators() {
        return cases().map(OnednnKernelsTest::operator).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void everyCaseAgreesWithTheScalarBackend(String operator) {
        try (Kernels scalar = Backends.named("scalar").open(1);
                Kernels onednn = BACKEND.open(2);
                Kernels manyThreads = BACKEND.open(5)) {
            Kernels reference = roundingActivations(scalar);
            for (KernelCase kernelCase : casesOf(operator)) {
                double[] expected = run(kernelCase, reference);
                for (Kernels kernels : List.of(onednn, manyThreads)) {
                    assertThat(run(kernelCase, kernels))
                            .as(kernelCase.toString())
                            .containsExactly(expected, within(tolerance(kernelCase, expected)));
                }
            }
        }
    }

    private static MemorySegment filled(Arena arena, int count, float value) {
        MemorySegment floats = arena.allocate(4L * count, 4);
        for (int i = 0; i < count; i++) {
            floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
        return floats;
    }

    @Test
    void moreShapesThanAreKeptStillMultiply() {
        try (Kernels onednn = BACKEND.open(1);
                Arena arena = Arena.ofShared()) {
            Matrix w = onednn.pack(new Matrix(filled(arena, 4, 2), DType.FLOAT32, 1, 4), arena);
            MemorySegment x = filled(arena, 4 * 1500, 1);
            MemorySegment y = filled(arena, 1500, -1);
            for (int rows = 1; rows <= 1500; rows++) {
                onednn.matmul(x, rows, w, y);
                assertThat(y.getAtIndex(ValueLayout.JAVA_FLOAT, rows - 1)).isEqualTo(8);
            }
        }
    }

    @Test
    void productsOfInt8UseAsManyThreadsOfTheLibraryAsAskedForAndEndThem() throws InterruptedException {
        assertThat(threadsOfTheLibrary(DType.INT8)).containsExactly(1L, 3L, 1L);
    }

    @Test
    void productsOfFloatsUseTheThreadsOfTheOtherKernels() throws InterruptedException {
        assertThat(threadsOfTheLibrary(DType.FLOAT32)).containsExactly(1L, 1L, 1L);
    }

    /// Before a product, after it, and when the kernels are closed.
    private static List<Long> threadsOfTheLibrary(DType weights) throws InterruptedException {
        assumeTrue(BACKEND.weightTypes().contains(weights));
        AtomicReference<List<Long>> counts = new AtomicReference<>();
        // Threads of OpenMP bear the name of the one they work for.
        String name = "onednn-caller";
        Thread caller = Thread.ofPlatform().name(name).start(() -> {
            Kernels onednn = BACKEND.open(3);
            // Threads of other kernels, too, bear it until they have taken their own.
            long before = settled(name);
            product(onednn, 512, weights);
            long during = threads(name);
            onednn.close();
            counts.set(List.of(before, during, settled(name)));
        });
        caller.join();
        return counts.get();
    }

    private static void product(Kernels kernels, int rows, DType weights) {
        try (Arena arena = Arena.ofShared()) {
            int outputs = 192;
            int inputs = 64;
            Matrix w = new Matrix(
                    arena.allocate(weights.bytes((long) outputs * inputs), 64),
                    weights,
                    outputs,
                    inputs,
                    Layout.ROWS,
                    weights == DType.INT8 ? filled(arena, outputs, 1) : MemorySegment.NULL);
            kernels.matmul(
                    filled(arena, rows * inputs, 1), rows, kernels.pack(w, arena), filled(arena, rows * outputs, -1));
        }
    }

    /// Threads of that name once there is only one, or after a second.
    private static long settled(String name) {
        long count = threads(name);
        for (int i = 0; i < 1000 && count > 1; i++) {
            LockSupport.parkNanos(1_000_000);
            count = threads(name);
        }
        return count;
    }

    private static long threads(String name) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(task -> comm(task).equals(name)).count();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// The name of a thread; empty if it has ended.
    private static String comm(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    /// A product of a product rounds what the first one gave. The last bit of that may turn a rounding the other
    /// way: by up to 2⁻⁸ of an intermediate value for bf16, a quantum for int8, and those are no larger than the
    /// largest results.
    private static double tolerance(KernelCase kernelCase, double[] expected) {
        boolean chained = kernelCase.operator() instanceof MixtureOperator.Experts
                || kernelCase.operator() instanceof MixtureOperator.SharedExpert;
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        return !chained
                ? kernelCase.tolerance()
                : switch (kernelCase.weights()) {
                    case BFLOAT16 -> largest / 256;
                    case INT8, W8A8 -> largest / 64;
                    case FLOAT32, FP16, FP8, FP4, INT4, W4A8 -> kernelCase.tolerance();
                };
    }

    private static List<KernelCase> casesOf(String operator) {
        return cases().filter(kernelCase -> operator(kernelCase).equals(operator))
                .toList();
    }

    private static Stream<KernelCase> cases() {
        return KernelCases.odd().stream()
                .filter(kernelCase -> BACKEND.weightTypes().contains(kernelCase.weights()));
    }

    private static String operator(KernelCase kernelCase) {
        return kernelCase.operator().getClass().getSimpleName();
    }

    private static double[] run(KernelCase kernelCase, Kernels kernels) {
        try (Arena arena = Arena.ofShared()) {
            KernelTrial trial = kernelCase.prepare(arena);
            trial.run(kernels);
            return trial.results();
        }
    }

    /// The same kernels, except that they round the activations that narrow weights meet: what this backend is to do.
    private static Kernels roundingActivations(Kernels kernels) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (_, method, arguments) -> {
                    if (method.getName().equals("matmul")
                            && arguments[0] instanceof MemorySegment x
                            && arguments[1] instanceof Integer rows
                            && arguments[2] instanceof List<?> matrices
                            && matrices.getFirst() instanceof Matrix w) {
                        arguments[0] = switch (w.dtype()) {
                            case BFLOAT16 -> rounded(x);
                            case INT8 -> quantised(x, rows, w.columns());
                            // The scalar kernels round for w8a8 and w4a8 themselves.
                            case FLOAT32, FP16, FP8, FP4, INT4, W8A8, W4A8 -> x;
                        };
                    }
                    try {
                        return method.invoke(kernels, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    /// To the nearest bf16, to the even one of two.
    private static MemorySegment rounded(MemorySegment x) {
        MemorySegment y = Arena.ofAuto().allocate(x.byteSize(), 4);
        for (long at = 0; at < x.byteSize(); at += 4) {
            int bits = x.get(ValueLayout.JAVA_INT_UNALIGNED, at);
            int even = bits >>> 16 & 1;
            y.set(ValueLayout.JAVA_INT, at, bits + 0x7fff + even & 0xffff0000);
        }
        return y;
    }

    /// To a 127th of the greatest magnitude of the row.
    private static MemorySegment quantised(MemorySegment x, int rows, int columns) {
        MemorySegment y = Arena.ofAuto().allocate(x.byteSize(), 4);
        for (long row = 0; row < rows; row++) {
            float greatest = 0;
            for (long i = row * columns; i < (row + 1) * columns; i++) {
                greatest = Math.max(greatest, Math.abs(x.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i)));
            }
            float scale = greatest / 127;
            for (long i = row * columns; i < (row + 1) * columns; i++) {
                float quanta = x.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i) * (1 / scale);
                y.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Math.rint(quanta) * scale);
            }
        }
        return y;
    }
}
