package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.unmask.catalog.Catalog;
import org.unmask.core.op.DType;
import org.unmask.core.text.Progress;
import org.unmask.core.text.Units;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.Answers;
import org.unmask.report.Comparison;
import org.unmask.report.Interval;
import org.unmask.result.CommitFile;
import org.unmask.result.ProbeResult;
import org.unmask.result.ResultFile;
import org.unmask.result.RunResult;
import org.unmask.run.measure.MachineProbe;
import org.unmask.run.measure.Measurement;
import org.unmask.run.session.Stops;
import tools.jackson.databind.JsonNode;

/// Measurements from the command line, without a study file: the same protocol, printed as a table.
public final class AdHoc {
    private static final String NAME = "ad hoc";
    private static final double PROBE_SECONDS = 1;

    private final Catalog catalog;
    private final Path home;
    private final Progress.Factory progress;
    private final Consumer<String> notes;
    private final Standing standing = new Standing();

    /// Runs settings of the command line with the models of a catalogue.
    ///
    /// @param home  the folder of the program
    /// @param notes  told what a person should know, one line each
    public AdHoc(Catalog catalog, Path home, Progress.Factory progress, Consumer<String> notes) {
        this.catalog = catalog;
        this.home = home;
        this.progress = progress;
        this.notes = notes;
    }

    /// How far it is.
    public Standing standing() {
        return standing;
    }

    /// Tables of operators.
    ///
    /// @param device  whose roofs they are compared with; this machine's, as measured, if empty
    public record Operators(Optional<String> device) {}

    /// Runs what the results do not hold yet and prints a line per setting.
    ///
    /// @param parts  each one model under several strategies and batches
    /// @param raw  whether to print the result lines instead
    /// @param trace  where to write what each pass committed, a profile for predictions; then there must be one
    ///     setting of batch 1
    /// @param operators  how to show what operators achieved; empty to leave them out
    public String measure(
            List<Study.Measure> parts, Path file, boolean raw, Optional<Path> trace, Optional<Operators> operators)
            throws IOException {
        List<MeasuredJobs> plans = new ArrayList<>();
        for (Study.Measure part : parts) {
            MeasuredJobs plan = new MeasuredJobs(part, catalog);
            plan.checkCapacity();
            plans.add(plan);
        }
        List<Measurement.Job> all = plans.stream()
                .flatMap(plan -> plan.jobs().stream())
                .map(MeasuredJobs.Job::run)
                .toList();
        if (trace.isPresent() && (all.size() != 1 || all.getFirst().request().batch() != 1)) {
            throw new IllegalArgumentException(
                    "--trace records one setting of batch 1; there are " + all.size() + " settings, the first of batch "
                            + all.getFirst().request().batch());
        }
        try (ResultFile results = ResultFile.open(file)) {
            standing.working(
                    results,
                    plans.stream().mapToLong(MeasuredJobs::planned).sum(),
                    kept -> plans.stream().mapToLong(plan -> plan.kept(kept)).sum());
            MeasuredJobs first = plans.getFirst();
            ResultHeader.of(results, NAME, NAME, home, first.backend(), first.threads(), notes);
            if (probe(results, first.threads()).isEmpty()) {
                results.append(MachineProbe.measure(first.threads(), PROBE_SECONDS, progress)
                        .json());
            }
            for (MeasuredJobs plan : plans) {
                plan.run(results, progress);
            }
            if (trace.isPresent()) {
                Files.writeString(trace.get(), commits(all.getFirst(), results));
            }
            ProbeResult probe = probe(results, first.threads()).orElseThrow();
            if (raw) {
                return lines(
                        results.lines(),
                        operators.isPresent() ? rates(plans, results, probe, operators.get()) : List.of());
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < plans.size(); i++) {
                MeasuredSections sections = new MeasuredSections(plans.get(i), results, probe);
                Study.Measure part = parts.get(i);
                text.append(i == 0 ? "" : "\n")
                        .append("prompt " + part.promptTokens() + ", generated " + part.generatedTokens() + " tokens, "
                                + part.dtype() + " weights" + variation(part) + "\n")
                        .append(table(sections.comparison().rows()));
                sections.warnings().forEach(notes);
            }
            if (operators.isPresent()) {
                rates(plans, results, probe, operators.get())
                        .forEach(rates -> text.append('\n').append(rates.table()));
            }
            return text.toString();
        }
    }

    /// Lets a model answer the prompts that the results do not hold yet, and prints a line per strategy.
    ///
    /// @param raw  whether to print the result lines instead
    public String answer(Study.Answer part, Path file, boolean raw) throws IOException {
        AnswerJobs jobs = new AnswerJobs(part, catalog, Path.of(part.prompts()));
        jobs.checkCapacity();
        try (ResultFile results = ResultFile.open(file)) {
            standing.working(results, jobs.planned(), jobs::kept);
            ResultHeader.of(results, NAME, NAME, home, jobs.backend(), jobs.threads(), notes);
            jobs.run(results, progress);
            return raw
                    ? lines(results.lines(), List.of())
                    : answers(AnswerSection.of(part, jobs, results).rows());
        }
    }

    private static String variation(Study.Measure part) {
        String stop = Stops.text(part.stop()).replace(",", ", ");
        double temperature = part.sampling().temperature();
        boolean wide = part.keyValueDtype().equals(DType.FLOAT32.id());
        return (wide ? "" : ", " + part.keyValueDtype() + " keys and values")
                + (stop.isEmpty() ? "" : ", " + stop)
                + (temperature == 0 ? "" : ", temperature=" + temperature);
    }

    private static String commits(Measurement.Job job, ResultFile results) {
        RunResult run = results.lines(RunResult.TYPE).stream()
                .map(RunResult::of)
                .filter(result -> result.point().equals(job.point()))
                .findFirst()
                .orElseThrow();
        return CommitFile.text(job.strategy(), job.request(), run.outcomes());
    }

    private static Optional<ProbeResult> probe(ResultFile results, int threads) {
        return results.lines(ProbeResult.TYPE).stream()
                .map(ProbeResult::of)
                .filter(probe -> probe.threads() == threads)
                .findFirst();
    }

    private List<OperatorRates> rates(
            List<MeasuredJobs> plans, ResultFile results, ProbeResult probe, Operators operators) throws IOException {
        Optional<Device> device = operators.device().isPresent()
                ? Optional.of(catalog.device(operators.device().get()).device())
                : Optional.empty();
        List<OperatorRates> all = new ArrayList<>();
        for (MeasuredJobs plan : plans) {
            all.addAll(new MeasuredSections(plan, results, probe)
                    .operatorRates(device.map(known -> Roofline.of(known, plan.dtype()))));
        }
        return all;
    }

    /// @param rates  to add to the lines of their runs
    private static String lines(List<JsonNode> lines, List<OperatorRates> rates) {
        return lines.stream()
                .map(line -> rates.stream()
                        .filter(some -> isTimed(line, some.point()))
                        .findFirst()
                        .map(some -> some.added(line))
                        .orElse(line))
                .map(JsonNode::toString)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static boolean isTimed(JsonNode line, String point) {
        return line.path("type").asString("").equals(RunResult.TYPE)
                && line.path("point").asString("").equals(point)
                && !line.path("operators").isEmpty();
    }

    private static String table(List<Comparison.Row> rows) {
        int width = rows.stream()
                .mapToInt(row -> row.strategy().text().length())
                .max()
                .orElse(1);
        StringBuilder text = new StringBuilder();
        line(
                text,
                width,
                "strategy",
                "batch",
                "passes",
                "assumed",
                "replayed",
                "measured",
                "interquartile",
                "error",
                "tokens/s",
                "GFLOP/s",
                "GB/s",
                "roof");
        for (Comparison.Row row : rows) {
            line(
                    text,
                    width,
                    row.strategy().text(),
                    "" + row.batch(),
                    "" + row.passes(),
                    row.assumed()
                            .map(assumed -> Units.seconds(assumed.seconds()))
                            .orElse("-"),
                    Units.seconds(row.replayedSeconds()),
                    Units.seconds(row.measuredSeconds().median()),
                    Units.seconds(row.measuredSeconds().quartiles().low()) + " - "
                            + Units.seconds(row.measuredSeconds().quartiles().high()),
                    String.format(
                            Locale.ROOT,
                            "%+.0f %%",
                            100 * (row.replayedSeconds() / row.measuredSeconds().median() - 1)),
                    Units.number(row.generatedTokens() / row.measuredSeconds().median()),
                    Units.number(row.flopsPerSecond() / 1e9),
                    Units.number(row.bytesPerSecond() / 1e9),
                    String.format(Locale.ROOT, "%.0f %%", 100 * row.roofShare()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, int width, Object... cells) {
        text.append(String.format(Locale.ROOT, "%-" + width + "s %5s %7s %9s %9s %9s %21s %7s %9s %8s %6s %6s", cells))
                .append('\n');
    }

    private static String answers(List<Answers.Row> rows) {
        int width = rows.stream()
                .mapToInt(row -> row.strategy().text().length())
                .max()
                .orElse(1);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-" + width + "s %8s %-24s %-24s %14s %8s %8s %13s%n",
                "strategy",
                "problems",
                "  exact (95 % interval)",
                "  flexible",
                "passes/problem",
                "computed",
                "kept",
                "kept tokens/s"));
        for (Answers.Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-" + width + "s %8d %-24s %-24s %14.2f %8d %8d %13.0f%n",
                    row.strategy().text(),
                    row.problems(),
                    score(row.exact(), row),
                    score(row.flexible(), row),
                    row.passesPerProblem(),
                    row.computedTokens(),
                    row.keptTokens(),
                    row.keptTokens() / (row.problems() * row.secondsPerProblem())));
        }
        return text.toString();
    }

    /// For instance `  436  87.2 % (84.0-89.9)`.
    private static String score(int right, Answers.Row row) {
        if (row.scored() == 0) {
            return "  not scored";
        }
        Interval interval = Answers.Row.interval(right, row.scored());
        return String.format(
                Locale.ROOT,
                "%5d %5.1f %% (%.1f-%.1f)",
                right,
                100.0 * right / row.scored(),
                100 * interval.low(),
                100 * interval.high());
    }
}
