package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.app.cli.option.Format;
import org.unmask.app.print.ImportedColumns;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.result.Header;
import org.unmask.result.ImportedResult;
import org.unmask.result.ResultFile;
import org.unmask.result.imports.Importers;
import org.unmask.run.measure.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Results of other programs in the form of ours.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Read results of other programs. What a file does not say stays unknown.",
            "A file is recognised by what it holds, whatever its name is."
        })
final class ImportCommand implements Callable<Integer> {
    /// Instead of a study and its hash: results of other programs are never mixed with those of a study.
    private static final String STUDY = "import";

    private static final TextTable<ImportedColumns.Line> TABLE =
            TextTable.of(ImportedColumns.SHOWN, "--format csv").by(ImportedColumns.SETTINGS);

    private final Context context;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of results.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "File of results to write to, or to add to; results that it holds are not added again.")
    private Path out;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    ImportCommand(Context context) {
        this.context = context;
    }

    /// The help names the formats that there are.
    @Spec
    void describe(CommandSpec spec) {
        spec.usageMessage()
                .footer(Stream.concat(
                                Stream.of("", "Formats:"),
                                Importers.ALL.stream()
                                        .map(importer -> "  " + importer.id() + ": " + importer.summary()))
                        .toArray(String[]::new));
    }

    @Override
    public Integer call() throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        int bad = 0;
        for (Path file : files) {
            try {
                results.addAll(Importers.read(file));
            } catch (IOException e) {
                if (files.size() == 1) {
                    throw e;
                }
                bad++;
                context.err().println(Errors.line(e));
            }
        }
        if (!results.isEmpty()) {
            print(results);
            if (out != null) {
                add(results);
            }
        }
        return bad == 0 ? 0 : 1;
    }

    private void print(List<ImportedResult> results) {
        List<ImportedColumns.Line> lines = results.stream()
                .flatMap(result -> result.metrics().stream().map(metric -> new ImportedColumns.Line(result, metric)))
                .toList();
        context.out()
                .print(
                        switch (format) {
                            case TEXT -> text(lines, context.console().columns());
                            case JSON -> json(results).toPrettyString() + "\n";
                            case CSV -> Csv.of(ImportedColumns.ALL).all(lines);
                        });
        context.out().flush();
    }

    /// How programs count is said once, below the table.
    private static String text(List<ImportedColumns.Line> lines, int width) {
        return lines.stream()
                .map(ImportedColumns.Line::metric)
                .map(metric -> Paragraph.of("", metric.name() + ": " + metric.definition(), width))
                .distinct()
                .collect(Collectors.joining("", TABLE.of(lines, width) + "\n", ""));
    }

    private static ArrayNode json(List<ImportedResult> results) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        results.forEach(result -> array.add(result.json()));
        return array;
    }

    private void add(List<ImportedResult> results) throws IOException {
        try (ResultFile file = ResultFile.append(out)) {
            new Header(
                            STUDY,
                            STUDY,
                            Instant.now().truncatedTo(ChronoUnit.SECONDS),
                            Map.of("program", "unmask " + Environment.VERSION))
                    .begin(file, context.err()::println);
            Set<String> known = new HashSet<>();
            file.lines().forEach(line -> known.add(line.toString()));
            int added = 0;
            for (ImportedResult result : results) {
                ObjectNode line = result.json();
                if (known.add(line.toString())) {
                    file.append(line);
                    added++;
                }
            }
            context.err().println(added + " results added to " + out);
        }
    }
}
