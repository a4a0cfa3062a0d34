package org.unmask.app.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.unmask.core.text.Column;
import org.unmask.core.text.Units;
import org.unmask.report.Interval;
import org.unmask.report.figure.Answers;
import org.unmask.report.figure.Comparison;

/// The columns of what was measured, those that matter most first: the last ones are left out where room is short.
final class MeasuredColumns {
    static final List<Column<Comparison.Row>> RUNS = List.of(
            Column.text(
                    "strategy", "Strategy and its keys.", row -> row.strategy().text()),
            Column.whole("batch", "", "Sequences computed together.", Comparison.Row::batch),
            Column.<Comparison.Row>real(
                            "measured_seconds",
                            "s",
                            "Median of the repetitions.",
                            row -> row.measuredSeconds().median())
                    .headed("measured"),
            Column.<Comparison.Row>real(
                            "replayed_seconds", "s", "Price of the passes that ran.", Comparison.Row::replayedSeconds)
                    .headed("replayed"),
            Column.<Comparison.Row>real("error", "%", "Replayed over measured, less 1.", Comparison.Row::replayedError)
                    .shown(row -> String.format(Locale.ROOT, "%+.0f %%", 100 * row.replayedError())),
            Column.<Comparison.Row>realIfKnown(
                            "speed",
                            "%",
                            "Speed of the machine, as a share of that when its operators were timed.",
                            row -> row.speed().stream()
                                    .mapToDouble(share -> share)
                                    .findFirst())
                    .shown(row ->
                            row.speed().map(share -> percent(share) + " %").orElse("-")),
            Column.<Comparison.Row>real(
                            "tokens_per_second",
                            "tokens/s",
                            "Generated tokens over the median.",
                            Comparison.Row::tokensPerSecond)
                    .headed("tokens/s"),
            Column.<Comparison.Row>real(
                            "roof_share", "%", "Least time of the work over the median.", Comparison.Row::roofShare)
                    .headed("roof")
                    .shown(row -> percent(row.roofShare()) + " %"),
            Column.whole("passes", "", "Forward passes that ran.", Comparison.Row::passes),
            Column.<Comparison.Row>realIfKnown(
                            "assumed_seconds", "s", "Price before the run.", MeasuredColumns::assumed)
                    .headed("assumed"),
            Column.text("interquartile", "Quartiles of the repetitions.", MeasuredColumns::quartiles),
            rate("flops_per_second", "FLOP/s", "Arithmetic over the median.", Comparison.Row::flopsPerSecond),
            rate("bytes_per_second", "B/s", "Traffic over the median.", Comparison.Row::bytesPerSecond));

    static final List<Column<OperatorRates.Row>> OPERATORS = List.of(
            Column.text("operator", "Name of the operator.", OperatorRates.Row::operator),
            Column.whole("calls", "", "Runs in all passes.", OperatorRates.Row::calls),
            Column.<OperatorRates.Row>real("seconds", "s", "Time of all runs.", OperatorRates.Row::seconds)
                    .headed("time"),
            Column.<OperatorRates.Row>real(
                            "share", "%", "Share of the time of all operators.", OperatorRates.Row::share)
                    .shown(row -> String.format(Locale.ROOT, "%.1f%%", 100 * row.share())),
            Column.<OperatorRates.Row>real(
                            "replayed_seconds", "s", "Price of the same runs.", OperatorRates.Row::replayedSeconds)
                    .headed("replayed"),
            Column.<OperatorRates.Row>real("excess_seconds", "s", "Price less time.", OperatorRates.Row::excessSeconds)
                    .headed("off by")
                    .shown(row -> String.format(Locale.ROOT, "%+.1f ms", 1000 * row.excessSeconds())),
            Column.<OperatorRates.Row>real("error", "%", "Price over time, less 1.", OperatorRates.Row::error)
                    .shown(row -> String.format(Locale.ROOT, "%+.0f %%", 100 * row.error())),
            rate("flops_per_second", "FLOP/s", "Arithmetic over the time.", OperatorRates.Row::flopsPerSecond),
            roof("compute_roof_share", "Share of the arithmetic roof.", OperatorRates.Row::computeShare),
            rate("bytes_per_second", "B/s", "Traffic over the time.", OperatorRates.Row::bytesPerSecond),
            roof("memory_roof_share", "Share of the bandwidth roof.", OperatorRates.Row::memoryShare));

    static final Column<OperatorRates.Row> VERDICT = Column.text(
            "verdict",
            "Rates that the roofs do not allow.",
            row -> row.isImplausible() ? "implausible: above the roof" : "");

    static final List<Column<Answers.Row>> ANSWERS = List.of(
            Column.text(
                    "strategy", "Strategy and its keys.", row -> row.strategy().text()),
            Column.<Answers.Row>whole("exact", "", "Right numbers behind `####`.", Answers.Row::exact)
                    .headed("exact (95 % interval)")
                    .shown(row -> score(row.exact(), row)),
            Column.<Answers.Row>real(
                            "kept_tokens_per_second",
                            "tokens/s",
                            "Kept tokens over the time of all problems.",
                            MeasuredColumns::keptTokensPerSecond)
                    .headed("kept tokens/s")
                    .shown(row -> String.format(Locale.ROOT, "%.0f", keptTokensPerSecond(row))),
            Column.<Answers.Row>real(
                            "passes_per_problem", "", "Forward passes of a problem.", Answers.Row::passesPerProblem)
                    .headed("passes/problem")
                    .shown(row -> String.format(Locale.ROOT, "%.2f", row.passesPerProblem())),
            Column.<Answers.Row>whole("kept_tokens", "", "Tokens up to the end tokens.", Answers.Row::keptTokens)
                    .headed("kept"),
            Column.<Answers.Row>whole(
                            "computed_tokens", "", "Tokens with padding after the end.", Answers.Row::computedTokens)
                    .headed("computed"),
            Column.whole("problems", "", "Problems that were answered.", Answers.Row::problems),
            Column.<Answers.Row>whole("flexible", "", "Last numbers that are right.", Answers.Row::flexible)
                    .shown(row -> score(row.flexible(), row)));

    private MeasuredColumns() {}

    /// A rate that is shown in billions.
    private static <T> Column<T> rate(String id, String unit, String meaning, ToDoubleFunction<T> value) {
        return Column.<T>real(id, unit, meaning, value)
                .headed("G" + unit)
                .shown(row -> Units.number(value.applyAsDouble(row) / 1e9));
    }

    private static Column<OperatorRates.Row> roof(
            String id, String meaning, ToDoubleFunction<OperatorRates.Row> share) {
        return Column.<OperatorRates.Row>real(id, "%", meaning, share)
                .headed("roof")
                .shown(row -> percent(share.applyAsDouble(row)) + "%");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f", 100 * share);
    }

    private static OptionalDouble assumed(Comparison.Row row) {
        return row.assumed().stream().mapToDouble(Comparison.Assumed::seconds).findFirst();
    }

    private static String quartiles(Comparison.Row row) {
        Interval quartiles = row.measuredSeconds().quartiles();
        return Units.seconds(quartiles.low()) + " - " + Units.seconds(quartiles.high());
    }

    private static double keptTokensPerSecond(Answers.Row row) {
        return row.keptTokens() / (row.problems() * row.secondsPerProblem());
    }

    /// For instance `436  87.2 % (84.0-89.9)`.
    private static String score(int right, Answers.Row row) {
        return Optional.of(row)
                .filter(some -> some.scored() > 0)
                .map(some -> Answers.Row.interval(right, some.scored()))
                .map(interval -> String.format(
                        Locale.ROOT,
                        "%d %5.1f %% (%.1f-%.1f)",
                        right,
                        100.0 * right / row.scored(),
                        100 * interval.low(),
                        100 * interval.high()))
                .orElse("not scored");
    }
}
