package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Routing;
import org.unmask.core.op.DType;
import org.unmask.core.op.Work;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.Sampling;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightGenerator;

/// How many experts the tokens of a pass chose, where it is known without routing them.
class ChosenExpertsTest {
    private static final int EXPERTS = 16;
    private static final int PER_TOKEN = 3;

    private static List<Double> chosen(Architecture architecture, List<int[]> prompts) {
        Model model = new Model(
                "mixture",
                "mixture",
                MadeUpFamilies.of(Paradigm.AUTOREGRESSIVE),
                architecture,
                OptionalInt.empty(),
                List.of(),
                false,
                "a test");
        Request request = new Request(prompts.size(), prompts.getFirst().length, 4, LogitRows.ACTIVE);
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(
                        model,
                        new SyntheticWeights(architecture, 1, DType.FLOAT32, 1, arena),
                        Backends.named("scalar"),
                        1)) {
            Recorder recorder = new Recorder(false, Probe.NONE, () -> 0, _ -> Work.NONE, _ -> Work.NONE);
            Generation generation =
                    engine.start(request, prompts, Generation.Stop.AT_LENGTH, recorder, Sampling.greedy(0));
            int[] passes = {0};
            Unfolding.run(Strategies.create(StrategySpec.parse("ar"), 4), request, generation, (_, _) -> passes[0]++);
            return IntStream.range(0, passes[0])
                    .mapToObj(pass -> recorder.chosenExperts(pass).orElse(0))
                    .toList();
        }
    }

    private static Architecture mixture(int layers) {
        return Architectures.dense(layers, 64, 4, 2, 16, 96, 160)
                .with(new Experts(EXPERTS, PER_TOKEN, 32, Routing.softmax(true)));
    }

    @Test
    void oneTokenChoosesItsOwn() {
        assertThat(chosen(mixture(2), List.of(new int[] {7}))).containsOnly((double) PER_TOKEN);
    }

    @Test
    void sequencesThatAreAlikeChooseTheSame() {
        assertThat(chosen(mixture(2), List.of(new int[] {7}, new int[] {7}, new int[] {7})))
                .containsOnly((double) PER_TOKEN);
    }

    @Test
    void manyTokensChooseMoreThanOneAndNoMoreThanThereAre() {
        int[] prompt = WeightGenerator.prompt(1, 40, 159);

        assertThat(chosen(mixture(3), List.of(prompt)).getFirst()).isBetween(PER_TOKEN + 1.0, (double) EXPERTS);
    }

    @Test
    void modelsWithoutExpertsChooseNone() {
        assertThat(chosen(Architectures.dense(1, 64, 4, 2, 16, 96, 160), List.of(new int[] {7})))
                .containsOnly(0.0);
    }
}
