package org.unmask.run.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.unmask.core.op.DType;
import org.unmask.core.text.Progress;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;
import org.unmask.result.ProbeResult;
import org.unmask.run.session.FreeMemory;

/// Measures the roofs of this machine.
///
/// A roof is what the machine can do undisturbed, so each figure is the best of many short repetitions, not their
/// middle.
public final class MachineProbe {
    private static final long READ_BYTES = 512L << 20;
    /// Working sets that the caches of most processors hold: two of the second level, two of the last.
    private static final long[] CACHED = {512L << 10, 1L << 20, 8L << 20, 16L << 20};

    private static final long REPEATED_BYTES = 64L << 20;
    private static final int ROWS = 256;
    private static final int WIDTH = 2048;
    private static final double REPETITION_SECONDS = 0.02;
    private static final int LONGEST = 10;
    private static final double WARM_UP_SECONDS = 2;
    private static final double LONGEST_PRODUCT_SECONDS = 0.2;

    private MachineProbe() {}

    /// Measures the roofs of this machine: reading memory, multiply-adds, and matrix products of every backend.
    ///
    /// @param seconds  how long a figure must not have improved before it counts
    public static ProbeResult measure(int threads, double seconds, Progress.Factory progress) {
        return measure(
                Backends.installed().stream()
                        .filter(backend -> backend.availability() instanceof Availability.Ready)
                        .toList(),
                threads,
                seconds,
                progress);
    }

    /// Measures them with some backends alone.
    ///
    /// @param ready  backends that run here
    /// @param seconds  how long a figure must not have improved before it counts
    static ProbeResult measure(List<Backend> ready, int threads, double seconds, Progress.Factory progress) {
        double bytes = 0;
        double flops = 0;
        SortedMap<Long, Double> levels = new TreeMap<>();
        Map<String, Map<DType, Double>> matmul = new LinkedHashMap<>();
        try (Progress steps = progress.start("probe", steps(ready))) {
            for (Backend backend : ready) {
                try (Kernels kernels = backend.open(threads)) {
                    steps.step(backend.name() + ": memory bandwidth");
                    bytes = Math.max(bytes, readRate(kernels, READ_BYTES, seconds));
                    steps.step(backend.name() + ": bandwidth of caches");
                    for (long level : CACHED) {
                        levels.merge(level, readRate(kernels, level, seconds / 2), Math::max);
                    }
                    steps.step(backend.name() + ": multiply-adds");
                    flops = Math.max(flops, multiplyAddRate(kernels, seconds));
                    Map<DType, Double> rates = new EnumMap<>(DType.class);
                    for (DType type : backend.weightTypes()) {
                        steps.step(backend.name() + ": " + type.id() + " matrices");
                        rates.put(type, matmulRate(kernels, type, seconds));
                    }
                    matmul.put(backend.name(), rates);
                }
            }
        }
        return new ProbeResult(Environment.cpu(), threads, FreeMemory.machineBytes(), bytes, flops, matmul, levels);
    }

    /// Bandwidth of memory and of caches, multiply-adds, and a matrix product for each type of weights.
    private static long steps(List<Backend> backends) {
        return backends.stream()
                .mapToLong(backend -> 3 + backend.weightTypes().size())
                .sum();
    }

    /// A small working set is read many times in one repetition, so that the clock does not matter.
    private static double readRate(Kernels kernels, long workingSet, double seconds) {
        int times = (int) Math.max(1, REPEATED_BYTES / workingSet);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(workingSet, 64);
            memory.fill((byte) 1);
            return best(seconds, () -> {
                for (int time = 0; time < times; time++) {
                    kernels.read(List.of(memory));
                }
                return (double) times * workingSet;
            });
        }
    }

    /// A warm-up tells how many rounds make a repetition long enough for the clock.
    private static double multiplyAddRate(Kernels kernels, double seconds) {
        long few = 10_000;
        double flopsPerRound = (double) kernels.multiplyAdds(few) / few;
        double warm = best(WARM_UP_SECONDS, () -> kernels.multiplyAdds(few));
        long rounds = Math.max(few, (long) (warm * REPETITION_SECONDS / flopsPerRound));
        return best(seconds, () -> kernels.multiplyAdds(rounds));
    }

    /// A backend that would take long for one large product is measured on small ones. Vector code is slow a
    /// thousand times over until the optimizing compiler has had it, so the warm-up is patient.
    private static double matmulRate(Kernels kernels, DType type, double seconds) {
        double small = matmulRate(kernels, type, 64, 128, WARM_UP_SECONDS);
        double flops = 2.0 * ROWS * WIDTH * WIDTH;
        return flops / small > LONGEST_PRODUCT_SECONDS ? small : matmulRate(kernels, type, ROWS, WIDTH, seconds);
    }

    private static double matmulRate(Kernels kernels, DType type, int rows, int width, double seconds) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment x = arena.allocate(4L * rows * width, 64);
            MemorySegment y = arena.allocate(4L * rows * width, 64);
            for (long i = 0; i < (long) rows * width; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1f / (1 + i % 7));
            }
            MemorySegment data = arena.allocate(Matrix.bytes(type, width, width), 64);
            MemorySegment scales = type.stored() == DType.INT8 ? arena.allocate(4L * width, 64) : MemorySegment.NULL;
            Matrix w = kernels.pack(new Matrix(data, type, width, width, Layout.ROWS, scales), arena);
            return best(seconds, () -> {
                kernels.matmul(x, rows, w, y);
                return 2.0 * rows * width * width;
            });
        }
    }

    /// The greatest amount of work per second of any repetition. Ends when that has not grown by a hundredth for
    /// `seconds`: compilers and clocks need time to reach full speed.
    private static double best(double seconds, DoubleSupplier work) {
        double best = 0;
        long start = System.nanoTime();
        long improved = start;
        long now = start;
        while (now - improved < seconds * 1e9 && now - start < LONGEST * seconds * 1e9) {
            long begin = System.nanoTime();
            double amount = work.getAsDouble();
            now = System.nanoTime();
            double rate = amount / ((now - begin) * 1e-9);
            if (rate > 1.01 * best) {
                improved = now;
            }
            best = Math.max(best, rate);
        }
        return best;
    }
}
