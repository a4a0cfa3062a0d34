package org.unmask.app;

import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.unmask.app.claim.Claims;
import org.unmask.app.export.ExportColumns;
import org.unmask.app.fit.ValidationColumns;
import org.unmask.app.frontier.FrontierColumns;
import org.unmask.app.print.AuditColumns;
import org.unmask.app.print.ChangeColumns;
import org.unmask.app.print.ClaimColumns;
import org.unmask.app.print.ClaimFormats;
import org.unmask.app.print.EvaluationColumns;
import org.unmask.app.print.ExplanationColumns;
import org.unmask.app.print.ImportedColumns;
import org.unmask.app.print.TraceColumns;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.family.Families;
import org.unmask.catalog.family.FamilyFiles;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.text.Column;
import org.unmask.cost.crossover.CrossoverColumns;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.fleet.PlanColumns;
import org.unmask.result.ResultFields;
import org.unmask.result.Results;
import org.unmask.result.imports.Importers;
import org.unmask.result.imports.Quantity;
import org.unmask.run.checkpoint.GgufModels;

/// Tables in documents, between `<!-- table: NAME -->` and `<!-- end -->`, are made from what the program uses. A table
/// that is out of date fails; `-Dunmask.documents=write` writes it again.
class DocumentsTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));
    private static final boolean WRITES =
            System.getProperty("unmask.documents", "").equals("write");
    private static final Pattern TABLE =
            Pattern.compile("(<!-- table: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", Pattern.DOTALL);
    private static final Map<String, String> TABLES = Map.ofEntries(
            entry("strategies", strategies()),
            entry("strategy-keys", keys()),
            entry("prediction-columns", columns(PredictionColumns.PREDICTION)),
            entry("sweep-columns", columns(PredictionColumns.SWEEP)),
            entry("crossover-columns", columns(CrossoverColumns.CROSSOVER)),
            entry("fleet-columns", columns(PlanColumns.PLAN)),
            entry("map-columns", columns(CrossoverColumns.MAP)),
            entry("explanation-columns", columns(ExplanationColumns.TERMS)),
            entry("claim-columns", columns(ClaimColumns.ALL)),
            entry("claims", claims()),
            entry("audit-columns", columns(AuditColumns.ALL)),
            entry("evaluation-columns", columns(EvaluationColumns.ALL)),
            entry("frontier-columns", columns(FrontierColumns.ALL)),
            entry("import-columns", columns(ImportedColumns.ALL)),
            entry("export-columns", columns(ExportColumns.ALL)),
            entry("compare-columns", columns(ChangeColumns.ALL)),
            entry("trace-columns", columns(TraceColumns.ALL)),
            entry("import-formats", formats()),
            entry("import-quantities", quantities()),
            entry("validation-columns", columns(ValidationColumns.VALIDATION)),
            entry("point-columns", columns(ValidationColumns.POINTS)),
            entry("result-lines", lines()),
            entry("setting-fields", fields(ResultFields.SETTING)),
            entry("model-types", types()),
            entry("gguf-architectures", ggufArchitectures()),
            entry("model-sizes", sizes()),
            entry("verified-types", verifiedTypes()));

    @TestFactory
    Stream<DynamicTest> tablesAreWhatTheProgramUses() throws IOException {
        return documents().stream()
                .map(file -> DynamicTest.dynamicTest(HOME.relativize(file).toString(), () -> check(file)));
    }

    @Test
    void everyTableStandsInADocument() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : documents()) {
            TABLE.matcher(Files.readString(file)).results().forEach(table -> found.add(table.group(2)));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(TABLES.keySet());
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(HOME);
                Stream<Path> below = Files.walk(HOME.resolve("docs"))) {
            return Stream.concat(top, below)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static void check(Path file) throws IOException {
        String old = Files.readString(file);
        String current = TABLE.matcher(old)
                .replaceAll(table -> Matcher.quoteReplacement(
                        table.group(1) + TABLES.getOrDefault(table.group(2), "no such table\n") + table.group(4)));
        if (WRITES) {
            Files.writeString(file, current);
        }
        assertThat(WRITES ? current : old)
                .as("%s; -Dunmask.documents=write writes its tables again", file)
                .isEqualTo(current);
    }

    private static String strategies() {
        return table(
                List.of("strategy", "for", "what it is"),
                Strategies.ALL.stream()
                        .map(family -> List.of(
                                code(family.id()),
                                family.autoregressive() ? "autoregressive models" : "diffusion models",
                                family.summary()))
                        .toList());
    }

    /// A key that several strategies take with the same default and meaning has one line.
    private static String keys() {
        Map<List<String>, List<String>> takers = new LinkedHashMap<>();
        for (StrategyFamily family : Strategies.ALL) {
            for (Key<?> key : family.keys()) {
                String initial = key.initial().map(value -> code(value.text())).orElse("none");
                takers.computeIfAbsent(List.of(code(key.name()), initial, key.meaning()), _ -> new ArrayList<>())
                        .add(code(family.id()));
            }
        }
        return table(
                List.of("key", "strategies", "default", "meaning"),
                takers.entrySet().stream()
                        .map(entry -> List.of(
                                entry.getKey().get(0),
                                String.join(", ", entry.getValue()),
                                entry.getKey().get(1),
                                entry.getKey().get(2)))
                        .toList());
    }

    private static String formats() {
        return table(
                List.of("format", "files"),
                Importers.ALL.stream()
                        .map(importer -> List.of(code(importer.id()), importer.summary()))
                        .toList());
    }

    private static String quantities() {
        return table(
                List.of("metric", "unit", "meaning"),
                Stream.of(Quantity.values())
                        .map(quantity -> List.of(code(quantity.id()), quantity.unit(), quantity.meaning()))
                        .toList());
    }

    private static String types() {
        return table(
                List.of("`model_type`", "family", "generates by", "state"),
                Stream.concat(
                                Families.ALL.stream().map(files -> type(files, "runs")),
                                Families.PRICED.stream().map(files -> type(files, "priced")))
                        .toList());
    }

    private static List<String> type(FamilyFiles files, String state) {
        return List.of(
                files.types().stream().map(DocumentsTest::code).collect(joining(", ")),
                files.family().id(),
                files.family().paradigm().id(),
                state);
    }

    /// Architectures of GGUF files, those that run first.
    private static String ggufArchitectures() {
        Map<String, String> families = new LinkedHashMap<>();
        Families.ALL.forEach(files -> files.family()
                .gguf()
                .ifPresent(
                        gguf -> families.merge(gguf.name(), files.family().id(), (some, more) -> some + ", " + more)));
        return table(
                List.of("`general.architecture`", "read as", "state"),
                Stream.concat(
                                families.entrySet().stream()
                                        .map(each ->
                                                List.of(code(each.getKey()), "families " + each.getValue(), "runs")),
                                GgufModels.pricedArchitectures().entrySet().stream()
                                        .map(each -> List.of(
                                                code(each.getKey()),
                                                "`model_type` "
                                                        + each.getValue().stream()
                                                                .map(DocumentsTest::code)
                                                                .collect(joining(" or ")),
                                                "priced")))
                        .toList());
    }

    /// Sizes that `PublishedSizesTest` checks.
    private static String sizes() {
        return table(
                List.of("model", "`model_type`", "counted", "published"),
                published().map(DocumentsTest::size).toList());
    }

    /// Types with a model whose configuration and published size were both read.
    private static String verifiedTypes() {
        List<String> listed =
                published().map(PublishedModel::type).distinct().sorted().toList();
        List<String> verified = published()
                .filter(PublishedModel::isVerified)
                .map(PublishedModel::type)
                .distinct()
                .sorted()
                .toList();
        return table(
                List.of("types", "number", "which"),
                List.of(
                        named("listed", listed),
                        named("both read, and within 0.5 %", verified),
                        named(
                                "others",
                                listed.stream()
                                        .filter(type -> !verified.contains(type))
                                        .toList())));
    }

    private static List<String> named(String what, List<String> types) {
        return List.of(
                what,
                String.valueOf(types.size()),
                types.stream().map(DocumentsTest::code).collect(joining(", ")));
    }

    private static Stream<PublishedModel> published() {
        try {
            return PublishedModel.all(HOME.resolve("catalog/src/test/resources/published/models.json")).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> size(PublishedModel model) {
        return List.of(
                "[" + model.name() + "](" + model.configSource() + ")" + (model.isConfigRead() ? "" : ", not read"),
                code(model.type()),
                String.format(Locale.ROOT, "%,d", model.counted()),
                model.published()
                        .map(size -> String.format(Locale.ROOT, "[%,d](%s)", size.parameters(), size.source())
                                + (size.isRead() ? "" : ", not read"))
                        .orElse("unverified"));
    }

    private static String claims() {
        Path runs = HOME.resolve("docs/claims/measured.jsonl");
        try {
            Optional<Results> measured = Files.isRegularFile(runs) ? Optional.of(Results.read(runs)) : Optional.empty();
            return ClaimFormats.markdown(Claims.check(new Catalog(HOME, HOME.resolve("no-user")), measured));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> String columns(List<Column<T>> columns) {
        return table(
                List.of("column", "unit", "meaning"),
                columns.stream()
                        .map(column -> List.of(code(column.id()), column.unit(), column.meaning()))
                        .toList());
    }

    private static String lines() {
        return table(
                List.of("type", "when", "field", "unit", "meaning"),
                ResultFields.LINES.stream()
                        .flatMap(line -> line.fields().stream()
                                .map(field -> List.of(
                                        field.equals(line.fields().getFirst()) ? code(line.type()) : "",
                                        field.equals(line.fields().getFirst()) ? line.when() : "",
                                        code(field.path()),
                                        field.unit(),
                                        field.meaning())))
                        .toList());
    }

    private static String fields(List<ResultFields.Field> fields) {
        return table(
                List.of("field", "unit", "meaning"),
                fields.stream()
                        .map(field -> List.of(code(field.path()), field.unit(), field.meaning()))
                        .toList());
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String table(List<String> header, List<List<String>> rows) {
        return Stream.concat(Stream.of(header, header.stream().map(_ -> "---").toList()), rows.stream())
                .map(row -> row.stream().map(cell -> cell.replace("|", "\\|")).collect(joining(" | ", "| ", " |\n")))
                .collect(joining());
    }
}
