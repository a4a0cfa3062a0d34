package org.unmask.app.print;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.TextTable;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.cost.predict.Priced;
import org.unmask.cost.predict.Totals;
import org.unmask.report.json.PredictionJson;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Predictions as JSON, CSV and text. Of each prediction only what is printed is kept, so that there may be many.
public final class Formats {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Csv<Priced> CSV = Csv.of(PredictionColumns.PREDICTION);
    private static final TextTable<Totals> TABLE = TextTable.of(
                    columns("passes", "seconds", "tokens_per_second", "fits", "memory_bytes", "arithmetic_intensity"),
                    "--format csv")
            .by(columns(
                    "model",
                    "device",
                    "tensor_parallel",
                    "pipeline_parallel",
                    "expert_parallel",
                    "strategy",
                    "batch",
                    "prompt_tokens",
                    "generated_tokens",
                    "profile"));

    private Formats() {}

    private static List<Column<Totals>> columns(String... ids) {
        return Column.of(PredictionColumns.SWEEP, ids);
    }

    /// One object, or an array if there are several.
    public static String json(Stream<Prediction> predictions) {
        ArrayNode array = JSON.createArrayNode();
        predictions.forEach(prediction -> array.add(PredictionJson.of(prediction)));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array.size() == 1 ? array.get(0) : array);
    }

    /// A header line and one line per prediction.
    public static String csv(Stream<Prediction> predictions) {
        return CSV.all(predictions.map(Priced::of));
    }

    /// A page of text for one prediction, a table of one line each for several.
    ///
    /// @param width  columns of the terminal
    public static String text(Stream<Prediction> predictions, int width) {
        List<Totals> rows = new ArrayList<>();
        List<Prediction> first = new ArrayList<>();
        predictions.forEach(prediction -> {
            if (first.isEmpty()) {
                first.add(prediction);
            }
            rows.add(prediction.totals());
        });
        return rows.size() == 1 ? new TextPage(first.getFirst(), width).text() : TABLE.of(rows, width);
    }
}
