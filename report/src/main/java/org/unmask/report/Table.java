package org.unmask.report;

import java.util.List;
import java.util.Optional;

/// Rows of a figure or a section, to be shown and to be saved.
///
/// @param rows  one cell per column
record Table(List<Column> columns, List<List<Cell>> rows) {
    Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Cell> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("bad row: cells=" + row.size() + " columns=" + columns.size());
            }
        }
    }

    /// @param unit  base unit of the numbers; empty for text and counts
    record Column(String name, String unit, Shape shape) {
        static Column text(String name) {
            return new Column(name, "", Shape.TEXT);
        }

        static Column number(String name, String unit) {
            return new Column(name, unit, Shape.NUMBER);
        }

        /// A share, 0 to 1, shown in percent.
        static Column percent(String name) {
            return new Column(name, "%", Shape.PERCENT);
        }

        /// A relative error, shown in percent with its sign.
        static Column error(String name) {
            return new Column(name, "%", Shape.ERROR);
        }

        boolean numeric() {
            return shape != Shape.TEXT;
        }
    }

    enum Shape {
        TEXT,
        NUMBER,
        PERCENT,
        ERROR
    }

    sealed interface Cell {
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
    static final Cell EMPTY = new Text("");

    record Text(String text) implements Cell {}

    record Amount(double number) implements Cell {}

    /// Two numbers; two columns when saved.
    record Range(double low, double high) implements Cell {}
}
