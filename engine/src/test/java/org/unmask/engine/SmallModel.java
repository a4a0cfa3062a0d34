package org.unmask.engine;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.op.DType;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightGenerator;

/// A model of made-up weights, and runs of it.
final class SmallModel {
    static final int VOCABULARY = 160;
    static final int GENERATED = 16;

    /// Two layers with shared heads, biases and head norms.
    static final Architecture ARCHITECTURE =
            Architectures.dense(2, 64, 4, 2, 16, 96, VOCABULARY).with(new Projections(true, true, false));

    static final Model MODEL = new Model(
            "small",
            "small",
            MadeUpFamilies.of(Paradigm.DIFFUSION),
            ARCHITECTURE,
            OptionalInt.of(VOCABULARY - 1),
            List.of(),
            false,
            "a test");

    static SyntheticWeights weights(long seed, Arena arena) {
        return new SyntheticWeights(ARCHITECTURE, seed, DType.FLOAT32, 1, arena);
    }

    static List<int[]> prompts(int batch, int length) {
        return IntStream.range(0, batch)
                .mapToObj(sequence -> WeightGenerator.prompt(1 + sequence, length, VOCABULARY - 1))
                .toList();
    }

    /// @param tokens  of each sequence, prompt included
    record Run(List<int[]> tokens, List<Pass> passes, List<Outcome> outcomes) {}

    /// A run with seed 0.
    static Run run(Engine engine, String strategy, List<int[]> prompts) {
        return run(engine, strategy, prompts, 0);
    }

    static Run run(Engine engine, String strategy, List<int[]> prompts, long seed) {
        return run(engine, strategy, prompts, Sampling.greedy(seed));
    }

    static Run run(Engine engine, String strategy, List<int[]> prompts, Sampling sampling) {
        Strategy decoding = Strategies.create(StrategySpec.parse(strategy), GENERATED);
        List<Integer> lengths = prompts.stream().map(prompt -> prompt.length).toList();
        Request request = Request.of(lengths, GENERATED, LogitRows.ACTIVE, decoding::paddingUnit)
                .shifted(engine.model().shiftedLogits());
        Generation generation = engine.start(request, prompts, Generation.Stop.AT_LENGTH, Probe.NONE, sampling);
        Run run = new Run(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Unfolding.run(decoding, request, generation, (pass, outcome) -> {
            run.passes().add(pass);
            run.outcomes().add(outcome);
        });
        for (int sequence = 0; sequence < prompts.size(); sequence++) {
            run.tokens().add(Arrays.copyOf(generation.tokens(sequence), lengths.get(sequence) + GENERATED));
        }
        return run;
    }

    private SmallModel() {}
}
