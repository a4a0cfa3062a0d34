package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.unmask.app.print.Formats;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.Progress;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Backend;
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
import org.unmask.result.ProbeResult;
import org.unmask.result.ResultFile;
import org.unmask.run.measure.MachineProbe;
import tools.jackson.databind.JsonNode;

/// Carries out a study: predicts, measures what is not measured yet, writes the report.
public final class StudyRunner {
    private static final double PROBE_SECONDS = 1;

    private final Catalog catalog;
    private final Path home;
    private final Progress.Factory progress;
    private final Consumer<String> notes;
    private final Standing standing = new Standing();

    /// Runs studies with the models and devices of a catalogue.
    ///
    /// @param home  the folder of the program, where `models/` and `studies/` are
    /// @param notes  told what a person should know, one line each
    public StudyRunner(Catalog catalog, Path home, Progress.Factory progress, Consumer<String> notes) {
        this.catalog = catalog;
        this.home = home;
        this.progress = progress;
        this.notes = notes;
    }

    /// How far it is.
    public Standing standing() {
        return standing;
    }

    /// Runs or resumes a study and writes its files.
    ///
    /// @param measure  whether to run what is missing; otherwise the report is made from what the results hold
    /// @throws IOException if a file of the study cannot be read, or the results belong to another study
    public void run(Study study, Outputs outputs, boolean measure) throws IOException {
        Plan plan = plan(study);
        if (measure) {
            plan.measured().ifPresent(MeasuredJobs::checkCapacity);
            plan.answers().ifPresent(AnswerJobs::checkCapacity);
        }
        try (ResultFile results = ResultFile.open(outputs.results())) {
            standing.working(results, plan.planned(), plan::kept);
            Backend backend = plan.backend().orElseGet(() -> Backends.named(Backends.AUTO));
            List<String> warnings = new ArrayList<>();
            Consumer<String> warn = note -> {
                notes.accept(note);
                if (!note.startsWith(ResultHeader.GOING_ON)) {
                    warnings.add(note);
                }
            };
            JsonNode header = ResultHeader.of(results, study.name(), study.hash(), home, backend, plan.threads(), warn);
            Files.writeString(outputs.study(), study.text());
            if (measure && plan.backend().isPresent()) {
                measure(plan, results);
            }
            write(study, plan, results, header, warnings, outputs);
        }
    }

    /// The parts of a study with every name and combination checked.
    private record Plan(
            Optional<PredictionSections> predictions,
            Optional<CrossoverSection> crossover,
            List<FigureSections> figures,
            Optional<AsymptoticsSection> asymptotics,
            Optional<MeasuredJobs> measured,
            Optional<AnswerJobs> answers) {
        Optional<Backend> backend() {
            return measured.map(MeasuredJobs::backend).or(() -> answers.map(AnswerJobs::backend));
        }

        long planned() {
            return measured.map(MeasuredJobs::planned).orElse(0L)
                    + answers.map(AnswerJobs::planned).orElse(0L);
        }

        long kept(ResultFile results) {
            return measured.map(jobs -> jobs.kept(results)).orElse(0L)
                    + answers.map(jobs -> jobs.kept(results)).orElse(0L);
        }

        int threads() {
            return measured.map(MeasuredJobs::threads)
                    .or(() -> answers.map(AnswerJobs::threads))
                    .orElse(0);
        }
    }

    private Plan plan(Study study) throws IOException {
        Optional<PredictionSections> predictions = study.predict().isPresent()
                ? Optional.of(new PredictionSections(study.predict().get(), catalog))
                : Optional.empty();
        Optional<CrossoverSection> crossover = study.predict().isPresent()
                ? CrossoverSection.of(study.predict().get(), catalog)
                : Optional.empty();
        List<FigureSections> figures = new ArrayList<>();
        Optional<AsymptoticsSection> asymptotics = Optional.empty();
        try {
            for (FigureSpec figure : study.figures()) {
                figures.add(new FigureSections(figure, catalog));
            }
            if (study.asymptotics().isPresent()) {
                asymptotics =
                        Optional.of(new AsymptoticsSection(study.asymptotics().get(), catalog));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("study " + study.name() + ": " + e.getMessage(), e);
        }
        Optional<MeasuredJobs> measured = study.measure().isPresent()
                ? Optional.of(new MeasuredJobs(study.measure().get(), catalog))
                : Optional.empty();
        Optional<AnswerJobs> answers = Optional.empty();
        if (study.answers().isPresent()) {
            Path given = Path.of(study.answers().get().prompts());
            Path prompts = Files.exists(given) ? given : home.resolve(given);
            answers = Optional.of(new AnswerJobs(study.answers().get(), catalog, prompts));
        }
        return new Plan(predictions, crossover, figures, asymptotics, measured, answers);
    }

    private void measure(Plan plan, ResultFile results) throws IOException {
        if (results.lines(ProbeResult.TYPE).isEmpty()) {
            results.append(MachineProbe.measure(plan.threads(), PROBE_SECONDS, progress)
                    .json());
        }
        if (plan.measured().isPresent()) {
            plan.measured().get().run(results, progress);
        }
        if (plan.answers().isPresent()) {
            plan.answers().get().run(results, progress);
        }
    }

    private void write(
            Study study, Plan plan, ResultFile results, JsonNode header, List<String> warnings, Outputs outputs)
            throws IOException {
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
        List<JsonNode> probes = results.lines(ProbeResult.TYPE);
        if (plan.measured().isPresent() && !probes.isEmpty()) {
            ProbeResult probe = ProbeResult.of(probes.getFirst());
            MachineFile.write(probe, outputs.device());
            MeasuredSections measured = new MeasuredSections(plan.measured().get(), results, probe);
            machines.add(measured.roofline());
            bars.addAll(measured.breakdown());
            sections.add(measured.comparison());
            measured.finding().ifPresent(finding -> findings.add(0, finding));
            warnings.addAll(measured.warnings());
        }
        if (plan.answers().isPresent()) {
            Answers answers =
                    AnswerSection.of(study.answers().get(), plan.answers().get(), results);
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
                        Instant.parse(header.required("started").asString()),
                        environment(study, header),
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

    private static List<Fact> environment(Study study, JsonNode header) {
        List<Fact> facts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : header.required("environment").properties()) {
            facts.add(new Fact(entry.getKey(), entry.getValue().asString()));
        }
        facts.add(new Fact("study", study.name() + ", SHA-256 " + study.hash().substring(0, 16)));
        return facts;
    }
}
