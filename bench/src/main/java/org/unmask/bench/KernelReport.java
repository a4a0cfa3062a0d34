package org.unmask.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.engine.Backends;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;
import org.unmask.engine.cases.KernelTrial;
import org.unmask.engine.spi.Kernels;

/// Prints how near the kernels of backends come to the limits of this machine, measured in the same run.
///
/// Every round runs every case once on every backend, so that noise and cold caches hit all of them alike. Medians
/// are printed.
public final class KernelReport {
    private static final int WARMUP_ROUNDS = 15;
    private static final int ROUNDS = 11;
    private static final long READ_BYTES = 256L << 20;
    private static final long CHAIN_ROUNDS = 2_000_000;

    private final Map<String, Kernels> backends;
    private final List<Row> rows = new ArrayList<>();

    /// @param backends  opened kernels by the name of their backend; the limits are measured with the first
    private KernelReport(Map<String, Kernels> backends) {
        this.backends = backends;
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

    /// Prints the speed of every kernel as shares of the roofs.
    ///
    /// @param args  `[backends [threads [kernels]]]`, for instance `vector,onednn 2 linear`: names of backends,
    ///     threads, and a text that the names of the kernels to run contain
    public static void main(String[] args) {
        String names = args.length > 0 ? args[0] : Backends.AUTO;
        int threads = args.length > 1
                ? Integer.parseInt(args[1])
                : Runtime.getRuntime().availableProcessors();
        Map<String, Kernels> backends = new LinkedHashMap<>();
        try (Arena arena = Arena.ofShared()) {
            for (String name : names.split(",", -1)) {
                backends.put(name, Backends.named(name).open(threads));
            }
            KernelReport report = new KernelReport(backends);
            report.prepare(args.length > 2 ? args[2] : "", arena);
            report.measure();
            report.print();
        } finally {
            backends.values().forEach(Kernels::close);
        }
    }

    private void prepare(String kernelNames, Arena arena) {
        Kernels first = backends.values().iterator().next();
        long flops = first.multiplyAdds(CHAIN_ROUNDS);
        rows.add(new Row("multiplyAdds", flops, 0, () -> first.multiplyAdds(CHAIN_ROUNDS)));
        MemorySegment x = arena.allocate(READ_BYTES, 64).fill((byte) 0);
        rows.add(new Row("read", 0, READ_BYTES, () -> first.read(List.of(x))));
        for (KernelCase kernelCase : KernelCases.speed()) {
            if (kernelCase.toString().contains(kernelNames)) {
                KernelTrial trial = kernelCase.prepare(arena);
                backends.forEach((name, kernels) -> rows.add(new Row(
                        name + ": " + kernelCase,
                        kernelCase.work().flops(),
                        kernelCase.work().bytes(),
                        () -> trial.run(kernels))));
            }
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
