package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unmask.app.cli.option.Format;
import org.unmask.app.print.ImportedColumns;
import org.unmask.app.print.ImportedText;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.result.Header;
import org.unmask.result.ImportedResult;
import org.unmask.result.ResultFile;
import org.unmask.result.Setting;
import org.unmask.result.SettingParts;
import org.unmask.result.imports.ImportedFiles;
import org.unmask.result.imports.Importer;
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

    private static final int HELP_COLUMNS = 80;

    private final Context context;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of results, or folders of them.")
    private List<Path> files = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Model that ran, instead of the name that the files give it.")
    private String model;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "Device that it ran on: one of the catalogue, or another name.")
    private String device;

    @Option(
            names = "--set",
            paramLabel = "PART=VALUE",
            description =
                    "Part of the setting that the files do not say, by its name in result files: types.weight=bf16,"
                            + " machine.count=2, load.arrival.concurrency=8. The option may be repeated.")
    private Map<String, String> parts = Map.of();

    @Option(
            names = {"--results", "--out"},
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
                                Importers.ALL.stream().flatMap(ImportCommand::lines))
                        .toArray(String[]::new));
    }

    private static Stream<String> lines(Importer importer) {
        return Paragraph.of("  " + importer.id() + ": ", importer.summary(), HELP_COLUMNS)
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
        List<ImportedResult> results = read.results().stream().map(this::said).toList();
        if (!results.isEmpty()) {
            print(results);
            if (out != null) {
                add(results);
            }
        }
        return read.bad().isEmpty() ? 0 : 1;
    }

    /// The result with what the options say. Where a file says something else, that is told.
    private ImportedResult said(ImportedResult result) {
        Map<String, String> said = new LinkedHashMap<>(parts);
        if (model != null) {
            said.put("model.id", model);
        }
        if (device != null) {
            said.put("machine.name", device);
        }
        if (said.isEmpty()) {
            return result;
        }
        Setting setting = SettingParts.with(result.setting(), said);
        setting.match(result.setting()).different().stream()
                .map(part -> "note: " + result.source() + ": " + part + " is said otherwise there; the option holds")
                .forEach(context.err()::println);
        return result.with(setting);
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
        try (ResultFile file = ResultFile.append(out)) {
            new Header(
                            STUDY,
                            STUDY,
                            Instant.now().truncatedTo(ChronoUnit.SECONDS),
                            Map.of("program", "unmask " + Environment.VERSION))
                    .begin(file, context.err()::println);
            Set<List<Object>> known = new HashSet<>();
            file.results().imported().forEach(result -> known.add(result.content()));
            List<ObjectNode> added = results.stream()
                    .filter(result -> known.add(result.content()))
                    .map(ImportedResult::json)
                    .toList();
            file.append(added);
            context.err().println(added.size() + " results added to " + out);
        }
    }
}
