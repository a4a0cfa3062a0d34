package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.cases.Unrolled;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Task;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Lowering;
import org.unmask.core.model.Model;
import org.unmask.core.op.Operator;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.WeightGenerator;

/// What is priced is what runs: passes and operators of a prediction equal those the engine executes.
class ExecutedOperatorsTest {
    /// Every setting whose passes are known without logits, and a canvas that fits this request alone.
    private static List<String> strategies() {
        return Stream.of(
                        StrategyCases.scheduled(),
                        StrategyCases.oneByOne(),
                        List.of("llama-cpp:canvas=32,block=8", "speculative:drafter=ngram,draft=3"))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void everyStrategyThatRunsIsThere() {
        assertThat(strategies())
                .extracting(text -> StrategySpec.parse(text).id())
                .containsAll(Strategies.ALL.stream()
                        .filter(family -> family.obstacle().isEmpty())
                        .map(StrategyFamily::id)
                        .toList());
    }

    static Stream<Arguments> cases() {
        return Golden.backends()
                .flatMap(backend -> strategies().stream()
                        .flatMap(strategy -> architectures(strategy).stream()
                                .flatMap(arch -> Stream.of(LogitRows.values())
                                        .map(rows -> Arguments.of(strategy, arch, rows, backend.name(), backend)))));
    }

    /// All of them with the plainest strategies; biases, head norms and experts with the others.
    private static List<String> architectures(String strategy) {
        return strategy.equals("ar") || strategy.endsWith("-cache:block=8,steps=12")
                ? List.of("llama", "qwen2", "qwen3", "llada", "llada-moe", "bailingmoe2")
                : List.of("qwen2", "qwen3", "bailingmoe2");
    }

    @ParameterizedTest(name = "{0}, {1}, logits of {2} rows, on {3}")
    @MethodSource("cases")
    void predictedPassesAndOperatorsRun(
            String strategy, String arch, LogitRows rows, String backendName, Backend backend) {
        Model model = Golden.model(arch);
        Request request = new Request(3, 11, 16, rows);
        StrategySpec spec = StrategySpec.parse(strategy);
        Recorder recorder = new Recorder();
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(model, Golden.weights(model, 5, 0.4, arena), backend, 2)) {
            List<int[]> prompts = Stream.of(1, 2, 3)
                    .map(seed -> WeightGenerator.prompt(seed, 11, 150))
                    .toList();
            List<Outcome> outcomes = new ArrayList<>();
            Generation generation = engine.start(request, prompts, Generation.Stop.AT_LENGTH, recorder);
            Unfolding.run(Strategies.create(spec, 16), request, generation, (_, outcome) -> outcomes.add(outcome));
            List<Pass> predicted = new ArrayList<>();
            List<Operator> operators = new ArrayList<>();
            Strategy again = Strategies.create(spec, 16);
            Unfolding.run(again, request, assumption(spec, request, outcomes), (pass, _) -> {
                predicted.add(pass);
                operators.addAll(Unrolled.operators(Lowering.lower(model.architecture(), pass, engine.fusions())));
            });
            assertThat(unwatched(recorder.passes)).isEqualTo(unwatched(predicted));
            assertThat(recorder.operators).isEqualTo(operators);
        }
    }

    /// Which tokens were committed, an assumption of their number does not tell; operators do not depend on it.
    private static List<Pass> unwatched(List<Pass> passes) {
        return passes.stream()
                .map(Pass::only)
                .map(pass -> new Pass(
                        pass.batch(),
                        pass.queries(),
                        pass.context(),
                        pass.mask(),
                        pass.logitRows(),
                        pass.reuse(),
                        unwatched(pass.task())))
                .toList();
    }

    private static Task unwatched(Task task) {
        return new Task(
                task.phase(),
                task.gather(),
                task.from(),
                task.start(),
                task.end(),
                task.masked(),
                task.step(),
                task.commit(),
                task.guidance(),
                List.of());
    }

    /// No probability reaches a threshold above 1: every pass commits one token. How much of a draft is kept, only a run tells.
    private static Function<Pass, Outcome> assumption(StrategySpec spec, Request request, List<Outcome> outcomes) {
        if (spec.id().equals("speculative")) {
            return Assumption.recorded(outcomes);
        }
        boolean needsLogits = Strategies.needsLogits(spec, request);
        return Strategies.assumption(needsLogits ? spec.with("tokens-per-pass", "1") : spec, request);
    }

    private static final class Recorder implements Probe {
        private final List<Pass> passes = new ArrayList<>();
        private final List<Operator> operators = new ArrayList<>();

        @Override
        public void passStarted(Pass pass) {
            passes.add(pass);
        }

        @Override
        public void operatorFinished(Operator operator) {
            operators.add(operator);
        }

        @Override
        public void passFinished(Pass pass) {
            assertThat(passes.getLast()).isEqualTo(pass);
        }
    }
}
