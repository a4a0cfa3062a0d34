package org.unmask.app.export;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.core.decode.Outcome;
import org.unmask.core.op.DType;
import org.unmask.result.AnswerResult;
import org.unmask.result.Arrival;
import org.unmask.result.ElementTypes;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.ProbeResult;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.Stack;
import org.unmask.result.Stop;
import org.unmask.result.evaluation.EvaluatedProblem;
import org.unmask.result.evaluation.EvaluationFile;

/// What this program measured, and what it has imported, as rows.
final class OwnRows {
    private final Path path;
    private final String format;
    private final List<ExportedRow> rows = new ArrayList<>();

    /// The place of the result whose rows are made.
    private int number;

    private OwnRows(Path path, String format) {
        this.path = path;
        this.format = format;
    }

    /// All numbers of a file of results.
    static List<ExportedRow> of(Results results) {
        OwnRows own = new OwnRows(results.path(), results.header().schema());
        results.probes().forEach(own::add);
        own.number = 0;
        results.runs().forEach(own::add);
        own.number = 0;
        results.answers().forEach(own::add);
        results.imported().forEach(result -> own.rows.addAll(imported(result)));
        return own.rows;
    }

    /// All numbers of a file of answers.
    static List<ExportedRow> of(Path path, EvaluationFile file) {
        OwnRows own = new OwnRows(path, EvaluationFile.SCHEMA);
        file.problems()
                .forEach(problem ->
                        own.add(problem, requireNonNull(file.settings().get(problem.setting()))));
        return own.rows;
    }

    /// The metrics of a result of another program.
    static List<ExportedRow> imported(ImportedResult result) {
        ExportedRow.Origin origin = new ExportedRow.Origin(
                result.source().file(),
                result.source().format(),
                result.source().number());
        return result.metrics().stream()
                .map(metric -> ExportedRow.of(ExportedRow.Kind.IMPORTED, origin, result.setting(), metric)
                        .remarked(result.remarks()))
                .toList();
    }

    private ExportedRow row(
            ExportedRow.Kind kind, Setting setting, String name, String unit, String meaning, double value) {
        return ExportedRow.of(
                kind,
                new ExportedRow.Origin(path.toString(), format, number),
                setting,
                new Metric(name, unit, meaning, Map.of(Metric.VALUE, value), List.of()));
    }

    private void add(ProbeResult probe) {
        number++;
        Setting place = on(probe, Optional.empty());
        rows.add(probed(place, "bytes_per_second", "B/s", "Reading memory with all threads.", probe.bytesPerSecond()));
        rows.add(probed(
                place,
                "multiply_add_flops_per_second",
                "FLOP/s",
                "Multiply-adds in float32 on registers.",
                probe.multiplyAddFlopsPerSecond()));
        probe.matmulFlopsPerSecond()
                .forEach((backend, rates) -> rates.forEach((type, rate) -> rows.add(probed(
                        typed(on(probe, Optional.of(backend)), type),
                        "matmul_flops_per_second",
                        "FLOP/s",
                        "Large matrix products.",
                        rate))));
    }

    private ExportedRow probed(Setting setting, String name, String unit, String meaning, double value) {
        return row(ExportedRow.Kind.PROBED, setting, name, unit, meaning, value);
    }

    private static Setting on(ProbeResult probe, Optional<String> backend) {
        return Setting.UNKNOWN.on(
                new Stack(
                        Optional.of(Stack.UNMASK),
                        Optional.empty(),
                        backend,
                        Optional.empty(),
                        Optional.of(probe.threads()),
                        Optional.empty()),
                new Machine(Optional.of(probe.cpu()), Optional.empty(), Optional.of(probe.memoryBytes())));
    }

    private static Setting typed(Setting setting, DType type) {
        return setting.with(new ElementTypes(Optional.of(type), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private void add(RunResult run) {
        number++;
        if (run.timesOperators()) {
            for (RunResult.OperatorSample operator : run.operators()) {
                measured(run, "operator_seconds", "s", "Time of all its calls.", operator.seconds(), operator.name());
                measured(run, "operator_calls", "", "Calls in all passes.", operator.calls(), operator.name());
            }
            return;
        }
        measured(run, "seconds", "s", "Time of the whole generation.", run.seconds());
        firstToken(run)
                .ifPresent(seconds -> measured(
                        run,
                        "first_token_seconds",
                        "s",
                        "Time until the first pass that commits a token has ended.",
                        seconds));
        long tokens = tokens(run);
        int passes = run.passes().size();
        measured(
                run,
                "tokens_per_second",
                "tokens/s",
                "Generated tokens a second of all sequences together, those behind end tokens included.",
                tokens / run.seconds());
        measured(
                run,
                "kept_tokens_per_second",
                "tokens/s",
                "Tokens up to the end tokens a second of all sequences together.",
                run.keptTokens() / run.seconds());
        measured(run, "kept_tokens", "", "Tokens up to the end tokens of all sequences together.", run.keptTokens());
        measured(run, "passes", "", "Forward passes that ran.", passes);
        measured(run, "pass_seconds", "s", "Time inside passes.", run.passSeconds());
        batch(run.setting())
                .ifPresent(batch -> measured(
                        run,
                        "tokens_per_pass",
                        "",
                        "Generated tokens of a sequence over all passes, prefill and commit passes included.",
                        (double) tokens / batch / passes));
    }

    private void measured(RunResult run, String name, String unit, String meaning, double value) {
        rows.add(row(ExportedRow.Kind.MEASURED, run.setting(), name, unit, meaning, value)
                .repeated(run.repetition()));
    }

    private void measured(RunResult run, String name, String unit, String meaning, double value, String operator) {
        rows.add(row(ExportedRow.Kind.MEASURED, run.setting(), name, unit, meaning, value)
                .of(operator));
    }

    private static OptionalDouble firstToken(RunResult run) {
        double seconds = 0;
        for (RunResult.PassSample pass : run.passes()) {
            seconds += pass.seconds();
            if (pass.outcome().committed() > 0) {
                return OptionalDouble.of(seconds);
            }
        }
        return OptionalDouble.empty();
    }

    private static Optional<Integer> batch(Setting setting) {
        return setting.load().arrival().flatMap(arrival -> switch (arrival) {
            case Arrival.Batch batch -> Optional.of(batch.sequences());
            case Arrival.Concurrency _, Arrival.Rate _ -> Optional.empty();
        });
    }

    /// Tokens asked for, or those computed before the end, if sequences end by themselves.
    private static long tokens(RunResult run) {
        long committed = run.outcomes().stream().mapToLong(Outcome::committed).sum();
        Optional<Lengths> asked = run.setting().load().generatedTokens();
        Optional<Integer> batch = batch(run.setting());
        if (batch.isEmpty() || asked.isEmpty() || !(asked.get() instanceof Lengths.Fixed fixed)) {
            return committed;
        }
        long most = (long) batch.get() * fixed.tokens();
        return run.setting().stop().equals(Optional.of(Stop.LENGTH)) ? most : Math.min(most, committed);
    }

    private void add(AnswerResult answer) {
        number++;
        if (answer.scored()) {
            answered(answer.setting(), answer.problem(), answer.exact(), answer.flexible());
        }
        answered(
                answer.setting(),
                answer.problem(),
                answer.passes(),
                answer.computedTokens(),
                answer.keptTokens(),
                answer.share());
    }

    private void add(EvaluatedProblem problem, Setting setting) {
        number++;
        problem.score().ifPresent(score -> answered(setting, problem.problem(), score.strict(), score.flexible()));
        answered(
                setting,
                problem.problem(),
                problem.passes(),
                problem.computedTokens(),
                problem.keptTokens(),
                problem.seconds() / problem.batch());
    }

    private void answered(Setting setting, int problem, boolean exact, boolean flexible) {
        answered(
                setting,
                problem,
                "exact",
                "",
                "1 if the number behind #### is the expected one, else 0.",
                exact ? 1 : 0);
        answered(
                setting,
                problem,
                "flexible_exact",
                "",
                "1 if the last number is the expected one, else 0.",
                flexible ? 1 : 0);
    }

    private void answered(Setting setting, int problem, int passes, int computed, int kept, double seconds) {
        answered(setting, problem, "passes", "", "Forward passes of the batch that it was answered in.", passes);
        answered(setting, problem, "computed_tokens", "", "Tokens with padding after the end.", computed);
        answered(setting, problem, "kept_tokens", "", "Tokens up to the end token.", kept);
        answered(setting, problem, "seconds", "s", "Its share of the time of its batch.", seconds);
    }

    private void answered(Setting setting, int problem, String name, String unit, String meaning, double value) {
        rows.add(row(ExportedRow.Kind.ANSWERED, setting, name, unit, meaning, value)
                .ofProblem(problem));
    }
}
