package org.unmask.app.print;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.result.compare.Change;
import org.unmask.result.compare.Comparison;
import org.unmask.result.compare.Series;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A comparison as text, Markdown, JSON and CSV.
///
/// @param limit  the share up to which nothing has changed
public record ChangeFormats(Comparison comparison, double limit) {
    private static final TextTable<ChangeColumns.Line> TABLE =
            TextTable.of(ChangeColumns.SHOWN, "--format csv").by(ChangeColumns.SETTINGS);

    private List<ChangeColumns.Line> lines() {
        return comparison.changes().stream()
                .map(change -> new ChangeColumns.Line(change, limit))
                .toList();
    }

    /// A table, and what has no partner.
    ///
    /// @param width  columns of the terminal
    public String text(int width) {
        String table = lines().isEmpty() ? "" : TABLE.of(lines(), width) + "\n";
        return table
                + Paragraph.of("", summary(), width)
                + apart().map(hint -> Paragraph.of("", hint, width)).orElse("")
                + alone("only on the first side", comparison.onlyBefore(), width)
                + alone("only on the second side", comparison.onlyAfter(), width);
    }

    private String summary() {
        long regressions = count(Change.Verdict.REGRESSION);
        return comparison.changes().size() + " compared: " + regressions
                + (regressions == 1 ? " regression, " : " regressions, ") + count(Change.Verdict.UNSURE) + " unsure, "
                + count(Change.Verdict.IMPROVEMENT) + " improved, " + count(Change.Verdict.SAME)
                + " the same within " + percent() + ".";
    }

    /// How what has no partner can be compared nevertheless.
    private Optional<String> apart() {
        List<String> parts = comparison.apart();
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("No setting is on both sides. The nearest two differ in " + String.join(", ", parts)
                        + ", or one of them does not say it: to compare them nevertheless, --ignore "
                        + String.join(",", parts) + ".");
    }

    private String percent() {
        return String.format(Locale.ROOT, "%.3g %%", 100 * limit);
    }

    private long count(Change.Verdict verdict) {
        return comparison.of(verdict, limit).size();
    }

    private static String alone(String where, List<Series> series, int width) {
        return series.stream()
                .collect(Collectors.groupingBy(
                        ChangeFormats::place,
                        LinkedHashMap::new,
                        Collectors.mapping(Series::name, Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(entry -> Paragraph.of(where + ": ", entry.getKey() + ": " + entry.getValue(), width))
                .collect(Collectors.joining());
    }

    private static String place(Series series) {
        String known = SettingColumns.ALL.stream()
                .filter(column -> column.value().apply(series.setting()).isPresent())
                .map(column -> column.heading() + " " + column.shown().apply(series.setting()))
                .collect(Collectors.joining("; "));
        return "setting " + series.setting().id() + (known.isEmpty() ? "" : " (" + known + ")");
    }

    /// A table for a comment on a change.
    public String markdown() {
        List<Column<ChangeColumns.Line>> columns = Stream.concat(
                        ChangeColumns.SETTINGS.stream().filter(this::varies), ChangeColumns.SHOWN.stream())
                .toList();
        StringBuilder text = new StringBuilder();
        row(columns.stream().map(Column::heading).toList(), text);
        row(columns.stream().map(_ -> "---").toList(), text);
        lines().forEach(line ->
                row(columns.stream().map(column -> column.shown().apply(line)).toList(), text));
        return text + "\n" + summary() + "\n\n"
                + apart().map(hint -> hint + "\n\n").orElse("")
                + items("only on the first side", comparison.onlyBefore())
                + items("only on the second side", comparison.onlyAfter());
    }

    private boolean varies(Column<ChangeColumns.Line> column) {
        return lines().stream().map(column.shown()).distinct().count() > 1;
    }

    private static void row(List<String> cells, StringBuilder text) {
        text.append(cells.stream()
                .map(cell -> cell.replace("|", "\\|").replaceAll("\\R", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String items(String where, List<Series> series) {
        return series.stream()
                .map(each -> "- " + where + ": " + place(each) + ": " + each.name() + "\n")
                .collect(Collectors.joining());
    }

    /// Everything, in base units.
    public String json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("schema", "unmask.comparison/1").put("limit", limit);
        ArrayNode changes = json.putArray("changes");
        lines().forEach(line -> {
            ObjectNode change = changes.addObject();
            for (Column<ChangeColumns.Line> column : ChangeColumns.CHANGES) {
                column.value().apply(line).ifPresent(value -> change.putPOJO(column.id(), value));
            }
            change.set("before_setting", line.change().before().setting().json());
            change.set("after_setting", line.change().after().setting().json());
        });
        alone(json.putArray("only_before"), comparison.onlyBefore());
        alone(json.putArray("only_after"), comparison.onlyAfter());
        return json.toPrettyString() + "\n";
    }

    private static void alone(ArrayNode list, List<Series> series) {
        series.forEach(each -> list.addObject()
                .put("metric", each.name())
                .put("value", each.value())
                .put("unit", each.unit())
                .put("definition", each.definition())
                .set("setting", each.setting().json()));
    }

    /// A line per change.
    public String csv() {
        return Csv.of(ChangeColumns.ALL).all(lines());
    }
}
