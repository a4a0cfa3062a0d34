package org.unmask.app.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.JsonLines;
import org.unmask.core.text.LineFormat;
import org.unmask.core.text.UsageException;

/// How a table is written.
public enum TableFormat {
    CSV,
    JSONL,
    PARQUET;

    /// The name on the command line, and the ending of files.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The format that a file's ending says.
    ///
    /// @param option  that named the file
    /// @throws UsageException if it says none
    public static TableFormat ofEnding(Path file, String option) {
        for (TableFormat known : values()) {
            if (file.toString().toLowerCase(Locale.ROOT).endsWith("." + known)) {
                return known;
            }
        }
        throw new UsageException(option + " " + file
                + ": the ending says no format; end it in .csv, .jsonl or .parquet, or give --format");
    }

    /// Begins a file.
    ///
    /// @param rows  that will come in all
    public <T> Sink<T> open(Path file, List<Column<T>> columns, long rows) throws IOException {
        Files.createDirectories(requireNonNull(file.toAbsolutePath().getParent()));
        return switch (this) {
            case CSV, JSONL -> TextSink.open(file, lines(columns, ""));
            case PARQUET -> new ParquetSink<>(file, columns, rows, ParquetSink.PART_ROWS);
        };
    }

    /// Lines to something open, for instance standard output.
    ///
    /// @param option  that names a file, for the message
    /// @throws IllegalArgumentException if the format needs a file
    public <T> Sink<T> to(WritableByteChannel channel, List<Column<T>> columns, String option) throws IOException {
        return new TextSink<>(channel, lines(columns, option));
    }

    /// How a row becomes a line.
    ///
    /// @param option  that names a file, for the message
    /// @throws IllegalArgumentException if the format has no lines
    public <T> LineFormat<T> lines(List<Column<T>> columns, String option) {
        return switch (this) {
            case CSV -> Csv.of(columns);
            case JSONL -> new JsonLines<>(columns);
            case PARQUET -> throw new IllegalArgumentException("parquet needs a file: give " + option + " FILE");
        };
    }
}
