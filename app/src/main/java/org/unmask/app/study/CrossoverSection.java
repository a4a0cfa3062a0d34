package org.unmask.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Progress;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.Limits;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.crossover.Solver;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;
import org.unmask.report.CrossoverFigure;
import org.unmask.report.Source;
import org.unmask.result.CommitFile;

/// The map of who wins, by batch and prompt, on every device of a study.
final class CrossoverSection {
    private static final int MOST_CELLS = 2_500;

    private final List<Contest> contests;
    private final Study.Crossover settings;

    private CrossoverSection(List<Contest> contests, Study.Crossover settings) {
        this.contests = contests;
        this.settings = settings;
    }

    /// @throws IllegalArgumentException if a name or a combination of the study is bad; nothing has been computed
    ///     then
    static Optional<CrossoverSection> of(Study.Predict study, Catalog catalog) throws IOException {
        if (study.crossover().isEmpty()) {
            return Optional.empty();
        }
        Study.Crossover settings = study.crossover().get();
        if ((long) settings.batches().size() * settings.promptTokens().size() > MOST_CELLS) {
            throw new IllegalArgumentException(
                    "predict.crossover: more than " + MOST_CELLS + " cells; give shorter lists");
        }
        Model autoregressive = catalog.model(study.autoregressive()).model();
        Model diffusion = catalog.model(study.diffusion()).model();
        Profile profile = catalog.profile(study.profile()).profile();
        List<Contest> contests = new ArrayList<>();
        for (String name : study.devices()) {
            Device device = catalog.device(name).device();
            for (String strategy : settings.strategies()) {
                contests.add(new Contest(
                        autoregressive,
                        Strategies.AUTOREGRESSIVE,
                        diffusion,
                        StrategySpec.parse(strategy),
                        device,
                        study.generatedTokens(),
                        LogitRows.of(study.logits()),
                        DTypes.all(DType.of(study.dtype())),
                        profile));
            }
        }
        return Optional.of(new CrossoverSection(contests, settings));
    }

    CrossoverFigure figure() {
        return new CrossoverFigure(contests.stream().map(this::field).toList());
    }

    private CrossoverFigure.Field field(Contest contest) {
        Solver solver = new Solver(
                contest, new Limits(Limits.LARGEST_BATCH, Limits.LONGEST_CONTEXT), CommitFile::read, Progress.NONE);
        return new CrossoverFigure.Field(
                contest.device().id(),
                contest.diffusionStrategy() + ", " + contest.generatedTokens() + " generated tokens",
                contest.autoregressive().id(),
                contest.diffusion().id(),
                source(contest),
                solver.map(settings.batches(), settings.promptTokens()).races().stream()
                        .map(CrossoverSection::cell)
                        .toList());
    }

    private static CrossoverFigure.Cell cell(Race race) {
        return new CrossoverFigure.Cell(
                race.batch(),
                race.promptTokens(),
                new CrossoverFigure.Rate(race.autoregressiveTokensPerSecond(), race.autoregressiveFits()),
                new CrossoverFigure.Rate(race.diffusionTokensPerSecond(), race.diffusionFits()));
    }

    private static Source source(Contest contest) {
        Profile profile = contest.profile();
        String pricing = profile.equals(Profile.ROOFLINE)
                ? "roofline"
                : "roofline, profile " + profile.id() + " (" + profile.source() + ")";
        return Source.predicted(
                pricing + ", device figures: " + contest.device().source());
    }
}
