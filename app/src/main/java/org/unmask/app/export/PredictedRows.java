package org.unmask.app.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unmask.core.text.Column;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.input.Fields;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import org.unmask.result.compare.Predicted;
import org.unmask.result.imports.JsonObjects;

/// Predictions as rows: those of `predict --format json`, and tables of predictions, studies and sweeps.
final class PredictedRows {
    /// Only a table of predictions has all of these.
    private static final List<String> COLUMNS =
            List.of("model", "device", "strategy", "profile", "prompt_tokens", "matmul_flops", "seconds");

    /// Whole numbers that say what was predicted.
    private static final Set<String> SETTINGS = Set.of(
            "batch", "prompt_tokens", "generated_tokens", "tensor_parallel", "pipeline_parallel", "expert_parallel");

    /// Where JSON has a number below the root, or under another name than a table.
    private static final Map<String, List<String>> PLACES = Map.of(
            "memory_bytes", List.of("memory", "total_bytes"),
            "capacity_bytes", List.of("memory", "capacity_bytes"),
            "largest_batch", List.of("memory", "largest_batch"),
            "joules", List.of("energy", "joules"),
            "joules_per_token", List.of("energy", "joules_per_token"),
            "dollars_per_hour", List.of("cost", "dollars_per_hour"),
            "dollars_per_million_tokens", List.of("cost", "dollars_per_million_tokens"));

    private PredictedRows() {}

    /// Whether the first object of a file is a prediction.
    static boolean are(List<Fields> objects) {
        return !objects.isEmpty() && objects.getFirst().says("schema", Predicted.SCHEMA);
    }

    /// The rows of predictions.
    ///
    /// @throws IOException naming the key, if one is incomplete
    static List<ExportedRow> of(Path path, List<Fields> predictions) throws IOException {
        List<ExportedRow> rows = new ArrayList<>();
        int number = 0;
        for (Fields prediction : predictions) {
            prediction.requireSchema(Predicted.SCHEMA);
            number++;
            add(rows, path, number, prediction, true);
            Setting setting = Predicted.setting(prediction);
            for (Fields operator : prediction.objects("operators")) {
                String name = operator.text("name");
                rows.add(row(
                                path,
                                number,
                                setting,
                                "operator_seconds",
                                "s",
                                "Time of all its calls.",
                                operator,
                                "seconds")
                        .of(name));
                rows.add(row(path, number, setting, "operator_calls", "", "Calls in all passes.", operator, "calls")
                        .of(name));
            }
        }
        return rows;
    }

    /// The rows of a table of predictions; none if the file is no such table.
    static List<ExportedRow> table(Path path) throws IOException {
        List<ExportedRow> rows = new ArrayList<>();
        int number = 0;
        for (Fields prediction : JsonObjects.rows(path, COLUMNS)) {
            number++;
            add(rows, path, number, prediction, false);
        }
        return rows;
    }

    private static void add(List<ExportedRow> rows, Path path, int number, Fields prediction, boolean isJson)
            throws IOException {
        Setting setting = Predicted.setting(prediction);
        for (Column<?> column : PredictionColumns.PREDICTION) {
            boolean isNumber = column.kind() == Column.Kind.WHOLE || column.kind() == Column.Kind.REAL;
            if (!isNumber || SETTINGS.contains(column.id())) {
                continue;
            }
            List<String> place = isJson
                    ? PLACES.getOrDefault(column.id(), List.of("totals", column.id()))
                    : List.of("", column.id());
            boolean isRoot = place.getFirst().isEmpty();
            if (isRoot || prediction.isObject(place.getFirst())) {
                Fields holder = isRoot ? prediction : prediction.object(place.getFirst());
                if (holder.has(place.getLast())) {
                    rows.add(row(
                            path,
                            number,
                            setting,
                            column.id(),
                            column.unit(),
                            column.meaning(),
                            holder,
                            place.getLast()));
                }
            }
        }
    }

    private static ExportedRow row(
            Path path, int number, Setting setting, String name, String unit, String meaning, Fields holder, String key)
            throws IOException {
        return ExportedRow.of(
                ExportedRow.Kind.PREDICTED,
                new ExportedRow.Origin(path.toString(), Predicted.SCHEMA, number),
                setting,
                new Metric(name, unit, meaning, Map.of(Metric.VALUE, holder.number(key)), List.of()));
    }
}
