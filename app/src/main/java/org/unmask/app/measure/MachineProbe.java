package org.unmask.app.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.unmask.app.result.ProbeResult;
import org.unmask.core.op.DType;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.Matrix;

/// Measures the roofs of this machine.
///
/// A roof is what the machine can do undisturbed, so each figure is the best of many short repetitions, not their
/// middle.
public final class MachineProbe {
    private static final long READ_BYTES = 512L << 20;
    private static final int ROWS = 256;
    private static final int WIDTH = 2048;

    private MachineProbe() {}

    /// @param seconds  spent on each figure
    public static ProbeResult measure(int threads, double seconds, Progress.Factory progress) {
        List<Backend> ready = Backends.installed().stream()
                .filter(backend -> backend.availability() instanceof Availability.Ready)
                .toList();
        double bytes = 0;
        double flops = 0;
        Map<String, Map<DType, Double>> matmul = new LinkedHashMap<>();
        try (Progress steps = progress.start("probe", ready.size() * 4L)) {
            for (Backend backend : ready) {
                try (Kernels kernels = backend.open(threads)) {
                    steps.step(backend.name() + ": memory bandwidth");
                    bytes = Math.max(bytes, readRate(kernels, seconds));
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
        return new ProbeResult(Environment.cpu(), threads, Environment.memoryBytes(), bytes, flops, matmul);
    }

    private static double readRate(Kernels kernels, double seconds) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(READ_BYTES, 64);
            memory.fill((byte) 1);
            return best(seconds, () -> {
                kernels.sum(memory, READ_BYTES / Float.BYTES);
                return READ_BYTES;
            });
        }
    }

    private static double multiplyAddRate(Kernels kernels, double seconds) {
        long[] rounds = {1000};
        while (rounds[0] < 1L << 40 && elapsed(() -> kernels.multiplyAdds(rounds[0])) < 0.02) {
            rounds[0] *= 2;
        }
        return best(seconds, () -> kernels.multiplyAdds(rounds[0]));
    }

    /// A slow backend is measured on a smaller product, so that the probe takes seconds, not minutes.
    private static double matmulRate(Kernels kernels, DType type, double seconds) {
        int size = 128;
        double rate = matmulRate(kernels, type, 16, size, 0.05);
        if (rate * 0.1 < 2.0 * ROWS * WIDTH * WIDTH) {
            return matmulRate(kernels, type, 16, size, seconds);
        }
        return matmulRate(kernels, type, ROWS, WIDTH, seconds);
    }

    private static double matmulRate(Kernels kernels, DType type, int rows, int width, double seconds) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment x = arena.allocate(4L * rows * width, 64);
            MemorySegment y = arena.allocate(4L * rows * width, 64);
            MemorySegment data = arena.allocate(Matrix.bytes(type, width, width), 64);
            for (long i = 0; i < (long) rows * width; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1f / (1 + i % 7));
            }
            Matrix w = new Matrix(data, type, width, width);
            return best(seconds, () -> {
                kernels.matmul(x, rows, w, y);
                return 2.0 * rows * width * width;
            });
        }
    }

    /// The greatest amount of work per second over repetitions that take `seconds` together, at least five, the
    /// first two not counted.
    private static double best(double seconds, DoubleSupplier work) {
        List<Double> rates = new ArrayList<>();
        long start = System.nanoTime();
        while (rates.size() < 7 || (System.nanoTime() - start) * 1e-9 < seconds) {
            long begin = System.nanoTime();
            double amount = work.getAsDouble();
            rates.add(amount / ((System.nanoTime() - begin) * 1e-9));
        }
        return rates.subList(2, rates.size()).stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
    }

    private static double elapsed(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) * 1e-9;
    }
}
