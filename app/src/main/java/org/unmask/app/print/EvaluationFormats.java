package org.unmask.app.print;

import java.util.List;
import org.unmask.app.print.EvaluationColumns.Row;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.TextTable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Evaluated settings as text, JSON and CSV.
///
/// @param dataset  file of the problems
/// @param skipped  problems that could not be asked, each with the reason
public record EvaluationFormats(String dataset, List<Row> rows, List<String> skipped) {
    private static final TextTable<Row> TABLE =
            TextTable.of(EvaluationColumns.SHOWN, "--format csv").by(EvaluationColumns.SETTINGS);

    /// A table.
    ///
    /// @param width  columns of the terminal
    public String text(int width) {
        return TABLE.of(rows, width);
    }

    /// An object with all rows, in base units; what is not known is `null`.
    public String json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("schema", "unmask.accuracy/1").put("dataset", dataset);
        ArrayNode settings = json.putArray("settings");
        rows.forEach(row -> settings.add(object(row)));
        skipped.forEach(json.putArray("skipped")::add);
        return json.toPrettyString() + "\n";
    }

    private static ObjectNode object(Row row) {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        for (Column<Row> column : EvaluationColumns.ALL) {
            object.putPOJO(column.id(), column.value().apply(row).orElse(null));
        }
        return object;
    }

    /// A line for each setting.
    public String csv() {
        return Csv.of(EvaluationColumns.ALL).all(rows);
    }
}
