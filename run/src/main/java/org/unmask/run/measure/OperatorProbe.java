package org.unmask.run.measure;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Task;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Weight;
import org.unmask.core.op.Work;
import org.unmask.core.text.Progress;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.cost.timing.OperatorShape;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Overhead;
import org.unmask.cost.timing.SpeedResponse;
import org.unmask.cost.timing.Timing;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightGenerator;
import org.unmask.result.Statistics;

/// Times the operators of models on this machine over a ladder of sizes, in passes of the engine itself: with its threads,
/// its layouts, and weights that come from memory where those of the model do.
public final class OperatorProbe {
    /// Weights of this many bytes do not stay in any cache from one pass to the next.
    private static final long COLD_BYTES = 160L << 20;

    private static final int[] ROWS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024
    };
    private static final int[] QUERIES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    private static final int[] KEYS = {8, 32, 64, 128, 256, 512, 1024, 2048, 4096};
    private static final int[] BATCHES = {1, 4};
    /// Up to this many rows a whole pass is cheap, and its weights push keys and values out of caches.
    private static final int FEW_ROWS = 16;

    /// From here on arithmetic takes longer than reading weights, so it does not matter where those are: a few layers say
    /// all.
    private static final int MANY_ROWS = 64;

    private static final int LAYERS_OF_MANY_ROWS = 3;

    private static final int LEAST_ROUNDS = 3;
    /// The least rounds may take four times the seconds asked for; a machine too slow for that has fewer samples, but one of
    /// every size.
    private static final double MOST_BUDGETS = 4;
    private static final int MOST_ROUNDS = 9;
    private static final double VISIT_SECONDS = 0.004;
    private static final double WARM_UP_SECONDS = 2;
    private static final int WARM_UP_ROUNDS = 2;
    private static final int SPEED_CALLS = 3;

    private final Backend backend;
    private final int threads;
    private final DTypes types;
    private final int rows;
    private final int keys;

    /// Times operators on one backend.
    ///
    /// @param rows  the most rows of a pass that are timed
    /// @param keys  the most keys of a sequence that are timed
    public OperatorProbe(Backend backend, int threads, DTypes types, int rows, int keys) {
        this.backend = backend;
        this.threads = threads;
        this.types = types;
        this.rows = rows;
        this.keys = keys;
    }

    /// A pass to run, and which of its operators count.
    private record Step(Pass pass, Predicate<Operator> wanted) {
        void run(Engine engine, OperatorClock clock) {
            engine.rehearse(pass, wanted, pass.tokens() < MANY_ROWS ? Integer.MAX_VALUE : LAYERS_OF_MANY_ROWS, clock);
        }
    }

    /// Times the operators of some models, one model after the other.
    ///
    /// @param seconds  how long to measure each model, about
    /// @throws IllegalArgumentException if the engine cannot run one of them
    public OperatorTimings measure(List<CatalogModel> models, String cpu, double seconds, Progress.Factory progress) {
        Map<Operator, List<Visits.Sample>> samples = new LinkedHashMap<>();
        List<Overhead> overheads = new ArrayList<>();
        Set<Architecture> known = new HashSet<>();
        for (CatalogModel entry : models) {
            Model model = shortened(entry.model());
            if (!known.add(model.architecture())) {
                continue;
            }
            try (Arena arena = Arena.ofShared();
                    Engine engine =
                            new Engine(model, weights(entry, model, arena), backend, threads, types.keyValue());
                    Progress bar = progress.start("time operators", MOST_ROUNDS + 2L)) {
                bar.step(model.id() + ": warm-up");
                samples(engine, seconds, bar).forEach(samples::putIfAbsent);
                bar.step(model.id() + ": time beside operators");
                overheads.add(overhead(engine));
            }
        }
        MachineSpeed usual = usual(samples.values());
        List<Timing> timings = new ArrayList<>();
        samples.forEach((operator, some) -> timings.add(timing(operator, some, usual)));
        return new OperatorTimings(
                new OperatorTimings.Stand(
                        cpu,
                        threads,
                        backend.name(),
                        backend.fusions(),
                        types,
                        models.stream().map(entry -> entry.model().id()).toList(),
                        usual),
                overheads.getFirst(),
                timings);
    }

    /// The model with as many layers as make its weights too large for caches, or with all if it has no more; with a mask
    /// token in any case, so that every strategy runs.
    private Model shortened(Model model) {
        Architecture architecture = model.architecture();
        int first = architecture.experts().map(experts -> experts.denseLayers()).orElse(0);
        int layers = Math.min(architecture.layers(), first + 2);
        while (layers < architecture.layers() && layerBytes(architecture.with(layers)) < COLD_BYTES) {
            layers++;
        }
        return new Model(
                model.id(),
                model.name(),
                model.family(),
                architecture.with(layers),
                OptionalInt.of(model.maskToken().orElse(architecture.vocabulary() - 1)),
                model.endTokens(),
                model.shiftedLogits(),
                model.source());
    }

    private long layerBytes(Architecture architecture) {
        long outside = (long) architecture.rows(Weight.EMBEDDING) * architecture.columns(Weight.EMBEDDING);
        int tables = architecture.projections().tiedEmbeddings() ? 1 : 2;
        return types.weight().bytes(architecture.parameters() - tables * outside);
    }

    private SyntheticWeights weights(CatalogModel entry, Model model, Arena arena) {
        return new SyntheticWeights(
                model.architecture(),
                entry.tensorNames().ofGguf(),
                1,
                types.weight(),
                SyntheticWeights.OUTPUT_DEVIATION,
                arena);
    }

    private Map<Operator, List<Visits.Sample>> samples(Engine engine, double seconds, Progress bar) {
        List<Step> steps = steps();
        warmUp(engine, steps);
        SpeedClock speeds = new SpeedClock(engine);
        speeds.wake();
        Visits visits = new Visits(() -> speeds.read(SPEED_CALLS));
        long start = System.nanoTime();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            bar.step(engine.model().id() + ": round " + (round + 1));
            for (Step step : steps) {
                double spent = (System.nanoTime() - start) * 1e-9;
                if (round == 0 || spent < (round < LEAST_ROUNDS ? MOST_BUDGETS : 1) * seconds) {
                    visit(engine, step, visits);
                }
            }
        }
        return visits.samples();
    }

    /// Runs everything until it is compiled: selection and attention run once in a pass and in a layer, so a few passes
    /// leave them interpreted, many times slower.
    private static void warmUp(Engine engine, List<Step> steps) {
        long start = System.nanoTime();
        int round = 0;
        while (round < WARM_UP_ROUNDS || System.nanoTime() - start < WARM_UP_SECONDS * 1e9) {
            steps.forEach(step -> step.run(engine, new OperatorClock()));
            round++;
        }
    }

    private static void visit(Engine engine, Step step, Visits visits) {
        OperatorClock clock = new OperatorClock();
        long start = System.nanoTime();
        do {
            step.run(engine, clock);
        } while (System.nanoTime() - start < VISIT_SECONDS * 1e9);
        visits.add(clock.medians());
    }

    /// The speed of the machine when hardly anything else runs on it: that of the faster quarter of all samples.
    private static MachineSpeed usual(Collection<List<Visits.Sample>> samples) {
        return new MachineSpeed(
                fast(samples, sample -> sample.speed().bytesPerSecond()),
                fast(samples, sample -> sample.speed().flopsPerSecond()));
    }

    private static double fast(Collection<List<Visits.Sample>> samples, ToDoubleFunction<Visits.Sample> value) {
        return Statistics.quantile(
                samples.stream().flatMap(List::stream).mapToDouble(value).toArray(), 75);
    }

    /// Of the samples, the half counts that was taken when the machine was faster: the less there is to correct, the less
    /// the correction can be wrong.
    private Timing timing(Operator operator, List<Visits.Sample> samples, MachineSpeed usual) {
        Work work = Work.of(operator, types);
        ToDoubleFunction<Visits.Sample> share = sample -> sample.speed().relativeTo(usual, work.flops(), work.bytes());
        double exponent = SpeedResponse.exponent(
                samples.stream().mapToDouble(Visits.Sample::seconds).toArray(),
                samples.stream().mapToDouble(share).toArray());
        double[] seconds = samples.stream()
                .sorted(Comparator.comparingDouble(share).reversed())
                .limit(Math.max(LEAST_ROUNDS, Math.ceilDiv(samples.size(), 2)))
                .mapToDouble(sample -> SpeedResponse.corrected(sample.seconds(), share.applyAsDouble(sample), exponent))
                .toArray();
        return new Timing(
                OperatorShape.of(operator),
                at(operator),
                work.flops(),
                work.bytes(),
                Statistics.quantile(seconds, 50),
                Statistics.quantile(seconds, 25),
                Statistics.quantile(seconds, 75),
                seconds.length);
    }

    private static Timing.At at(Operator operator) {
        return operator instanceof Operator.Attention o
                ? new Timing.Attended(
                        o.batch(),
                        o.queries(),
                        o.context() + o.queries(),
                        o.mask().equals(Mask.CAUSAL) && o.queries() > 1)
                : new Timing.Rows(OperatorShape.rowsOf(operator));
    }

    /// Whole passes over the ladder of rows, then attention over queries and keys.
    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int some : ladder(ROWS, rows)) {
            int batch = some > keys ? Math.ceilDiv(some, keys) : 1;
            Predicate<Operator> wanted = batch > 1 || some > FEW_ROWS
                    ? operator -> !(operator instanceof Operator.Attention)
                    : operator -> true;
            steps.add(new Step(pass(batch, some / batch, 0, Mask.FULL, true), wanted));
        }
        for (int queries : ladder(QUERIES, Math.min(rows, keys))) {
            for (int batch : BATCHES) {
                for (int seen : reach(queries)) {
                    if (batch * queries <= (batch == 1 ? rows : 4 * FEW_ROWS)) {
                        steps.add(attention(pass(batch, queries, seen - queries, Mask.FULL, false)));
                    }
                }
            }
            if (queries > 1) {
                steps.add(attention(pass(1, queries, 0, Mask.CAUSAL, false)));
            }
        }
        // The small ones first: where time is short, the large ones have fewer samples.
        steps.sort(Comparator.comparingLong(step -> step.pass().tokens()));
        return steps;
    }

    /// Keys to time with some queries: those of the queries themselves, and the ladder above them.
    private int[] reach(int queries) {
        return IntStream.concat(IntStream.of(queries), IntStream.of(ladder(KEYS, keys)))
                .filter(seen -> seen >= queries)
                .distinct()
                .sorted()
                .toArray();
    }

    private static Step attention(Pass pass) {
        boolean few = pass.tokens() <= FEW_ROWS;
        return new Step(pass, operator -> few || operator instanceof Operator.Attention);
    }

    private static Pass pass(int batch, int queries, int context, Mask mask, boolean logits) {
        int end = context + queries;
        Task task = new Task(Phase.PREFILL, context, end, end, 0, 0, new Commit.None());
        return new Pass(batch, queries, context, mask, logits ? queries : 0, task);
    }

    /// The steps of a ladder up to a size, and that size.
    private static int[] ladder(int[] sizes, int most) {
        return IntStream.concat(Arrays.stream(sizes).filter(size -> size < most), IntStream.of(most))
                .toArray();
    }

    /// What real generations take beside their operators, by least squares over passes, positions and rows of logits.
    private static Overhead overhead(Engine engine) {
        List<double[]> counts = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (int repetition = 0; repetition < 6; repetition++) {
            for (Generated sample : List.of(
                    new Generated("ar", 1),
                    new Generated("ar", 4),
                    new Generated("diffusion:steps=2", 1),
                    new Generated("diffusion:steps=2", 4))) {
                double[] row = new double[3];
                double beside = beside(engine, sample, row);
                if (repetition > 2) {
                    counts.add(row);
                    seconds.add(beside);
                }
            }
        }
        double[] found = NonNegative.leastSquares(counts, seconds);
        return new Overhead(found[0], found[1], found[2]);
    }

    private record Generated(String strategy, int batch) {}

    /// Seconds of a generation outside operators.
    ///
    /// @param counts  receives passes, positions and rows of logits
    private static double beside(Engine engine, Generated sample, double[] counts) {
        Request request = new Request(
                sample.batch(), 16, 16, LogitRows.ALL, engine.model().shiftedLogits());
        List<int[]> prompts = Stream.iterate(0, i -> i + 1)
                .limit(sample.batch())
                .map(i -> WeightGenerator.prompt(
                        100L + i, 16, engine.model().architecture().vocabulary() - 1))
                .toList();
        OperatorSum operators = new OperatorSum();
        Generation generation = engine.start(request, prompts, Generation.Stop.AT_LENGTH, operators);
        long start = System.nanoTime();
        Unfolding.run(Strategies.create(StrategySpec.parse(sample.strategy()), 16), request, generation, (pass, _) -> {
            counts[0]++;
            counts[1] += pass.streamTokens();
            counts[2] += pass.headRows();
        });
        return (System.nanoTime() - start) * 1e-9 - operators.seconds();
    }
}
