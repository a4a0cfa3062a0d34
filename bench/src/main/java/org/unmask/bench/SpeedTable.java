package org.unmask.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.unmask.catalog.family.Families;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.text.Progress;
import org.unmask.cost.roofline.Roofline;
import org.unmask.result.ProbeResult;
import org.unmask.run.measure.MachineProbe;

/// Prints how fast the engine runs a model of 1.1 billion parameters, beside the roofs of this machine and beside
/// other programs.
///
/// Every round runs every task on every contestant in turn, so that noise hits all of them alike; medians and
/// extremes are printed. The roof of a task is what the cost model says its operators take at least, at the
/// bandwidth and arithmetic that were measured in the same run.
public final class SpeedTable {
    private static final double PROBE_SECONDS = 2;

    private final int rounds;
    private final List<EngineContestant> engines = new ArrayList<>();
    private final List<Contestant> contestants = new ArrayList<>();
    private final Map<Cell, double[]> samples = new LinkedHashMap<>();

    private SpeedTable(int rounds) {
        this.rounds = rounds;
    }

    private record Cell(SpeedTask task, Contestant contestant) {}

    /// Prints a table of speeds, engines side by side.
    ///
    /// @param args  `threads rounds engine... [--peer NAME COMMAND]...`, an engine being `backend:type`, for instance
    ///     `2 5 vector:bf16 onednn:bf16 --peer llama.cpp 'python3 bench/peers/llama_cpp.py LIBRARIES FILE 2'`
    public static void main(String[] args) throws IOException {
        int threads = Integer.parseInt(args[0]);
        SpeedTable table = new SpeedTable(Integer.parseInt(args[1]));
        ProbeResult probe = MachineProbe.measure(threads, PROBE_SECONDS, Progress.SILENT);
        try {
            table.enter(Arrays.asList(args).subList(2, args.length), threads);
            table.measure();
            table.print(probe);
        } finally {
            table.contestants.forEach(Contestant::close);
        }
    }

    private void enter(List<String> names, int threads) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals("--peer")) {
                contestants.add(new PeerContestant(names.get(i + 1), names.get(i + 2)));
                i += 2;
            } else {
                EngineContestant engine = new EngineContestant(names.get(i), model(), threads);
                engines.add(engine);
                contestants.add(engine);
            }
        }
    }

    /// Sizes of TinyLlama-1.1B, with a mask token so that diffusion strategies run it too.
    private static Model model() {
        Architecture sizes =
                new Architecture(22, 2048, 32, 4, 64, 5632, 32_000, Projections.PLAIN, Rope.whole(1e4, 64), 1e-5);
        return new Model(
                "speed-1.1b",
                "1.1 billion parameters",
                Families.named("sdar").family(),
                sizes,
                OptionalInt.of(31_999),
                List.of(),
                false,
                "made up for the speed table");
    }

    private void measure() {
        for (int round = -1; round < rounds; round++) {
            for (SpeedTask task : SpeedTask.all()) {
                for (Contestant contestant : contestants) {
                    double seconds = contestant.seconds(task);
                    if (round >= 0) {
                        samples.computeIfAbsent(new Cell(task, contestant), _ -> new double[rounds])[round] = seconds;
                    }
                }
            }
            System.err.println("round " + (round + 1) + " of " + rounds + (round < 0 ? " (warm-up)" : ""));
        }
        samples.values().forEach(Arrays::sort);
    }

    /// NaN stands last in a sorted array.
    private double quantile(SpeedTask task, Contestant contestant, double share) {
        double[] sorted = requireNonNull(samples.get(new Cell(task, contestant)));
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private double median(SpeedTask task, Contestant contestant) {
        return quantile(task, contestant, 0.5);
    }

    private void print(ProbeResult probe) {
        System.out.printf(
                Locale.ROOT,
                "%s, %d threads; reads %.1f GB/s; float32 multiply-adds %.0f GFLOP/s; matrix products %s; %d rounds%n",
                probe.cpu(),
                probe.threads(),
                probe.bytesPerSecond() / 1e9,
                probe.multiplyAddFlopsPerSecond() / 1e9,
                probe.matmulFlopsPerSecond(),
                rounds);
        printTimes(probe);
        for (EngineContestant engine : engines) {
            printOperators(engine, probe);
        }
    }

    private void printTimes(ProbeResult probe) {
        System.out.print("\n| work |");
        contestants.forEach(contestant -> System.out.print(" " + contestant.name() + " |"));
        System.out.println("\n|---|" + "---|".repeat(contestants.size()));
        for (SpeedTask task : SpeedTask.all()) {
            System.out.print("| " + task.name() + " |");
            for (Contestant contestant : contestants) {
                System.out.print(" " + cell(task, contestant, probe) + " |");
            }
            System.out.println();
        }
    }

    private String cell(SpeedTask task, Contestant contestant, ProbeResult probe) {
        double median = median(task, contestant);
        String text = task.show(median);
        if (Double.isNaN(median)) {
            return text;
        }
        text += " (" + task.show(quantile(task, contestant, 0)) + " to " + task.show(quantile(task, contestant, 1))
                + ")";
        if (contestant instanceof EngineContestant engine) {
            double limit = sum(engine.operatorLimits(task, roofline(engine, probe)));
            text += String.format(Locale.ROOT, ", %.0f %% of the roof", 100 * limit / median);
        }
        return text;
    }

    /// Where the time goes: the operators that take most, as share of all, and how near each comes to the roof.
    private void printOperators(EngineContestant engine, ProbeResult probe) {
        System.out.println("\n" + engine.name() + ", operators: share of the time, percent of the roof");
        for (SpeedTask task : SpeedTask.all()) {
            Map<String, Double> limits = engine.operatorLimits(task, roofline(engine, probe));
            Map<String, Double> seconds = engine.operatorSeconds(task);
            double all = sum(seconds);
            System.out.print(task.name() + ":");
            seconds.entrySet().stream()
                    .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                    .limit(7)
                    .forEach(entry -> System.out.printf(
                            Locale.ROOT,
                            " %s %.0f %% (%.0f %%)",
                            entry.getKey(),
                            100 * entry.getValue() / all,
                            100 * limits.getOrDefault(entry.getKey(), 0.0) / entry.getValue()));
            System.out.println();
        }
    }

    private static double sum(Map<String, Double> seconds) {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static Roofline roofline(EngineContestant engine, ProbeResult probe) {
        return new Roofline(probe.peak(engine.type()), probe.bytesPerSecond());
    }
}
