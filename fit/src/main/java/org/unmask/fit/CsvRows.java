package org.unmask.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unmask.catalog.PublishedFile;
import org.unmask.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/// The rows of a table by the names of its header.
public final class CsvRows {
    private static final CsvMapper CSV = new CsvMapper();
    private static final CsvSchema SCHEMA =
            CsvSchema.emptySchema().withHeader().withComments().withStrictHeaders(true);

    private CsvRows() {}

    /// All rows of a file.
    ///
    /// @throws IOException in one line, naming file and row, if it is no table or has no rows
    public static List<Row> of(PublishedFile file) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (MappingIterator<Map<String, String>> all =
                CSV.readerForMapOf(String.class).with(SCHEMA).readValues(file.content())) {
            while (all.hasNext()) {
                rows.add(new Row(file.name(), rows.size() + 1, all.next()));
            }
        } catch (JacksonException e) {
            String message = ParserMessage.plain(e.getOriginalMessage());
            throw new IOException(file.name() + ": row " + (rows.size() + 1) + ": not a table: " + message, e);
        }
        if (rows.isEmpty()) {
            throw new IOException(file.name() + ": no rows");
        }
        return rows;
    }

    /// A row.
    ///
    /// @param number  from 1, header and comments not counted
    public record Row(String file, int number, Map<String, String> cells) {
        String text(String column) throws IOException {
            String value = cell(column);
            if (value.isBlank()) {
                throw bad(column, value, "a text");
            }
            return value;
        }

        /// Whether there is such a column.
        boolean has(String column) {
            return cells.containsKey(column);
        }

        /// @throws IOException if there is no such column
        void require(String column) throws IOException {
            cell(column);
        }

        /// @throws IOException if there is no such column
        boolean isEmpty(String column) throws IOException {
            return cell(column).isBlank();
        }

        private String cell(String column) throws IOException {
            String value = cells.get(column);
            if (value == null) {
                throw new IOException(file + ": no column " + column);
            }
            return value;
        }

        int count(String column) throws IOException {
            String value = text(column);
            try {
                int count = Integer.parseInt(value);
                if (count >= 1) {
                    return count;
                }
            } catch (NumberFormatException _) {
                // reported below, like a number out of range
            }
            throw bad(column, value, "a whole number from 1");
        }

        double positive(String column) throws IOException {
            String value = text(column);
            try {
                double number = Double.parseDouble(value);
                if (number > 0 && Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // reported below, like a number out of range
            }
            throw bad(column, value, "a number above 0");
        }

        IOException bad(String column, String value, String expected) {
            return new IOException(
                    file + ": row " + number + ": " + column + ": '" + value + "'; expected " + expected);
        }

        /// An error of what a row asks for.
        IOException bad(IllegalArgumentException e) {
            return new IOException(file + ": row " + number + ": " + e.getMessage(), e);
        }
    }
}
