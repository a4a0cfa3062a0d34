package org.unmask.core.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Columns below each other for a terminal: texts at the left, numbers at the right.
///
/// A table that is wider than the terminal has its texts wrapped, addresses aside; if that is not enough, its last columns are left out
/// and named below it.
///
/// @param <T>  what a row is made of
public final class TextTable<T> {
    private static final String GAP = "  ";
    /// Texts are wrapped to half of their width, but never to more columns than this if room is short.
    private static final int NARROW = 24;

    private final List<Column<T>> keys;
    private final List<Column<T>> columns;
    private final String more;

    private TextTable(List<Column<T>> keys, List<Column<T>> columns, String more) {
        this.keys = List.copyOf(keys);
        this.columns = List.copyOf(columns);
        this.more = more;
    }

    /// A table of columns in order of importance; the last ones are left out first.
    ///
    /// @param more  the option that shows what is left out, for instance `--format csv`
    public static <T> TextTable<T> of(List<Column<T>> columns, String more) {
        return new TextTable<>(List.of(), columns, more);
    }

    /// The table with columns before all others that tell rows apart and are never left out. Those that are equal in all
    /// of several rows are said once, above the table.
    public TextTable<T> by(List<Column<T>> settings) {
        return new TextTable<>(settings, columns, more);
    }

    /// Lines with a heading.
    ///
    /// @param width  columns of the terminal; [Integer#MAX_VALUE] if any number will do
    public String of(List<? extends T> rows, int width) {
        List<Column<T>> varying = keys.stream()
                .filter(key -> rows.size() < 2 || varies(key, rows))
                .toList();
        List<Column<T>> shown = new ArrayList<>(varying);
        shown.addAll(columns);
        Grid grid =
                new Grid(cells(shown, rows), shown.stream().map(Column::isLeft).toList());
        int fitting = grid.fitting(Math.min(shown.size(), varying.size() + 1), width);
        return common(rows, varying, width)
                + grid.lines(fitting, width)
                + leftOut(shown.subList(fitting, shown.size()), width);
    }

    private boolean varies(Column<T> column, List<? extends T> rows) {
        return rows.stream().map(column.shown()).distinct().count() > 1;
    }

    private String common(List<? extends T> rows, List<Column<T>> varying, int width) {
        List<String> same = keys.stream()
                .filter(Predicate.not(varying::contains))
                .map(key -> key.heading() + " " + key.shown().apply(rows.getFirst()))
                .toList();
        return same.isEmpty() ? "" : Paragraph.of("", "In all rows: " + String.join("; ", same), width) + "\n";
    }

    private String leftOut(List<Column<T>> left, int width) {
        List<String> names = left.stream().map(Column::heading).toList();
        String columns = names.size() == 1 ? "1 more column (" : names.size() + " more columns (";
        return names.isEmpty() ? "" : Paragraph.of("", columns + String.join(", ", names) + "): " + more, width);
    }

    private static <T> List<List<String>> cells(List<Column<T>> columns, List<? extends T> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream()
                .map(column -> DisplayWidth.plain(column.heading()))
                .toList());
        rows.forEach(row -> cells.add(columns.stream()
                .map(column -> DisplayWidth.plain(column.shown().apply(row)))
                .toList()));
        return cells;
    }

    /// @param rows  the heading first
    /// @param left  of each column, whether it stands at the left
    private record Grid(List<List<String>> rows, List<Boolean> left) {
        /// The number of leading columns that fit into a width; never fewer than `least`.
        int fitting(int least, int width) {
            int count = left.size();
            while (count > least && total(narrowest(count)) > width) {
                count--;
            }
            return count;
        }

        String lines(int count, int width) {
            int[] widths = widths(count, width);
            StringBuilder text = new StringBuilder();
            rows.forEach(row -> append(row, widths, text));
            return text.toString();
        }

        /// Every text is wrapped just so far that the table fits, the widest first.
        private int[] widths(int count, int width) {
            int[] widths = natural(count);
            int[] narrowest = narrowest(count);
            for (long excess = total(widths) - width; excess > 0; excess--) {
                int widest = IntStream.range(0, count)
                        .filter(column -> widths[column] > narrowest[column])
                        .reduce((a, b) -> widths[b] > widths[a] ? b : a)
                        .orElse(-1);
                if (widest < 0) {
                    break;
                }
                widths[widest]--;
            }
            return widths;
        }

        private static long total(int[] widths) {
            return Arrays.stream(widths).asLongStream().sum() + (long) GAP.length() * (widths.length - 1);
        }

        private int[] natural(int count) {
            return IntStream.range(0, count)
                    .map(column -> rows.stream()
                            .mapToInt(row -> DisplayWidth.of(row.get(column)))
                            .max()
                            .orElse(0))
                    .toArray();
        }

        private int[] narrowest(int count) {
            int[] widths = natural(count);
            for (int column = 0; column < count; column++) {
                if (left.get(column) && !holdsAddress(column)) {
                    int whole = Math.max((widths[column] + 1) / 2, longestPiece(column));
                    widths[column] = Math.min(widths[column], Math.min(whole, NARROW));
                }
            }
            return widths;
        }

        private boolean holdsAddress(int column) {
            return rows.stream().anyMatch(row -> row.get(column).contains("://"));
        }

        private int longestPiece(int column) {
            return rows.stream()
                    .flatMap(row -> Arrays.stream(Paragraph.pieces(row.get(column))))
                    .mapToInt(piece -> DisplayWidth.of(piece.stripTrailing()))
                    .max()
                    .orElse(0);
        }

        private void append(List<String> row, int[] widths, StringBuilder text) {
            List<List<String>> cells = IntStream.range(0, widths.length)
                    .mapToObj(column -> Paragraph.cell(row.get(column), widths[column]))
                    .toList();
            int height = cells.stream().mapToInt(List::size).max().orElse(0);
            for (int i = 0; i < height; i++) {
                text.append(line(cells, i, widths).stripTrailing()).append('\n');
            }
        }

        private String line(List<List<String>> cells, int number, int[] widths) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell =
                        number < cells.get(column).size() ? cells.get(column).get(number) : "";
                String pad = " ".repeat(widths[column] - DisplayWidth.of(cell));
                line.append(column == 0 ? "" : GAP).append(left.get(column) ? cell + pad : pad + cell);
            }
            return line.toString();
        }
    }
}
