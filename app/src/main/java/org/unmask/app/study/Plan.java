package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.cost.roofline.Profile;
import org.unmask.engine.Engine;
import org.unmask.run.measure.AnswerProtocol;
import org.unmask.run.measure.AnswerRuns;
import org.unmask.run.measure.GenerationRuns;
import org.unmask.run.measure.Protocol;
import org.unmask.run.measure.Runs;
import org.unmask.run.session.Drafters;

/// A study with every name and combination resolved; nothing has run.
///
/// @param profile  that assumed and replayed times of the measured part are priced under; empty for timings of operators
record Plan(
        Optional<PredictionPart> predictions,
        List<FigurePart> figures,
        Optional<AsymptoticsPart> asymptotics,
        Optional<Protocol> measured,
        Optional<Profile> profile,
        Optional<AnswerProtocol> answers) {
    Plan {
        figures = List.copyOf(figures);
    }

    /// @param home  the folder of the program, below which prompts are found
    /// @throws IllegalArgumentException if a name or a combination of the study is bad
    static Plan of(Study study, Catalog catalog, Path home) throws IOException {
        Optional<PredictionPart> predictions = study.predict().isPresent()
                ? Optional.of(PredictionPart.of(study.predict().get(), catalog))
                : Optional.empty();
        List<FigurePart> figures = new ArrayList<>();
        Optional<AsymptoticsPart> asymptotics = Optional.empty();
        try {
            for (FigureSpec figure : study.figures()) {
                figures.add(new FigurePart(figure, catalog));
            }
            if (study.asymptotics().isPresent()) {
                asymptotics =
                        Optional.of(new AsymptoticsPart(study.asymptotics().get(), catalog));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("study " + study.name() + ": " + e.getMessage(), e);
        }
        Optional<Protocol> measured = Optional.empty();
        Optional<Profile> profile = Optional.empty();
        if (study.measure().isPresent()) {
            measured = Optional.of(protocol(study.measure().get(), catalog));
            profile = profile(study.measure().get().profile(), catalog);
        }
        Optional<AnswerProtocol> answers = study.answers().isPresent()
                ? Optional.of(protocol(study.answers().get(), catalog, home))
                : Optional.empty();
        return new Plan(predictions, figures, asymptotics, measured, profile, answers);
    }

    /// @param name  of a profile, or `auto`
    private static Optional<Profile> profile(String name, Catalog catalog) throws IOException {
        return name.equals(StudyFile.AUTO)
                ? Optional.empty()
                : Optional.of(catalog.profile(name).profile());
    }

    /// Whether operators are timed too, to price the runs.
    boolean timesOperators() {
        return measured.isPresent() && profile.isEmpty();
    }

    private static Protocol protocol(Study.Measure study, Catalog catalog) throws IOException {
        return new Protocol(
                catalog.model(study.autoregressive()),
                catalog.model(study.diffusion()),
                drafters(catalog, study.strategies(), study.generatedTokens()),
                strategies(study.strategies()),
                study.batches(),
                study.promptTokens(),
                study.generatedTokens(),
                LogitRows.of(study.logits()),
                Engine.types(DType.of(study.dtype()), DType.of(study.keyValueDtype())),
                study.backend(),
                study.threads(),
                study.warmups(),
                study.repetitions(),
                study.stop(),
                study.sampling());
    }

    private static AnswerProtocol protocol(Study.Answer study, Catalog catalog, Path home) throws IOException {
        Path given = Path.of(study.prompts());
        return new AnswerProtocol(
                catalog.model(study.autoregressive()),
                catalog.model(study.diffusion()),
                drafters(catalog, study.strategies(), study.generatedTokens()),
                Files.exists(given) ? given : home.resolve(given),
                study.problems(),
                study.generatedTokens(),
                strategies(study.strategies()),
                DType.of(study.dtype()),
                study.backend(),
                study.threads(),
                study.chat(),
                study.batch(),
                study.stop(),
                study.sampling());
    }

    private static Drafters drafters(Catalog catalog, List<String> strategies, int generatedTokens) throws IOException {
        return new Drafters(catalog.drafters(strategies(strategies), generatedTokens));
    }

    private static List<StrategySpec> strategies(List<String> texts) {
        return texts.stream().map(StrategySpec::parse).toList();
    }

    /// What is to run on this machine.
    List<Runs> runs() throws IOException {
        List<Runs> runs = new ArrayList<>();
        if (measured.isPresent()) {
            runs.add(new GenerationRuns(measured.get()));
        }
        if (answers.isPresent()) {
            runs.add(new AnswerRuns(answers.get()));
        }
        return runs;
    }
}
