package org.unmask.core.text;

import java.util.Collection;
import java.util.stream.Stream;

/// A format of tables with one line a row, which can be written without holding the table.
///
/// @param <T>  what a row is made of
public interface LineFormat<T> {
    /// The lines before all rows; empty if there are none.
    String header();

    /// Appends the line of a row.
    void append(T row, StringBuilder to);

    /// A whole table.
    default String all(Stream<? extends T> rows) {
        StringBuilder text = new StringBuilder(header());
        rows.forEachOrdered(row -> append(row, text));
        return text.toString();
    }

    /// A whole table.
    default String all(Collection<? extends T> rows) {
        return all(rows.stream());
    }
}
