package org.unmask.bench;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.unmask.core.op.DType;
import org.unmask.engine.Backends;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;
import org.unmask.engine.cases.KernelTrial;
import org.unmask.engine.spi.Kernels;

/// Prints what one row of a product costs against the number of rows: a curve that should fall everywhere.
///
/// Every round runs every number of rows once on every backend. Printed are the least and the median time. With one thread
/// it is processor time, which others on the machine disturb less.
public final class RowSweep {
    private static final int WARMUP_ROUNDS = 6;

    private RowSweep() {}

    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record Point(String backend, int rows, KernelTrial trial, double[] seconds) {}

    /// Prints the speed of matrix products over numbers of rows.
    ///
    /// @param args  `[backends [threads [dtype [rows [rounds]]]]]`, for instance `vector,onednn 2 bf16 1,8,512 20`
    public static void main(String[] args) {
        String names = args.length > 0 ? args[0] : "vector,onednn";
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        DType type = DType.of(args.length > 2 ? args[2] : "bf16");
        int[] rows =
                ints(args.length > 3 ? args[3] : "1,2,3,4,5,7,8,9,12,13,16,17,24,32,33,48,64,65,100,128,200,256,512");
        int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 9;
        Map<String, Kernels> backends = new LinkedHashMap<>();
        try (Arena arena = Arena.ofShared()) {
            for (String name : names.split(",", -1)) {
                backends.put(name, Backends.named(name).open(threads));
            }
            List<Point> points = new ArrayList<>();
            for (int count : rows) {
                KernelCase kernelCase = KernelCases.projection(count, type);
                backends.keySet()
                        .forEach(name ->
                                points.add(new Point(name, count, kernelCase.prepare(arena), new double[rounds])));
            }
            LongSupplier clock =
                    threads > 1 ? System::nanoTime : ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
            measure(points, backends, rounds, clock);
            print(points, type);
        } finally {
            backends.values().forEach(Kernels::close);
        }
    }

    private static int[] ints(String text) {
        return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    }

    private static void measure(List<Point> points, Map<String, Kernels> backends, int rounds, LongSupplier clock) {
        for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
            for (Point point : points) {
                Kernels kernels = requireNonNull(backends.get(point.backend()));
                long start = clock.getAsLong();
                point.trial().run(kernels);
                point.seconds()[Math.max(0, round)] = (clock.getAsLong() - start) / 1e9;
            }
        }
    }

    private static void print(List<Point> points, DType type) {
        System.out.printf("%8s %6s %10s %10s %12s%n", "backend", "rows", "least ms", "median ms", "ms per row");
        for (Point point : points) {
            double[] sorted = IntStream.range(0, point.seconds().length)
                    .mapToDouble(i -> point.seconds()[i])
                    .sorted()
                    .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%8s %6d %10.3f %10.3f %12.4f  %s%n",
                    point.backend(),
                    point.rows(),
                    1e3 * sorted[0],
                    1e3 * sorted[sorted.length / 2],
                    1e3 * sorted[0] / point.rows(),
                    type.id());
        }
    }
}
