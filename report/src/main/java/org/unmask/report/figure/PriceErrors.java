package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.error;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.text;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.report.Caption;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;

/// Where prices are wrong: every operator and every phase of a generation, as it was assumed, replayed and measured.
///
/// @param operators  of the runs that timed them
/// @param phases  of the same runs
public record PriceErrors(List<Row> operators, List<Row> phases, List<Source> sources) implements Figure {
    public PriceErrors {
        operators = List.copyOf(operators);
        phases = List.copyOf(phases);
        sources = List.copyOf(sources);
    }

    @Override
    public String id() {
        return "price-errors";
    }

    @Override
    public String title() {
        return "Where the prices are wrong";
    }

    @Override
    public boolean isEmpty() {
        return operators.isEmpty() && phases.isEmpty();
    }

    @Override
    public String intro() {
        return "Each row is an operator or a phase of the run that timed operators. A positive difference is the time by"
                + " which the price is too slow, of the whole generation. Measured seconds are corrected to the speed of the"
                + " machine when its operators were timed.";
    }

    @Override
    public Table table() {
        return table(operators, "operator", "calls");
    }

    private static Table table(List<Row> rows, String part, String count) {
        return new Table(
                List.of(
                        text("strategy"),
                        text(part),
                        number(count, ""),
                        number("assumed", "s"),
                        number("replayed", "s"),
                        number("measured", "s"),
                        number("off by", "s"),
                        error("error")),
                rows.stream().map(Row::cells).toList());
    }

    @Override
    public List<Sheet> sheets() {
        return List.of(
                new Sheet(id() + "-operators", table()), new Sheet(id() + "-phases", table(phases, "phase", "passes")));
    }

    @Override
    public List<Finding> findings() {
        return operators.stream()
                .max(Comparator.comparingDouble(row -> Math.abs(row.excessSeconds())))
                .map(row -> Finding.of(String.format(
                        Locale.ROOT,
                        "The largest error is that of %s: %+.1f ms of %.1f ms (%s)",
                        row.part(),
                        1000 * row.excessSeconds(),
                        1000 * row.measuredSeconds(),
                        row.strategy().text())))
                .stream()
                .toList();
    }

    @Override
    public Caption caption() {
        return Caption.of(sources);
    }

    /// An operator or a phase of one generation.
    ///
    /// @param strategy  with its batch
    /// @param count  calls, or passes
    /// @param assumedSeconds  empty if nothing was assumed
    public record Row(
            Label strategy,
            String part,
            long count,
            Optional<Double> assumedSeconds,
            double replayedSeconds,
            double measuredSeconds) {
        public Row {
            Finite.require("price of " + part, replayedSeconds, measuredSeconds);
        }

        /// Replayed less measured.
        public double excessSeconds() {
            return replayedSeconds - measuredSeconds;
        }

        private List<Cell> cells() {
            return List.of(
                    of(strategy.text()),
                    of(part),
                    of(count),
                    of(assumedSeconds.map(Cell::of)),
                    of(replayedSeconds),
                    of(measuredSeconds),
                    of(excessSeconds()),
                    of(
                            measuredSeconds > 0
                                    ? Optional.of(of(replayedSeconds / measuredSeconds - 1))
                                    : Optional.empty()));
        }
    }
}
