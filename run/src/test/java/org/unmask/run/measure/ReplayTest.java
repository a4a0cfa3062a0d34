package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.cases.StrategyCases;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Roofline;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightGenerator;

/// What a run achieved, recorded and fed to the strategy again, makes the very passes that ran.
class ReplayTest {
    private static final int GENERATED = 32;

    static Stream<Arguments> cases() {
        return Golden.backends()
                .flatMap(backend ->
                        StrategyCases.all().stream().map(spec -> Arguments.of(spec, backend.name(), backend)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("cases")
    void aReplayHasThePassesOfTheRun(String strategy, String backendName, Backend backend) {
        Model model = Golden.model("llada");
        Request request = new Request(3, 18, GENERATED, LogitRows.ACTIVE);
        StrategySpec spec = StrategySpec.parse(strategy);
        List<Pass> passes = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model, new SyntheticWeights(model.architecture(), 7, DType.FLOAT32, 1.2, arena), backend, 2)) {
            List<int[]> prompts = IntStream.of(1, 2, 3)
                    .mapToObj(seed -> WeightGenerator.prompt(seed, 18, Golden.MASK))
                    .toList();
            Generation generation = engine.start(request, prompts, Generation.Stop.AT_LENGTH, Probe.NONE);
            Unfolding.run(Strategies.create(spec, GENERATED), request, generation, (pass, outcome) -> {
                passes.add(pass);
                outcomes.add(outcome);
            });

            Timeline replay = new Pricer(
                            model.architecture(),
                            Engine.types(DType.FLOAT32),
                            engine.fusions(),
                            new Roofline(1e11, 1e10))
                    .price(Origin.REPLAYED, Strategies.create(spec, GENERATED), request, Assumption.recorded(outcomes));

            assertThat(replay.passes()).extracting(PassTime::pass).isEqualTo(passes);
            assertThat(replay.outcomes()).isEqualTo(outcomes);
        }
        if (strategy.contains("threshold=0.5") && !strategy.contains("llada2.1") && !strategy.contains("d2f")) {
            assertThat(passes)
                    .as("sequences finish their blocks at different times")
                    .anyMatch(pass -> pass.only().batch() < 3);
        }
    }
}
