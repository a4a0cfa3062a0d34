package org.unmask.bench;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.unmask.catalog.family.Families;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.op.DType;
import org.unmask.core.op.Operator;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightGenerator;

/// Prints what every operator of a generation takes in a model of the shape of TinyLlama 1.1B, passes of the same shape
/// together, on several backends and weight types that run in turns.
///
/// With one thread all times are processor time, which others on the machine disturb less.
public final class PassProfile {
    private static final int WARMUPS = 2;
    private static final int VOCABULARY = 32_000;

    private PassProfile() {}

    /// Adds up times by operator, for each shape of a pass.
    private static final class Clock implements Probe {
        private final LongSupplier clock;
        private final Map<String, Map<String, Long>> nanos = new LinkedHashMap<>();
        private final Map<String, List<Long>> passes = new LinkedHashMap<>();
        private String shape = "";
        private long passStart;
        private long operatorStart;

        Clock(LongSupplier clock) {
            this.clock = clock;
        }

        @Override
        public void passStarted(Pass pass) {
            Pass.Group group = pass.only();
            shape = "batch=" + group.batch() + " queries=" + group.queries() + " rows=" + group.logitRows();
            passStart = clock.getAsLong();
            operatorStart = passStart;
        }

        @Override
        public void operatorFinished(Operator operator) {
            long now = clock.getAsLong();
            nanos.computeIfAbsent(shape, _ -> new LinkedHashMap<>())
                    .merge(operator.name(), now - operatorStart, Long::sum);
            operatorStart = now;
        }

        @Override
        public void passFinished(Pass pass) {
            passes.computeIfAbsent(shape, _ -> new ArrayList<>()).add(clock.getAsLong() - passStart);
        }

        void print(String title) {
            passes.forEach((passShape, times) -> {
                long[] sorted =
                        times.stream().mapToLong(Long::longValue).sorted().toArray();
                System.out.printf(
                        Locale.ROOT,
                        "%s: %s: %d passes, least %.2f ms, median %.2f ms%n",
                        title,
                        passShape,
                        sorted.length,
                        sorted[0] / 1e6,
                        sorted[sorted.length / 2] / 1e6);
                nanos.getOrDefault(passShape, Map.of())
                        .forEach((operator, sum) -> System.out.printf(
                                Locale.ROOT, "%28s %10.3f ms a pass%n", operator, sum / 1e6 / sorted.length));
            });
        }
    }

    private record Run(String title, Engine engine, Clock clock) {}

    private static Model model(int layers) {
        Architecture architecture = new Architecture(
                layers, 2048, 32, 4, 64, 5632, VOCABULARY, Projections.PLAIN, Rope.whole(1e4, 64), 1e-5);
        return new Model(
                "profiled",
                "profiled",
                Families.named("llada").family(),
                architecture,
                OptionalInt.of(VOCABULARY - 1),
                List.of(),
                false,
                "the shape of TinyLlama 1.1B");
    }

    /// Prints where the time of the passes of a generation goes.
    ///
    /// @param args  `layers strategy batch prompt generated threads repetitions backend:dtype...`
    public static void main(String[] args) {
        Model model = model(Integer.parseInt(args[0]));
        StrategySpec spec = StrategySpec.parse(args[1]);
        int batch = Integer.parseInt(args[2]);
        Request request = new Request(batch, Integer.parseInt(args[3]), Integer.parseInt(args[4]), LogitRows.ACTIVE);
        int threads = Integer.parseInt(args[5]);
        LongSupplier clock =
                threads > 1 ? System::nanoTime : ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
        List<int[]> prompts = IntStream.range(0, batch)
                .mapToObj(i -> WeightGenerator.prompt(
                        i, request.promptTokens(), model.architecture().vocabulary() - 1))
                .toList();
        try (Arena arena = Arena.ofShared()) {
            List<Run> runs = new ArrayList<>();
            for (String name : Arrays.copyOfRange(args, 7, args.length)) {
                String[] parts = name.split(":", -1);
                SyntheticWeights weights = new SyntheticWeights(
                        model.architecture(), 1, DType.of(parts[1]), SyntheticWeights.OUTPUT_DEVIATION, arena);
                runs.add(
                        new Run(name, new Engine(model, weights, Backends.named(parts[0]), threads), new Clock(clock)));
            }
            for (int repetition = -WARMUPS; repetition < Integer.parseInt(args[6]); repetition++) {
                for (Run run : runs) {
                    Generation generation = run.engine()
                            .start(
                                    request,
                                    prompts,
                                    Generation.Stop.AT_LENGTH,
                                    repetition < 0 ? Probe.NONE : run.clock());
                    Unfolding.run(
                            Strategies.create(spec, request.generatedTokens()), request, generation, (_, _) -> {});
                }
            }
            for (Run run : runs) {
                run.clock().print(run.title());
                run.engine().close();
            }
        }
    }
}
