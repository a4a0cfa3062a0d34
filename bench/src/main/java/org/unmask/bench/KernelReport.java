package org.unmask.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.unmask.engine.Backends;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;
import org.unmask.engine.cases.KernelTrial;
import org.unmask.engine.spi.Kernels;

/// Prints how near the kernels of a backend come to the limits of this machine, measured in the same run.
///
/// Every round runs every case once, so that noise and cold caches hit all of them alike. Medians are printed.
public final class KernelReport {
    private static final int WARMUP_ROUNDS = 15;
    private static final int ROUNDS = 11;
    private static final long SUM_FLOATS = 64L << 20;
    private static final long CHAIN_ROUNDS = 2_000_000;

    private final Kernels kernels;
    private final List<Row> rows = new ArrayList<>();

    private KernelReport(Kernels kernels) {
        this.kernels = kernels;
    }

    /// A kernel and what one run of it took, once per round.
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record Row(String name, long flops, long bytes, Runnable run, double[] seconds) {
        Row(String name, long flops, long bytes, Runnable run) {
            this(name, flops, bytes, run, new double[ROUNDS]);
        }

        double median() {
            double[] sorted = seconds.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }

        double flopsPerSecond() {
            return flops / median();
        }

        double bytesPerSecond() {
            return bytes / median();
        }
    }

    /// @param args  `[backend [threads]]`, for instance `vector 2`
    public static void main(String[] args) {
        String backend = args.length > 0 ? args[0] : Backends.AUTO;
        int threads = args.length > 1
                ? Integer.parseInt(args[1])
                : Runtime.getRuntime().availableProcessors();
        try (Kernels kernels = Backends.named(backend).open(threads);
                Arena arena = Arena.ofShared()) {
            KernelReport report = new KernelReport(kernels);
            report.prepare(arena);
            report.measure();
            report.print();
        }
    }

    private void prepare(Arena arena) {
        long flops = kernels.multiplyAdds(CHAIN_ROUNDS);
        rows.add(new Row("multiplyAdds", flops, 0, () -> kernels.multiplyAdds(CHAIN_ROUNDS)));
        MemorySegment x = arena.allocate(4 * SUM_FLOATS, 64).fill((byte) 0);
        rows.add(new Row("sum", SUM_FLOATS, 4 * SUM_FLOATS, () -> kernels.sum(x, SUM_FLOATS)));
        for (KernelCase kernelCase : KernelCases.speed()) {
            KernelTrial trial = kernelCase.prepare(arena);
            rows.add(new Row(
                    kernelCase.toString(),
                    kernelCase.work().flops(),
                    kernelCase.work().bytes(),
                    () -> trial.run(kernels)));
        }
    }

    private void measure() {
        for (int round = -WARMUP_ROUNDS; round < ROUNDS; round++) {
            for (Row row : rows) {
                long start = System.nanoTime();
                row.run().run();
                row.seconds()[Math.max(0, round)] = (System.nanoTime() - start) / 1e9;
            }
        }
    }

    private void print() {
        double peak = rows.get(0).flopsPerSecond();
        double bandwidth = rows.get(1).bytesPerSecond();
        System.out.printf("%9s %9s %7s %7s %7s  %s%n", "ms", "GFLOP/s", "of peak", "GB/s", "of read", "kernel");
        for (Row row : rows) {
            System.out.printf(
                    Locale.ROOT,
                    "%9.3f %9.1f %6.0f%% %7.1f %6.0f%%  %s%n",
                    1e3 * row.median(),
                    row.flopsPerSecond() / 1e9,
                    100 * row.flopsPerSecond() / peak,
                    row.bytesPerSecond() / 1e9,
                    100 * row.bytesPerSecond() / bandwidth,
                    row.name());
        }
    }
}
