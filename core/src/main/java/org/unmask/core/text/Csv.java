package org.unmask.core.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Comma-separated values (RFC 4180, lines end in `\n`) in base units. What is not known is empty.
///
/// Text stands in quotes unless it is made of ASCII letters, digits and `_ . + -` alone.
public final class Csv<T> implements LineFormat<T> {
    /*
     * Spreadsheets run text that begins so as a formula, quoted or not, and skip blanks that break a line before it.
     * See https://owasp.org/www-community/attacks/CSV_Injection.
     */
    private static final String FORMULA = "=+-@\t\r\n";

    private final List<Column<T>> columns;
    private final boolean guarded;

    private Csv(List<Column<T>> columns, boolean guarded) {
        this.columns = List.copyOf(columns);
        this.guarded = guarded;
    }

    /// Lines that are safe in a spreadsheet: text that one would take for a formula gets an apostrophe in front.
    public static <T> Csv<T> of(List<Column<T>> columns) {
        return new Csv<>(columns, true);
    }

    /// Lines for a program that reads every text as it is.
    public static <T> Csv<T> exact(List<Column<T>> columns) {
        return new Csv<>(columns, false);
    }

    @Override
    public String header() {
        return columns.stream().map(column -> quoted(column.id())).collect(Collectors.joining(",", "", "\n"));
    }

    @Override
    public void append(T row, StringBuilder to) {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                to.append(',');
            }
            Optional<?> value = columns.get(i).value().apply(row);
            value.ifPresent(known -> to.append(known instanceof String text ? field(text) : known));
        }
        to.append('\n');
    }

    private String field(String text) {
        return guarded ? text(text) : quoted(text);
    }

    /// A field that holds text, safe in a spreadsheet.
    public static String text(String text) {
        return quoted(text.isEmpty() || FORMULA.indexOf(text.charAt(0)) < 0 ? text : "'" + text);
    }

    private static String quoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return '"' + text.replace("\"", "\"\"") + '"';
            }
        }
        return text;
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_.+-".indexOf(c) >= 0;
    }
}
