package org.unmask.app.frontier;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.app.frontier.FrontierColumns.Row;
import org.unmask.app.print.EvaluationColumns;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.run.evaluate.Entry;
import org.unmask.run.frontier.Front;
import org.unmask.run.frontier.Standing;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A frontier as text, JSON and CSV.
///
/// @param dataset  file of the problems
/// @param skipped  problems that could not be asked, each with the reason
public record FrontierFormats(FrontierRun run, String dataset, List<String> skipped) {
    private static final TextTable<Row> TABLE =
            TextTable.of(FrontierColumns.SHOWN, "--format csv").by(FrontierColumns.SETTINGS);

    /// A table for each batch with the autoregressive model and the front, and what they say.
    ///
    /// @param width  columns of the terminal
    public String text(int width) {
        StringBuilder text = new StringBuilder();
        for (Front front : run.fronts()) {
            List<Row> rows = new ArrayList<>();
            front.lines().forEach(line -> rows.add(row(front, line)));
            front.points().forEach(point -> rows.add(row(front, point)));
            text.append("Batch ").append(front.batch()).append(", the front:\n");
            text.append(TABLE.of(rows, width)).append('\n');
        }
        new FrontierSentences(run).all().forEach(sentence -> text.append(Paragraph.of("", sentence, width)));
        return text.toString();
    }

    /// Every setting, and the sentences.
    public String json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("schema", "unmask.frontier/1")
                .put("dataset", dataset)
                .put("problems", run.race().problems())
                .put("error", run.race().error())
                .put("measured_on", run.place());
        run.race().rounds().forEach(json.putArray("rounds")::add);
        ArrayNode settings = json.putArray("settings");
        rows().forEach(row -> {
            ObjectNode setting = settings.addObject();
            for (Column<Row> column : FrontierColumns.ALL) {
                setting.putPOJO(column.id(), column.value().apply(row).orElse(null));
            }
        });
        FrontierSentences sentences = new FrontierSentences(run);
        ArrayNode fronts = json.putArray("fronts");
        run.fronts()
                .forEach(front ->
                        fronts.addObject().put("batch", front.batch()).put("heading", sentences.heading(front)));
        sentences.all().forEach(json.putArray("sentences")::add);
        skipped.forEach(json.putArray("skipped")::add);
        return json.toPrettyString() + "\n";
    }

    /// A line for each setting.
    public String csv() {
        return Csv.of(FrontierColumns.ALL).all(rows());
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Front front : run.fronts()) {
            front.lines().forEach(line -> rows.add(row(front, line)));
            front.others().forEach(one -> rows.add(row(front, one)));
        }
        return rows;
    }

    private Row row(Front front, Standing standing) {
        Entry entry = run.entry(standing);
        return new Row(
                new EvaluationColumns.Row(
                        entry.model().model().id(),
                        entry.strategy().toString(),
                        entry.batch(),
                        run.skipped(),
                        standing.tally()),
                front.points().contains(standing),
                front.knee().filter(standing::equals).isPresent(),
                front.times(standing),
                front.timesBounds(standing),
                front.accuracies(standing),
                beatenBy(standing));
    }

    private Optional<String> beatenBy(Standing standing) {
        return standing.beatenBy().isEmpty()
                ? Optional.empty()
                : Optional.of(run.entries()
                        .get(standing.beatenBy().getAsInt())
                        .strategy()
                        .toString());
    }
}
