package org.unmask.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Rows of a figure, to be shown and to be saved.
///
/// @param rows  one cell per column
public record Table(List<Column> columns, List<List<Cell>> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Cell> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("bad row: cells=" + row.size() + " columns=" + columns.size());
            }
        }
    }

    /// What the cells below each other have in common.
    ///
    /// @param unit  base unit of the numbers; empty for text and counts
    public record Column(String name, String unit, Shape shape) {
        /// A column of text.
        public static Column text(String name) {
            return new Column(name, "", Shape.TEXT);
        }

        /// A column of numbers, counts if without a unit.
        public static Column number(String name, String unit) {
            return new Column(name, unit, Shape.NUMBER);
        }

        /// A column of numbers whose units stand in another column.
        public static Column mixed(String name) {
            return new Column(name, "", Shape.MIXED);
        }

        /// A share, 0 to 1, shown in percent.
        public static Column percent(String name) {
            return new Column(name, "%", Shape.PERCENT);
        }

        /// A relative error, shown in percent with its sign.
        public static Column error(String name) {
            return new Column(name, "%", Shape.ERROR);
        }

        /// Whether its cells stand to the right.
        public boolean numeric() {
            return shape != Shape.TEXT;
        }
    }

    /// How the cells of a column are written.
    public enum Shape {
        TEXT,
        NUMBER,
        /// Numbers of several units: each has decimals of its own.
        MIXED,
        PERCENT,
        ERROR
    }

    /// Text, a number, or two.
    public sealed interface Cell {
        static Cell of(String text) {
            return new Text(text);
        }

        static Cell of(double number) {
            return new Amount(number);
        }

        static Cell of(Interval interval) {
            return new Range(interval.low(), interval.high());
        }

        static Cell of(Optional<Cell> cell) {
            return cell.orElse(EMPTY);
        }
    }

    /// Nothing to show.
    public static final Cell EMPTY = new Text("");

    public record Text(String text) implements Cell {}

    public record Amount(double number) implements Cell {}

    /// Two numbers; two columns when saved.
    public record Range(double low, double high) implements Cell {}

    /// The table less the columns in which no row has anything.
    public Table withoutEmptyColumns() {
        List<Integer> kept = IntStream.range(0, columns.size())
                .filter(column -> rows.stream().anyMatch(row -> !row.get(column).equals(EMPTY)))
                .boxed()
                .toList();
        return new Table(
                kept.stream().map(columns::get).toList(),
                rows.stream().map(row -> kept.stream().map(row::get).toList()).toList());
    }
}
