package org.unmask.bench;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.unmask.core.op.Mask;
import org.unmask.engine.Backends;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;
import org.unmask.engine.cases.KernelTrial;
import org.unmask.engine.spi.Kernels;

/// Prints how near attention comes to the peak of multiply-adds: 32 heads of 64 over 4 key heads; a full pass, a block on a
/// cache, a prefill and a decoded token.
///
/// With one thread all times are processor time, which others on the machine disturb less.
public final class AttentionSweep {
    private static final int WARMUP_ROUNDS = 20;
    private static final int ROUNDS = 15;
    private static final long CHAIN_ROUNDS = 1_000_000;

    private AttentionSweep() {}

    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record Point(KernelCase kernelCase, KernelTrial trial, double[] seconds) {}

    /// Prints the speed of attention over lengths.
    ///
    /// @param args  `[backend [threads]]`
    public static void main(String[] args) {
        String backend = args.length > 0 ? args[0] : "vector";
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        LongSupplier clock =
                threads > 1 ? System::nanoTime : ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
        List<KernelCase> cases = List.of(
                KernelCases.attention(1, 256, 0, 32, 4, 64, Mask.FULL),
                KernelCases.attention(1, 32, 256, 32, 4, 64, Mask.FULL),
                KernelCases.attention(1, 512, 0, 32, 4, 64, Mask.CAUSAL),
                KernelCases.attention(1, 256, 0, 32, 4, 64, new Mask.BlockCausal(32)),
                KernelCases.attention(1, 1, 2047, 32, 4, 64, Mask.CAUSAL),
                KernelCases.attention(8, 1, 511, 32, 4, 64, Mask.CAUSAL));
        try (Arena arena = Arena.ofShared();
                Kernels kernels = Backends.named(backend).open(threads)) {
            List<Point> points = new ArrayList<>();
            cases.forEach(
                    kernelCase -> points.add(new Point(kernelCase, kernelCase.prepare(arena), new double[ROUNDS])));
            double peak = 0;
            for (int round = -WARMUP_ROUNDS; round < ROUNDS; round++) {
                long begin = clock.getAsLong();
                long flops = kernels.multiplyAdds(CHAIN_ROUNDS);
                peak = Math.max(peak, flops / ((clock.getAsLong() - begin) / 1e9));
                for (Point point : points) {
                    long start = clock.getAsLong();
                    point.trial().run(kernels);
                    point.seconds()[Math.max(0, round)] = (clock.getAsLong() - start) / 1e9;
                }
            }
            print(points, peak);
        }
    }

    private static void print(List<Point> points, double peak) {
        System.out.printf(
                Locale.ROOT, "peak %.1f GFLOP/s%n%10s %10s %8s%n", peak / 1e9, "least ms", "median ms", "of peak");
        for (Point point : points) {
            double[] sorted = point.seconds().clone();
            Arrays.sort(sorted);
            double rate = point.kernelCase().work().matmulFlops() / sorted[0];
            System.out.printf(
                    Locale.ROOT,
                    "%10.3f %10.3f %7.0f%%  %s%n",
                    1e3 * sorted[0],
                    1e3 * sorted[sorted.length / 2],
                    100 * rate / peak,
                    point.kernelCase());
        }
    }
}
