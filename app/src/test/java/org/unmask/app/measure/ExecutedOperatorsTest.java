package org.unmask.app.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
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
    private static final List<String> STRATEGIES = List.of(
            "ar",
            "diffusion:block=8,steps=8",
            "prefix-cache:block=8,steps=8",
            "dual-cache:block=8,steps=8",
            "block-diffusion:block=8,steps=8");

    static Stream<Arguments> cases() {
        return Golden.backends()
                .flatMap(backend -> STRATEGIES.stream()
                        .flatMap(strategy -> Stream.of("llama", "qwen2", "qwen3", "llada", "llada-moe", "bailingmoe2")
                                .flatMap(arch -> Stream.of(LogitRows.values())
                                        .map(rows -> Arguments.of(strategy, arch, rows, backend.name(), backend)))));
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
            engine.generate(Strategies.create(spec, 16), request, prompts, Generation.Stop.AT_LENGTH, recorder);
            List<Pass> predicted = new ArrayList<>();
            List<Operator> operators = new ArrayList<>();
            Strategy again = Strategies.create(spec, 16);
            Unfolding.run(again, request, Strategies.assumption(spec, request), (pass, _) -> {
                predicted.add(pass);
                operators.addAll(Lowering.lower(model.architecture(), pass, engine.fusions())
                        .unrolled());
            });
            assertThat(recorder.passes).isEqualTo(predicted);
            assertThat(recorder.operators).isEqualTo(operators);
        }
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
