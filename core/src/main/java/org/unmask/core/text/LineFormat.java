package org.unmask.core.text;

/// A format of tables with one line a row, which can be written without holding the table.
///
/// @param <T>  what a row is made of
public interface LineFormat<T> {
    /// The lines before all rows; empty if there are none.
    String header();

    /// Appends the line of a row.
    void append(T row, StringBuilder to);

    /// A whole table.
    default String all(Iterable<? extends T> rows) {
        StringBuilder text = new StringBuilder(header());
        rows.forEach(row -> append(row, text));
        return text.toString();
    }
}
