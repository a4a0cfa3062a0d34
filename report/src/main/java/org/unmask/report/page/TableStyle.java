package org.unmask.report.page;

import java.util.Set;
import java.util.stream.DoubleStream;
import org.unmask.report.Table;

/// How the numbers of a column are shown: in one unit, with one number of decimals.
///
/// @param format  of a number already in the unit
/// @param mixed  whether each number has decimals of its own, since a column holds quantities of several kinds
record TableStyle(Unit unit, String format, int decimals, boolean mixed) {
    static final TableStyle TEXT = new TableStyle(new Unit("", 1), "", 0);

    /// Three digits of each number, and all of those before the point.
    static final TableStyle MIXED = new TableStyle(new Unit("", 1), "", 0, true);

    private static final int SMALLEST_DIGITS = 2;
    private static final int MOST_DIGITS = 6;

    private TableStyle(Unit unit, String format, int decimals) {
        this(unit, format, decimals, false);
    }

    static TableStyle of(Table table, int index) {
        Table.Column column = table.columns().get(index);
        double[] numbers = table.rows().stream()
                .flatMapToDouble(row -> numbers(row.get(index)))
                .toArray();
        return switch (column.shape()) {
            case TEXT -> TEXT;
            case MIXED -> MIXED;
            case PERCENT -> new TableStyle(new Unit("%", 100), "%,.1f", 1);
            case ERROR -> new TableStyle(new Unit("%", 100), "%+,.1f", 1);
            case NUMBER -> {
                Unit unit = Unit.of(
                        column.unit(),
                        DoubleStream.of(numbers).map(Math::abs).max().orElse(0));
                int decimals = decimals(DoubleStream.of(numbers)
                        .map(number -> Math.abs(number * unit.factor()))
                        .toArray());
                yield new TableStyle(unit, "%,." + decimals + "f", decimals);
            }
        };
    }

    /// How one number is written.
    String formatOf(double number) {
        if (!mixed) {
            return format;
        }
        return "%,." + (number == 0 ? 0 : Math.max(0, SMALLEST_DIGITS - exponent(Math.abs(number)))) + "f";
    }

    private static DoubleStream numbers(Table.Cell cell) {
        return switch (cell) {
            case Table.Text _ -> DoubleStream.empty();
            case Table.Amount(double number) -> DoubleStream.of(number);
            case Table.Range(double low, double high) -> DoubleStream.of(low, high);
        };
    }

    /// Enough for the smallest number, not too many for the largest.
    private static int decimals(double[] numbers) {
        if (DoubleStream.of(numbers).allMatch(number -> number == Math.rint(number))) {
            return 0;
        }
        double smallest =
                DoubleStream.of(numbers).filter(number -> number > 0).min().orElse(1);
        double largest = DoubleStream.of(numbers).max().orElse(1);
        int wanted = SMALLEST_DIGITS - exponent(smallest);
        return Math.max(0, Math.min(wanted, MOST_DIGITS - 1 - Math.max(0, exponent(largest))));
    }

    private static int exponent(double number) {
        return (int) Math.floor(Math.log10(number));
    }

    /// How the numbers of a table column are scaled: SI prefixes for the units that take them, one prefix per column.
    ///
    /// @param factor  shown number over number in the base unit
    record Unit(String text, double factor) {
        private static final Set<String> PREFIXED = Set.of("s", "B", "B/s", "FLOP/s");
        private static final String LARGE = " kMGTPE";
        private static final String SMALL = " mµn";

        /// The unit in which the largest magnitude of a column lies between 1 and 1000.
        static Unit of(String base, double largest) {
            if (!PREFIXED.contains(base) || largest == 0) {
                return new Unit(base, 1);
            }
            int power = (int) Math.floor(Math.log10(largest) / 3);
            if (power >= 0) {
                int steps = base.equals("s") ? 0 : Math.min(power, LARGE.length() - 1);
                return new Unit((LARGE.charAt(steps) + base).strip(), Math.pow(1000, -steps));
            }
            int steps = Math.min(-power, SMALL.length() - 1);
            return new Unit((SMALL.charAt(steps) + base).strip(), Math.pow(1000, steps));
        }
    }
}
