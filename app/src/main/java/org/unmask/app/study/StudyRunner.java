package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.unmask.app.print.Formats;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.Progress;
import org.unmask.report.Answers;
import org.unmask.report.Asymptotics;
import org.unmask.report.BreakdownFigure;
import org.unmask.report.Fact;
import org.unmask.report.LineFigure;
import org.unmask.report.Method;
import org.unmask.report.Report;
import org.unmask.report.ReportData;
import org.unmask.report.RooflineFigure;
import org.unmask.report.Section;
import org.unmask.result.Header;
import org.unmask.result.Results;
import org.unmask.run.measure.AnswerProtocol;
import org.unmask.run.measure.Measuring;
import org.unmask.run.measure.Protocol;
import org.unmask.run.measure.Resumption;
import org.unmask.run.measure.Runs;

/// Carries out a study: predicts, measures what is not measured yet, writes the report.
public final class StudyRunner {
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

    /// How far measurements are.
    public Resumption resumption() {
        return measuring.resumption();
    }

    /// Runs or resumes a study and writes its files.
    ///
    /// @throws IOException if a file of the study cannot be read, or the results belong to another study
    public void run(Study study, Outputs outputs) throws IOException {
        Plan plan = Plan.of(study, catalog, home);
        List<Runs> runs = plan.runs();
        Results results;
        try (Measuring.Session session = measuring.begin(study.name(), study.hash(), runs, outputs.results())) {
            Files.writeString(outputs.study(), study.text());
            if (!runs.isEmpty()) {
                session.probe();
                session.run();
            }
            results = session.results();
        }
        write(study, plan, results, outputs);
    }

    /// Writes the files of a study from its results alone: nothing is run, and what this machine is does not matter.
    ///
    /// @throws IOException if a file of the study cannot be read, or the results belong to another study
    public void report(Study study, Outputs outputs) throws IOException {
        Plan plan = Plan.of(study, catalog, home);
        Results results = Results.read(outputs.results());
        if (!results.header().hash().equals(study.hash())) {
            throw new IOException(outputs.results() + " holds results of another study or another version of this one;"
                    + " report the folder that its own study wrote");
        }
        if (!results.torn().isEmpty()) {
            warn(results.torn());
        }
        write(study, plan, results, outputs);
    }

    private void write(Study study, Plan plan, Results results, Outputs outputs) throws IOException {
        List<Section> sections = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        List<RooflineFigure.Machine> machines = new ArrayList<>();
        List<BreakdownFigure.Bar> bars = new ArrayList<>();
        List<Section> after = new ArrayList<>();
        if (plan.predictions().isPresent()) {
            PredictionSections predictions = plan.predictions().get();
            sections.add(predictions.throughputOverBatch());
            sections.add(predictions.latencyOverSteps());
            plan.crossover().map(CrossoverSection::figure).ifPresent(sections::add);
            sections.add(predictions.intensityOverLength());
            sections.add(predictions.intensityOverBatch());
            machines.addAll(predictions.roofline().machines());
            bars.addAll(predictions.breakdown());
            after.add(predictions.memory());
            findings.addAll(predictions.findings());
            Files.writeString(outputs.predictions(), Formats.csv(predictions.predictions().stream()));
        }
        addFigures(plan, outputs, sections, findings);
        if (!results.probes().isEmpty() && plan.measured().isPresent()) {
            MachineFile.write(results.probes().getLast(), outputs.device());
        }
        if (plan.measured().isPresent()) {
            Protocol protocol = plan.measured().get();
            MeasuredPart measured = MeasuredPart.of(
                    results,
                    protocol.asked(),
                    protocol.repetitions(),
                    plan.profile().orElseThrow());
            machines.addAll(measured.machines());
            bars.addAll(measured.breakdown());
            sections.add(measured.comparison());
            measured.finding().ifPresent(finding -> findings.add(0, finding));
            warnings.addAll(measured.warnings());
        }
        if (plan.answers().isPresent()) {
            AnswerProtocol protocol = plan.answers().get();
            Answers answers = AnswerSection.of(
                    protocol, protocol.asked(), study.answers().orElseThrow().prompts(), results);
            sections.add(answers);
            AnswerSection.finding(answers).ifPresent(findings::add);
        }
        sections.add(new RooflineFigure("all FLOPs", machines));
        sections.add(new BreakdownFigure(bars));
        sections.addAll(after);
        sections.add(Method.standard(List.of()));
        Report.write(
                new ReportData(
                        study.title(),
                        compared(study),
                        results.header().started(),
                        environment(study, results.header()),
                        findings,
                        warnings,
                        sections),
                outputs.report());
    }

    /// Each figure with a file of its table.
    private static void addFigures(Plan plan, Outputs outputs, List<Section> sections, List<String> findings)
            throws IOException {
        for (FigureSections figures : plan.figures()) {
            LineFigure figure = figures.figure();
            sections.add(figure);
            findings.addAll(figures.findings());
            Files.writeString(outputs.table(figure.id()), Report.csv(figure));
        }
        if (plan.asymptotics().isPresent()) {
            Asymptotics table = plan.asymptotics().get().section();
            sections.add(table);
            Files.writeString(outputs.table(table.id()), Report.csv(table));
        }
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
