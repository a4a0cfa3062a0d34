package org.unmask.app.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.cost.crossover.BatchCrossover;
import org.unmask.cost.crossover.StepCrossover;
import org.unmask.cost.hardware.Device;
import org.unmask.report.Label;
import org.unmask.report.ShortNames;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;
import org.unmask.report.figure.Comparison;
import org.unmask.report.page.ReportData;

/// The answer of a report in a few rows: for every device who is fastest at batch 1, where the autoregressive model
/// overtakes, how many steps break even, and how much fits.
///
/// @param rows  devices as predicted, then the machine as measured
/// @param note  what the rows depend on
record Summary(List<Row> rows, String note) {
    private static final String NOT_MEASURED = "not measured";

    Summary {
        rows = List.copyOf(rows);
    }

    /// One device.
    ///
    /// @param fastest  at batch 1; empty if nothing fits or was measured
    /// @param overtaken  batch from which the autoregressive model is faster than the fastest
    /// @param steps  K* of diffusion without a cache
    /// @param tokensPerPass  TPF*, the tokens per pass that K* gives
    /// @param fits  largest batches
    record Row(
            String device,
            Optional<Fastest> fastest,
            String overtaken,
            OptionalDouble steps,
            OptionalDouble tokensPerPass,
            String fits) {
        private List<Cell> cells() {
            return List.of(
                    Cell.of(device),
                    Cell.of(fastest.map(Fastest::name).orElse(NOT_MEASURED)),
                    Cell.of(fastest.map(best -> Cell.of(best.tokensPerSecond()))),
                    Cell.of(fastest.map(best -> Cell.of(best.overAutoregressive()))),
                    Cell.of(overtaken),
                    steps.isPresent() ? Cell.of(steps.getAsDouble()) : Table.EMPTY,
                    tokensPerPass.isPresent() ? Cell.of(tokensPerPass.getAsDouble()) : Table.EMPTY,
                    Cell.of(fits));
        }
    }

    /// The highest throughput of a device at batch 1.
    ///
    /// @param overAutoregressive  throughput over that of the autoregressive model
    record Fastest(String name, boolean isAutoregressive, double tokensPerSecond, double overAutoregressive) {}

    /// What is predicted on the devices of a study, under its middle prompt.
    static Summary predicted(Pair pair) {
        Predictions predictions = new Predictions(pair);
        Map<String, String> names = ShortNames.of(
                pair.lines().stream().map(line -> line.label().text()).toList());
        String note = String.format(
                Locale.ROOT,
                "Predicted rows: %s against %s, prompt %d, %d generated tokens; %s for all of them, and"
                        + " whether the answer is still right is not priced. K*: the most steps at which %s without a cache is as"
                        + " fast at batch 1; TPF* = %d / K*, the tokens per pass it then needs.",
                pair.autoregressive().id(),
                pair.diffusion().id(),
                pair.middlePrompt(),
                pair.study().generatedTokens(),
                fewest(pair),
                pair.diffusion().id(),
                pair.study().generatedTokens());
        return new Summary(
                pair.devices().stream()
                        .map(device -> row(pair, predictions, names, device))
                        .toList(),
                note);
    }

    private static String fewest(Pair pair) {
        int steps = pair.study().steps().stream().min(Integer::compare).orElse(1);
        return "K = " + steps + " means " + steps + (steps == 1 ? " pass" : " passes");
    }

    private static Row row(Pair pair, Predictions predictions, Map<String, String> names, Device device) {
        int prompt = pair.middlePrompt();
        List<Pair.Line> fitting = pair.lines().stream()
                .filter(line -> predictions.of(line, device, prompt, 1).fits())
                .toList();
        ToDoubleFunction<Pair.Line> speed =
                line -> predictions.of(line, device, prompt, 1).timeline().tokensPerSecond();
        Optional<Pair.Line> best = fitting.stream().max(Comparator.comparingDouble(speed));
        StepCrossover steps = pair.plainSolver(device).steps(1, prompt);
        OptionalDouble tokens = steps.steps().isPresent()
                ? OptionalDouble.of(
                        pair.study().generatedTokens() / steps.steps().getAsDouble())
                : OptionalDouble.empty();
        double autoregressive = speed.applyAsDouble(pair.autoregressiveLine());
        return new Row(
                device.id(),
                best.map(line -> new Fastest(
                        names.getOrDefault(line.label().text(), line.label().text()),
                        isAutoregressive(line),
                        speed.applyAsDouble(line),
                        speed.applyAsDouble(line) / autoregressive)),
                best.map(line -> overtaken(pair, device, line)).orElse(""),
                steps.steps(),
                tokens,
                predictions.largestBatch(pair.autoregressiveLine(), device, prompt) + " / "
                        + best.map(line -> predictions.largestBatch(
                                        isAutoregressive(line)
                                                ? pair.comparedLines().getLast()
                                                : line,
                                        device,
                                        prompt))
                                .orElse(0));
    }

    private static boolean isAutoregressive(Pair.Line line) {
        return line.label().role() == Label.Role.ARM;
    }

    private static String overtaken(Pair pair, Device device, Pair.Line line) {
        if (isAutoregressive(line)) {
            return "1";
        }
        BatchCrossover batches =
                Pair.solver(pair.contest(device, line.strategy())).batches(pair.middlePrompt());
        return batches.overtaking()
                .map(found -> found.first() + (found.isLasting() ? "" : ", not for good"))
                .orElse("never");
    }

    /// This summary with what was measured.
    Summary with(Comparison measured) {
        List<Row> all = new ArrayList<>(rows);
        all.add(row(measured));
        return new Summary(all, note);
    }

    /// A summary of measurements alone.
    static Summary measured(Comparison measured) {
        return new Summary(List.of(row(measured)), "Measured throughput of the pair on this machine.");
    }

    private static Row row(Comparison measured) {
        Optional<Comparison.Row> best = measured.rows().stream()
                .filter(row -> row.batch() == 1)
                .max(Comparator.comparingDouble(Comparison.Row::tokensPerSecond));
        Optional<Comparison.Row> autoregressive = measured.rows().stream()
                .filter(row -> row.batch() == 1 && isAutoregressive(row))
                .findFirst();
        return new Row(
                MeasuredPart.MACHINE + ", measured",
                best.map(row -> new Fastest(
                        row.model() + " " + row.strategy().text(),
                        isAutoregressive(row),
                        row.tokensPerSecond(),
                        autoregressive
                                .map(ar -> row.tokensPerSecond() / ar.tokensPerSecond())
                                .orElse(1.0))),
                best.map(row -> overtaken(measured, row)).orElse(""),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                "");
    }

    private static boolean isAutoregressive(Comparison.Row row) {
        return row.strategy().role() == Label.Role.ARM;
    }

    /// The smallest batch that was measured at which the autoregressive model is faster than a strategy.
    private static String overtaken(Comparison measured, Comparison.Row best) {
        if (isAutoregressive(best)) {
            return "1";
        }
        Stream<Comparison.Row> others =
                measured.rows().stream().filter(row -> row.strategy().equals(best.strategy()));
        return others.filter(other -> measured.rows().stream()
                        .anyMatch(row -> isAutoregressive(row)
                                && row.batch() == other.batch()
                                && row.tokensPerSecond() > other.tokensPerSecond()))
                .map(Comparison.Row::batch)
                .min(Integer::compare)
                .map(batch -> "by " + batch)
                .orElse("not by "
                        + measured.rows().stream()
                                .map(Comparison.Row::batch)
                                .max(Integer::compare)
                                .orElse(1));
    }

    ReportData.Answer table() {
        List<Column> columns = List.of(
                Column.text("device"),
                Column.text("fastest at batch 1"),
                Column.number("throughput", "tokens/s"),
                Column.number("times the ARM", ""),
                Column.text("ARM overtakes at batch"),
                Column.number("K*", ""),
                Column.number("TPF*", ""),
                Column.text("largest batch, ARM / DLM"));
        return new ReportData.Answer(
                new Table(columns, rows.stream().map(Row::cells).toList()).withoutEmptyColumns(), note);
    }

    /// Who is fastest, and what breaks even; nothing without predictions.
    List<String> sentences(Pair pair) {
        List<Row> known = rows.stream()
                .filter(row -> row.steps().isPresent() || row.fastest().isPresent())
                .filter(row -> !row.fits().isEmpty())
                .toList();
        return Stream.of(fastest(pair, known), breakEven(pair, known))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> fastest(Pair pair, List<Row> rows) {
        Map<String, List<Row>> byName = rows.stream()
                .filter(row -> row.fastest().isPresent())
                .collect(
                        Collectors.groupingBy(row -> row.fastest().orElseThrow().name()));
        if (byName.size() != 1) {
            return Optional.empty();
        }
        Fastest first = rows.getFirst().fastest().orElseThrow();
        String where = String.format(
                Locale.ROOT,
                "At batch 1 and prompt %d, %s is fastest on %s",
                pair.middlePrompt(),
                first.name(),
                rows.size() == 1 ? rows.getFirst().device() : "every device");
        if (first.isAutoregressive()) {
            return Optional.of(where + ".");
        }
        return Optional.of(where + ", "
                + range(rows, row -> row.fastest().orElseThrow().overAutoregressive(), "%.1f") + " times as fast as "
                + pair.autoregressive().id() + ", which overtakes it "
                + rows.stream()
                        .map(row -> (row.overtaken().equals("never") ? "never" : "at batch " + row.overtaken()) + " ("
                                + row.device() + ")")
                        .collect(Collectors.joining(", "))
                + ".");
    }

    private static Optional<String> breakEven(Pair pair, List<Row> rows) {
        List<Row> with = rows.stream().filter(row -> row.steps().isPresent()).toList();
        return with.isEmpty()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "Without a cache %s keeps up at batch 1 with at most K* = %s steps for %d tokens: it needs %s tokens per"
                                + " pass.",
                        pair.diffusion().id(),
                        range(with, row -> row.steps().orElseThrow(), "%.0f"),
                        pair.study().generatedTokens(),
                        range(with, row -> row.tokensPerPass().orElseThrow(), "%.1f")));
    }

    private static String range(List<Row> rows, ToDoubleFunction<Row> value, String format) {
        String least = String.format(
                Locale.ROOT, format, rows.stream().mapToDouble(value).min().orElseThrow());
        String most = String.format(
                Locale.ROOT, format, rows.stream().mapToDouble(value).max().orElseThrow());
        return least.equals(most) ? most : least + " to " + most;
    }
}
