package org.unmask.run.measure;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Weight;
import org.unmask.cost.timing.Overhead;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.SyntheticWeights;

/// Times the operators of one model, a stretch of time after another, so that other work may run in between.
final class OperatorSession implements AutoCloseable {
    /// Weights of this many bytes do not stay in any cache from one pass to the next.
    private static final long COLD_BYTES = 160L << 20;

    private static final int LEAST_ROUNDS = 3;
    /// The least rounds may take four times the seconds asked for; a machine too slow for that has fewer samples, but one of
    /// every size.
    private static final double MOST_BUDGETS = 4;
    private static final int MOST_ROUNDS = 24;
    private static final double VISIT_SECONDS = 0.004;
    private static final double WARM_UP_SECONDS = 2;
    private static final int WARM_UP_ROUNDS = 2;
    private static final int SPEED_CALLS = 3;
    /// Passes of few rows are cheap, and of a few milliseconds an interruption is much: they are visited so often each round,
    /// unless a visit takes longer than that.
    private static final int VISITS_OF_FEW_ROWS = 3;

    private static final double LONG_VISIT_SECONDS = 0.05;

    private final double budget;
    private final DTypes types;
    private final Arena arena = Arena.ofShared();
    private final Engine engine;
    private final List<OperatorLadder.Step> steps;
    private final SpeedClock speeds;
    private final Visits visits;
    /// How long the last visit of a step took.
    private final Map<OperatorLadder.Step, Double> lastVisits = new HashMap<>();

    private int done;
    private double spent;

    /// Makes weights, and runs everything until it is compiled.
    ///
    /// @param model  [#shortened]
    /// @param seconds  how long to measure in all, about
    /// @throws IllegalArgumentException if the engine cannot run the model
    OperatorSession(
            CatalogModel entry,
            Model model,
            Backend backend,
            int threads,
            DTypes types,
            OperatorLadder ladder,
            double seconds) {
        this.budget = seconds;
        this.types = types;
        this.engine = engine(entry, model, backend, threads);
        this.steps = round(ladder.steps());
        warmUp();
        this.speeds = new SpeedClock(engine);
        speeds.wake();
        this.visits = new Visits(() -> speeds.read(SPEED_CALLS));
    }

    /// The steps of one round: those of few rows stand before each third of the others.
    private static List<OperatorLadder.Step> round(List<OperatorLadder.Step> steps) {
        List<OperatorLadder.Step> few =
                steps.stream().filter(OperatorLadder.Step::isOfFewRows).toList();
        List<OperatorLadder.Step> others =
                steps.stream().filter(step -> !step.isOfFewRows()).toList();
        List<OperatorLadder.Step> round = new ArrayList<>();
        for (int visit = 0; visit < VISITS_OF_FEW_ROWS; visit++) {
            round.addAll(few);
            round.addAll(others.subList(
                    others.size() * visit / VISITS_OF_FEW_ROWS, others.size() * (visit + 1) / VISITS_OF_FEW_ROWS));
        }
        return round;
    }

    private Engine engine(CatalogModel entry, Model model, Backend backend, int threads) {
        try {
            SyntheticWeights weights = new SyntheticWeights(
                    model.architecture(),
                    entry.tensorNames().ofGguf(),
                    1,
                    types.weight(),
                    SyntheticWeights.OUTPUT_DEVIATION,
                    arena);
            return new Engine(model, weights, backend, threads, types.keyValue());
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// The model with as many layers as make its weights too large for caches, or with all if it has no more; with a mask
    /// token in any case, so that every strategy runs.
    static Model shortened(Model model, DTypes types) {
        Architecture architecture = model.architecture();
        int first = architecture.experts().map(experts -> experts.denseLayers()).orElse(0);
        int layers = Math.min(architecture.layers(), first + 2);
        while (layers < architecture.layers() && layerBytes(architecture.with(layers), types) < COLD_BYTES) {
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

    private static long layerBytes(Architecture architecture, DTypes types) {
        long outside = (long) architecture.rows(Weight.EMBEDDING) * architecture.columns(Weight.EMBEDDING);
        int tables = architecture.projections().tiedEmbeddings() ? 1 : 2;
        return types.weightBytes(architecture.parameters() - tables * outside);
    }

    /// Selection and attention run once in a pass and in a layer, so a few passes leave them interpreted, many times slower.
    private void warmUp() {
        long start = System.nanoTime();
        int round = 0;
        while (round < WARM_UP_ROUNDS || System.nanoTime() - start < WARM_UP_SECONDS * 1e9) {
            steps.forEach(step -> step.run(engine, new OperatorClock(_ -> {})));
            round++;
        }
    }

    /// Times every size once, and more often if there is time for it; what does not fit into its share of the time goes on
    /// in the next stretch.
    ///
    /// @param stretches  into which the time is divided
    void stretch(int stretches) {
        resume();
        double from = spent;
        int whole = done + steps.size();
        while (spent - from < (done < whole ? MOST_BUDGETS : 1) * budget / stretches
                && done < MOST_ROUNDS * steps.size()) {
            next();
        }
    }

    /// The threads have rested, or other ones have run.
    private void resume() {
        speeds.wake();
        visits.resume();
    }

    /// Times until there are samples enough of every size.
    void finish() {
        resume();
        while (!hasEach() || (spent < most() && done < MOST_ROUNDS * steps.size())) {
            next();
        }
    }

    private boolean hasEach() {
        return done >= steps.size();
    }

    /// Seconds in all: more than asked for only until there are samples enough.
    private double most() {
        return (done < LEAST_ROUNDS * steps.size() ? MOST_BUDGETS : 1) * budget;
    }

    /// Times the size whose turn it is. The look before a visit pushed small weights out of caches, where a generation finds
    /// them, what ran before left the predictions of the processor for other loops, and memory that only large passes use may
    /// have rested for a second: a pass runs before it is timed.
    private void next() {
        OperatorLadder.Step step = steps.get(done % steps.size());
        if (isVisitedAgain(done % steps.size()) && lastVisits.getOrDefault(step, 0.0) > LONG_VISIT_SECONDS) {
            done++;
            return;
        }
        long start = System.nanoTime();
        step.settle(engine);
        long timed = System.nanoTime();
        OperatorClock clock = new OperatorClock(visits::add);
        do {
            step.run(engine, clock);
        } while (System.nanoTime() - timed < VISIT_SECONDS * 1e9);
        clock.endSlice();
        done++;
        double seconds = (System.nanoTime() - start) * 1e-9;
        lastVisits.put(step, seconds);
        spent += seconds;
    }

    /// Whether the step at a place of the round stands before it, too.
    private boolean isVisitedAgain(int place) {
        OperatorLadder.Step step = steps.get(place);
        return step.isOfFewRows() && steps.indexOf(step) < place;
    }

    OperatorSamples samples() {
        return new OperatorSamples(visits.all(), types);
    }

    Overhead overhead() {
        return OperatorOverhead.measure(engine);
    }

    @Override
    public void close() {
        engine.close();
        arena.close();
    }
}
