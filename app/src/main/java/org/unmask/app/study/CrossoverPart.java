package org.unmask.app.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.core.decode.StrategySpec;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.hardware.Device;
import org.unmask.report.figure.CrossoverFigure;

/// The map of who wins, by batch and prompt, on every device of a study.
record CrossoverPart(Pair pair, Study.Crossover settings, List<Contest> contests) {
    private static final int MOST_CELLS = 2_500;

    CrossoverPart {
        contests = List.copyOf(contests);
    }

    /// The map that a study asks for.
    ///
    /// @throws IllegalArgumentException if a combination of the study is bad; nothing has been computed then
    static Optional<CrossoverPart> of(Pair pair) {
        return pair.study().crossover().map(settings -> of(pair, settings));
    }

    private static CrossoverPart of(Pair pair, Study.Crossover settings) {
        if ((long) settings.batches().size() * settings.promptTokens().size() > MOST_CELLS) {
            throw new IllegalArgumentException(
                    "predict.crossover: more than " + MOST_CELLS + " cells; give shorter lists");
        }
        List<Contest> contests = new ArrayList<>();
        for (Device device : pair.devices()) {
            for (String strategy : settings.strategies()) {
                contests.add(pair.contest(device, StrategySpec.parse(strategy)));
            }
        }
        return new CrossoverPart(pair, settings, contests);
    }

    CrossoverFigure figure() {
        return new CrossoverFigure(contests.stream().map(this::field).toList());
    }

    private CrossoverFigure.Field field(Contest contest) {
        return new CrossoverFigure.Field(
                contest.device().id(),
                contest.diffusionStrategy() + ", " + contest.generatedTokens() + " generated tokens",
                contest.autoregressive().id(),
                contest.diffusion().id(),
                pair.source(contest.device()),
                Pair.solver(contest)
                        .map(settings.batches(), settings.promptTokens())
                        .races());
    }
}
