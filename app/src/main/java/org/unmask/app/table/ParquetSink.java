package org.unmask.app.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.LineFormat;

/// Parquet files, written by DuckDB from lines that are collected beside them: one file, or numbered parts of a fixed
/// number of rows, each of them readable as soon as the next one begins.
public final class ParquetSink<T> implements Sink<T> {
    /// Rows of a part: enough for good compression, few enough to stay small in memory.
    static final int PART_ROWS = 1 << 20;

    private final List<Column<T>> columns;
    private final LineFormat<T> format;
    private final Path file;
    private final boolean parted;
    private final int partRows;
    private final Path lines;
    private final Connection connection;
    private int rows;
    private int parts;

    /// Begins a file, or its first part.
    ///
    /// @param rows  that will come in all
    /// @param partRows  that one file holds at most
    public ParquetSink(Path file, List<Column<T>> columns, long rows, int partRows) throws IOException {
        this.columns = List.copyOf(columns);
        // Texts stand in the file as they are: there is no spreadsheet to guard.
        this.format = Csv.exact(columns);
        this.file = file;
        this.partRows = partRows;
        this.parted = rows > partRows;
        Path folder = file.toAbsolutePath().normalize().getParent();
        this.lines = Files.createTempFile(folder, "." + file.getFileName() + "-", ".csv");
        // A process that ends on a signal unwinds no stack.
        lines.toFile().deleteOnExit();
        try {
            this.connection = DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            Files.deleteIfExists(lines);
            throw new IOException("DuckDB, which writes Parquet, cannot be loaded: " + e.getMessage(), e);
        }
        begin();
    }

    private void begin() throws IOException {
        rows = 0;
        Files.writeString(lines, format.header());
    }

    @Override
    public LineFormat<T> format() {
        return format;
    }

    @Override
    public void write(ByteBuffer more, int count) throws IOException {
        if (rows + count > partRows && rows > 0) {
            flush();
            begin();
        }
        try (FileChannel channel = FileChannel.open(lines, StandardOpenOption.APPEND)) {
            while (more.hasRemaining()) {
                channel.write(more);
            }
        }
        rows += count;
    }

    private void flush() throws IOException {
        Path part = parted ? file.resolveSibling(numbered(parts)) : file;
        String types = columns.stream()
                .map(column -> "'" + column.id() + "': '" + type(column.kind()) + "'")
                .collect(Collectors.joining(", ", "{", "}"));
        String copy =
                "COPY (SELECT * FROM read_csv(" + quoted(lines) + ", header = true, auto_detect = false, quote = '\"',"
                        + " escape = '\"', delim = ',', columns = " + types + ")) TO " + quoted(part)
                        + " (FORMAT parquet, COMPRESSION zstd)";
        try (Statement statement = connection.createStatement()) {
            statement.execute(copy);
        } catch (SQLException e) {
            Files.deleteIfExists(part);
            throw new IOException(part + ": " + e.getMessage(), e);
        }
        parts++;
    }

    /// The type in SQL, so that a column has one type even where all of its values are unknown.
    private static String type(Column.Kind kind) {
        return switch (kind) {
            case TEXT -> "VARCHAR";
            case WHOLE -> "BIGINT";
            case REAL -> "DOUBLE";
            case TRUTH -> "BOOLEAN";
        };
    }

    /// `sweep.parquet` becomes `sweep-00000.parquet`.
    private String numbered(int part) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return "%s-%05d%s".formatted(stem, part, dot > 0 ? name.substring(dot) : "");
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    @Override
    public void close() throws IOException {
        // Closed in the order from the last to the first, whatever happens.
        try (Closing _ = () -> Files.deleteIfExists(lines);
                Closing _ = this::disconnect) {
            if (rows > 0) {
                flush();
            }
        }
    }

    private void disconnect() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
