package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.SaidParts;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.print.ImportedColumns;
import org.unmask.app.print.ImportedText;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.result.Header;
import org.unmask.result.ImportedResult;
import org.unmask.result.imports.AddedImports;
import org.unmask.result.imports.ImportedFiles;
import org.unmask.result.imports.Importer;
import org.unmask.result.imports.Importers;
import org.unmask.run.measure.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Results of other programs in the form of ours.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Read results of other programs. What a file does not say stays unknown.",
            "A file is recognised by what it holds, whatever its name is."
        })
final class ImportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of results, or folders of them.")
    private List<Path> files = List.of();

    @Mixin
    private SaidParts said = new SaidParts();

    @Option(
            names = {"--results", "--out"},
            paramLabel = "FILE",
            converter = WritableFile.class,
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
                                Stream.of(
                                        "",
                                        "Examples:",
                                        "  unmask import bench.json",
                                        "  unmask import bench.json --device h100-sxm --set types.weight=bf16 \\",
                                        "      --out served.jsonl",
                                        "  unmask import bench.json --model llada-8b --format json",
                                        "",
                                        "Formats:"),
                                Importers.ALL.stream().flatMap(this::lines))
                        .toArray(String[]::new));
    }

    private Stream<String> lines(Importer importer) {
        return Paragraph.of("  " + importer.id() + ": ", importer.summary(), HelpLayout.columns(context.console()))
                .lines();
    }

    @Override
    public Integer call() throws IOException {
        ImportedFiles read = ImportedFiles.read(files);
        boolean only = files.size() == 1 && !Files.isDirectory(files.getFirst());
        if (only && !read.bad().isEmpty()) {
            throw read.bad().getFirst();
        }
        read.bad().forEach(bad -> context.err().println(Errors.line(bad)));
        read.notes().forEach(note -> context.err().println("note: " + note));
        List<ImportedResult> results = said.of(read.results(), context.err()::println);
        if (!results.isEmpty()) {
            print(results);
            if (out != null) {
                add(results);
            }
        }
        return read.bad().isEmpty() ? 0 : 1;
    }

    private void print(List<ImportedResult> results) {
        context.out()
                .print(
                        switch (format) {
                            case TEXT ->
                                ImportedText.of(results, context.console().columns());
                            case JSON -> json(results).toPrettyString() + "\n";
                            case CSV -> Csv.of(ImportedColumns.ALL).all(ImportedColumns.lines(results));
                        });
        context.out().flush();
    }

    private static ArrayNode json(List<ImportedResult> results) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        results.forEach(result -> array.add(result.json()));
        return array;
    }

    private void add(List<ImportedResult> results) throws IOException {
        Header header = new Header(
                AddedImports.STUDY,
                AddedImports.STUDY,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                Map.of("program", "unmask " + Environment.VERSION));
        int added = AddedImports.add(out, header, results, context.err()::println);
        context.err().println(added + " results added to " + out);
    }
}
