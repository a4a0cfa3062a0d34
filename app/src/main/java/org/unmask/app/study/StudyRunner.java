package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.unmask.app.fleet.FleetFile;
import org.unmask.app.frontier.FrontierFile;
import org.unmask.app.print.Formats;
import org.unmask.app.study.PredictionPart.Predicted;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.choice.Elements;
import org.unmask.core.text.Progress;
import org.unmask.input.NewFile;
import org.unmask.report.Csv;
import org.unmask.report.Figure;
import org.unmask.report.Part;
import org.unmask.report.figure.BreakdownFigure;
import org.unmask.report.figure.RooflineFigure;
import org.unmask.report.page.Report;
import org.unmask.report.page.ReportData;
import org.unmask.report.page.ReportData.Fact;
import org.unmask.result.Header;
import org.unmask.result.Results;
import org.unmask.run.measure.Measuring;
import org.unmask.run.measure.Resumption;
import org.unmask.run.measure.Runs;

/// Carries out a study: predicts, measures what is not measured yet, writes the report.
public final class StudyRunner {
    /// Every tensor in the type that its file says.
    private static final Elements STORED = new Elements("bf16", Optional.empty(), Optional.empty(), Optional.empty());

    private final Catalog catalog;
    private final Path home;
    private final Consumer<String> notes;
    private final Measuring measuring;
    private final List<String> warnings = new ArrayList<>();

    /// Runs studies with the models and devices of a catalogue.
    ///
    /// @param home  the folder of the program, where `models/` and `studies/` are
    /// @param notes  told what a person should know, one line each
    public StudyRunner(Catalog catalog, Path home, Progress.Factory progress, Consumer<String> notes) {
        this.catalog = catalog;
        this.home = home;
        this.notes = notes;
        this.measuring = new Measuring(home, progress, this::warn);
    }

    private void warn(String note) {
        notes.accept(note);
        if (!note.startsWith(Header.GOING_ON)) {
            warnings.add(note);
        }
    }

    /// Says what the files of the models leave open, and how predicted models are stored.
    private void warn(Study study) throws IOException {
        Set<String> said = new LinkedHashSet<>();
        for (String name : study.predicted()) {
            said.addAll(STORED.notes(catalog.model(name), true));
        }
        for (String name : study.run()) {
            said.addAll(STORED.notes(catalog.model(name), false));
        }
        said.forEach(this::warn);
    }

    /// How far measurements are.
    public Resumption resumption() {
        return measuring.resumption();
    }

    /// Runs or resumes a study and writes its files.
    ///
    /// @throws IOException if a file of the study cannot be read, or the results belong to another study
    public void run(Study study, Outputs outputs) throws IOException {
        Plan plan = Plan.of(study, catalog, home);
        warn(study);
        List<Runs> runs = plan.runs();
        Results results;
        try (Measuring.Session session = measuring.begin(study.name(), study.hash(), runs, outputs.results())) {
            NewFile.text(outputs.study(), study.text());
            if (!runs.isEmpty()) {
                session.probe();
                if (plan.timesOperators()) {
                    session.runAndTimeOperators();
                } else {
                    session.run();
                }
            }
            results = session.results();
        }
        write(study, plan, results, outputs, ImportsPart.PROFILE);
    }

    /// Writes the files of a study from its results alone: nothing is run, and what this machine is does not matter.
    ///
    /// @throws IOException if a file of the study cannot be read, or the results belong to another study
    public void report(Study study, Outputs outputs) throws IOException {
        report(study, outputs, ImportsPart.PROFILE);
    }

    /// Writes the files of a study from its results alone, with another runtime profile beside what others measured.
    ///
    /// @param profile  name of a runtime profile
    /// @throws IOException if a file of the study cannot be read, or the results belong to another study
    public void report(Study study, Outputs outputs, String profile) throws IOException {
        Plan plan = Plan.of(study, catalog, home);
        warn(study);
        Results results = Results.read(outputs.results());
        if (!results.header().hash().equals(study.hash())) {
            throw new IOException(outputs.results() + " holds results of another study or another version of this one;"
                    + " report the folder that its own study wrote");
        }
        if (!results.torn().isEmpty()) {
            warn(results.torn());
        }
        write(study, plan, results, outputs, profile);
    }

    private void write(Study study, Plan plan, Results results, Outputs outputs, String profile) throws IOException {
        Optional<MeasuredPart> measured =
                plan.measured().map(protocol -> MeasuredPart.of(results, protocol.asked(), plan.profile()));
        Part comparison = measured.map(MeasuredPart::part).orElse(Part.NONE);
        Predicted predicted = plan.predictions().map(PredictionPart::predicted).orElse(Predicted.NOTHING);
        Part figures = figures(plan);
        Part answers = answers(study, plan, results);
        Part frontier = Files.exists(outputs.frontier()) ? FrontierFile.part(outputs.frontier()) : Part.NONE;
        Part fleet = Files.exists(outputs.fleet()) ? FleetFile.part(outputs.fleet()) : Part.NONE;
        Part imports =
                Files.exists(outputs.imports()) ? ImportsPart.of(catalog, outputs.imports(), profile) : Part.NONE;
        Optional<Summary> summary = summary(plan, measured);
        Part content = Part.joined(
                new Part(List.of(), List.of(), warnings),
                comparison.said(),
                Part.of(List.of(), sentences(plan, summary)),
                answers.said(),
                frontier.said(),
                fleet.said(),
                imports.said(),
                predicted.part(),
                figures,
                comparison.shown(),
                imports.shown(),
                answers.shown(),
                frontier.shown(),
                fleet.shown(),
                operators(predicted, measured),
                predicted.memory());
        if (plan.measured().isPresent() && !results.probes().isEmpty()) {
            MachineFile.write(results.probes().getLast(), outputs.device());
        }
        if (plan.predictions().isPresent()) {
            NewFile.text(outputs.predictions(), Formats.csv(predicted.made().stream()));
        }
        for (Figure figure : figures.figures()) {
            NewFile.text(outputs.table(figure.id()), Csv.of(figure.table()));
        }
        Report.write(
                new ReportData(
                        study.title(),
                        compared(study),
                        results.header().started(),
                        environment(study, results.header()),
                        summary.map(Summary::table),
                        content),
                outputs.report());
    }

    /// The rows of the first screen: devices as predicted, this machine as measured.
    private static Optional<Summary> summary(Plan plan, Optional<MeasuredPart> measured) {
        Optional<Summary> predicted = plan.predictions().map(part -> Summary.predicted(part.pair()));
        if (measured.isEmpty()) {
            return predicted;
        }
        return Optional.of(predicted
                .map(summary -> summary.with(measured.get().comparison()))
                .orElseGet(() -> Summary.measured(measured.get().comparison())));
    }

    private static List<String> sentences(Plan plan, Optional<Summary> summary) {
        return plan.predictions()
                .flatMap(part -> summary.map(found -> found.sentences(part.pair())))
                .orElse(List.of());
    }

    /// The figures of the study's own and the table of laws.
    private static Part figures(Plan plan) {
        return Part.joined(Stream.concat(
                        plan.figures().stream().map(FigurePart::part),
                        plan.asymptotics().stream().map(AsymptoticsPart::part))
                .toArray(Part[]::new));
    }

    private static Part answers(Study study, Plan plan, Results results) {
        return plan.answers()
                .map(protocol -> AnswerSection.part(
                        protocol, study.answers().orElseThrow().prompts(), results))
                .orElse(Part.NONE);
    }

    /// Operators as predicted and as measured, together.
    private static Part operators(Predicted predicted, Optional<MeasuredPart> measured) {
        return Part.of(
                new RooflineFigure(Stream.concat(
                                predicted.machines().stream(),
                                measured.stream().flatMap(part -> part.machines().stream()))
                        .toList()),
                new BreakdownFigure(Stream.concat(
                                predicted.bars().stream(), measured.stream().flatMap(part -> part.breakdown().stream()))
                        .toList()));
    }

    private static String compared(Study study) {
        List<String> parts = new ArrayList<>();
        study.predict()
                .ifPresent(p -> parts.add(p.autoregressive() + " against " + p.diffusion() + ", predicted on "
                        + String.join(", ", p.devices())));
        study.measure()
                .ifPresent(m -> parts.add(
                        m.autoregressive() + " against " + m.diffusion() + ", predicted and measured on this machine"));
        study.answers()
                .ifPresent(
                        a -> parts.add(a.autoregressive() + " against " + a.diffusion() + ", answering real problems"));
        List<String> models = Stream.concat(
                        study.figures().stream()
                                .flatMap(figure -> figure.lines().stream())
                                .map(FigureSpec.Line::model),
                        study.asymptotics().stream()
                                .flatMap(part -> part.lines().stream())
                                .map(AsymptoticsSpec.Line::model))
                .distinct()
                .toList();
        if (!models.isEmpty()) {
            parts.add(String.join(", ", models) + ", predicted");
        }
        return String.join("; ", parts) + ".";
    }

    private static List<Fact> environment(Study study, Header header) {
        List<Fact> facts = new ArrayList<>();
        header.environment().forEach((name, fact) -> facts.add(new Fact(name, fact)));
        facts.add(new Fact("study", study.name() + ", SHA-256 " + study.hash().substring(0, 16)));
        return facts;
    }
}
