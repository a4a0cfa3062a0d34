package org.unmask.bench;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Operator;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Roofline;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.SyntheticWeights;

/// The engine on one backend with one type of weights.
final class EngineContestant implements Contestant {
    private final String name;
    private final DType type;
    private final Arena arena = Arena.ofShared();
    private final Engine engine;
    private final Map<SpeedTask, List<Pass>> passes = new HashMap<>();

    /// @param spec  `backend:type`
    EngineContestant(String spec, Model model, int threads) {
        this.name = spec;
        this.type = DType.of(spec.substring(spec.indexOf(':') + 1));
        Backend backend = Backends.named(spec.substring(0, spec.indexOf(':')));
        this.engine = new Engine(
                model,
                new SyntheticWeights(model.architecture(), 1, type, SyntheticWeights.OUTPUT_DEVIATION, arena),
                backend,
                threads);
    }

    @Override
    public String name() {
        return name;
    }

    /// Type of the weights.
    DType type() {
        return type;
    }

    @Override
    public double seconds(SpeedTask task) {
        PassClock clock = new PassClock(task);
        run(task, clock);
        passes.put(task, clock.passes);
        return clock.nanos * 1e-9;
    }

    /// Seconds of each operator in the passes that count.
    Map<String, Double> operatorSeconds(SpeedTask task) {
        OperatorClock clock = new OperatorClock(task);
        run(task, clock);
        return clock.seconds;
    }

    /// What the roofs allow for each operator in the passes that count, once the task has run.
    Map<String, Double> operatorLimits(SpeedTask task, Roofline roofline) {
        DTypes types = Engine.types(type);
        Pricer pricer = new Pricer(engine.model().architecture(), types, engine.fusions(), roofline);
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Pass pass : passes.getOrDefault(task, List.of())) {
            pricer.price(pass)
                    .operators()
                    .forEach(operator -> seconds.merge(operator.name(), operator.seconds(), Double::sum));
        }
        return seconds;
    }

    private void run(SpeedTask task, Probe probe) {
        List<int[]> prompts = new ArrayList<>();
        for (int sequence = 0; sequence < task.request().batch(); sequence++) {
            int[] prompt = new int[task.request().promptTokens()];
            for (int i = 0; i < prompt.length; i++) {
                prompt[i] = (7 * i + 13 * sequence + 31) % 30_000;
            }
            prompts.add(prompt);
        }
        engine.generate(
                Strategies.create(
                        StrategySpec.parse(task.strategy()), task.request().generatedTokens()),
                task.request(),
                prompts,
                Generation.Stop.AT_LENGTH,
                probe);
    }

    @Override
    public void close() {
        engine.close();
        arena.close();
    }

    /// Keeps the passes that count, and sums their time.
    private static final class PassClock implements Probe {
        private final SpeedTask task;
        private final List<Pass> passes = new ArrayList<>();
        private long start;
        private long nanos;

        PassClock(SpeedTask task) {
            this.task = task;
        }

        @Override
        public void passStarted(Pass pass) {
            start = System.nanoTime();
        }

        @Override
        public void passFinished(Pass pass) {
            if (task.counts(pass)) {
                nanos += System.nanoTime() - start;
                passes.add(pass);
            }
        }
    }

    /// Sums the time of operators in the passes that count.
    private static final class OperatorClock implements Probe {
        private final SpeedTask task;
        private final Map<String, Double> seconds = new LinkedHashMap<>();
        private boolean counting;
        private long last;

        OperatorClock(SpeedTask task) {
            this.task = task;
        }

        @Override
        public void passStarted(Pass pass) {
            counting = task.counts(pass);
            last = System.nanoTime();
        }

        @Override
        public void partFinished(Operator operator) {
            operatorFinished(operator);
        }

        @Override
        public void operatorFinished(Operator operator) {
            long now = System.nanoTime();
            if (counting) {
                seconds.merge(operator.name(), (now - last) * 1e-9, Double::sum);
            }
            last = System.nanoTime();
        }

        @Override
        public void passFinished(Pass pass) {
            counting = false;
        }
    }
}
