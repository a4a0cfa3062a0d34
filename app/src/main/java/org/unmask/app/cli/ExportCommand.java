package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.export.ExportColumns;
import org.unmask.app.export.ExportedRow;
import org.unmask.app.export.ExportedRows;
import org.unmask.app.table.Sink;
import org.unmask.app.table.TableFormat;
import org.unmask.core.text.LineFormat;
import org.unmask.core.text.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Result sets as one table, for programs that read tables.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write results, imports, answers and predictions as one table for pandas, DuckDB, R or a spreadsheet.",
            "A row is one number: a metric of a setting, with the parts of the setting in columns of their own."
        },
        footer = {
            "",
            "Examples:",
            "  unmask export bench.json",
            "  unmask export bench.json docs/claims/measured.jsonl --out all.parquet",
            "  unmask export docs/claims/measured.jsonl --format jsonl"
        })
final class ExportCommand implements Callable<Integer> {
    /// Rows that are written at a time.
    private static final int CHUNK = 4096;

    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Results of this program or of others, answers of `evaluate`, predictions of `predict --format json` or"
                            + " tables of them, bundles, the folder of a study, or any other folder of such files.")
    private List<Path> places = List.of();

    @Option(
            names = {"--out", "--output"},
            paramLabel = "FILE",
            converter = WritableFile.class,
            description =
                    "File that gets the rows; its ending .csv, .jsonl or .parquet is the format. Default: standard output.")
    private Path out;

    @Option(
            names = {"-o", "--format"},
            description = "${COMPLETION-CANDIDATES}. Default: the ending of the file, or csv.")
    private TableFormat format;

    ExportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        TableFormat written = written();
        ExportedRows read = ExportedRows.read(places);
        if (read.rows().isEmpty()) {
            throw read.bad().isEmpty() ? new IOException(places.getFirst() + ": no results in it") : first(read);
        }
        read.bad().forEach(bad -> context.err().println(Errors.line(bad)));
        read.notes().forEach(note -> context.err().println("note: " + note));
        if (out == null) {
            print(read.rows(), written);
        } else {
            try (Sink<ExportedRow> sink =
                    written.open(out, ExportColumns.ALL, read.rows().size())) {
                write(read.rows(), sink);
            }
            context.err().println(read.rows().size() + " rows written to " + out);
        }
        return read.bad().isEmpty() ? 0 : 1;
    }

    /// Of several bad files all but the one that is thrown are named first.
    private IOException first(ExportedRows read) {
        read.bad().stream().skip(1).forEach(bad -> context.err().println(Errors.line(bad)));
        return read.bad().getFirst();
    }

    private TableFormat written() {
        if (format == TableFormat.PARQUET && out == null) {
            throw new UsageException("parquet needs a file: give --out FILE");
        }
        if (format != null) {
            return format;
        }
        return out == null ? TableFormat.CSV : TableFormat.ofEnding(out, "--out");
    }

    private void print(List<ExportedRow> rows, TableFormat written) {
        LineFormat<ExportedRow> lines = written.lines(ExportColumns.ALL, "--out");
        context.out().print(lines.header());
        for (ExportedRow row : rows) {
            StringBuilder line = new StringBuilder();
            lines.append(row, line);
            context.out().print(line);
        }
        context.out().flush();
    }

    private static void write(List<ExportedRow> rows, Sink<ExportedRow> sink) throws IOException {
        for (int from = 0; from < rows.size(); from += CHUNK) {
            List<ExportedRow> some = rows.subList(from, Math.min(rows.size(), from + CHUNK));
            StringBuilder lines = new StringBuilder();
            some.forEach(row -> sink.format().append(row, lines));
            sink.write(Sink.bytes(lines), some.size());
        }
    }
}
