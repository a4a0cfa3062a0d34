package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.percent;
import static org.unmask.report.Table.Column.text;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.unmask.core.statistic.Proportion;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Accuracy against speed of many settings at one batch, with the front of the diffusion model.
///
/// @param finding  what it says in one sentence
public record FrontierFigure(int batch, String finding, List<Row> rows, Source source) implements Figure {
    public FrontierFigure {
        rows = List.copyOf(rows);
    }

    /// How a setting stands.
    public enum Place {
        /// The line to beat: the autoregressive model as it is fastest.
        BASELINE("autoregressive: the line to beat"),
        /// The autoregressive model as it is slower, alone or with drafts.
        SLOWER("autoregressive"),
        FRONT("front"),
        KNEE("knee of the front"),
        BELOW(""),
        DROPPED("dropped");

        private final String word;

        Place(String word) {
            this.word = word;
        }

        private boolean isFront() {
            return this == FRONT || this == KNEE;
        }
    }

    /// One setting.
    ///
    /// @param speed  kept tokens per second
    public record Row(Label label, Place place, Proportion accuracy, double speed, double passes) {
        public Row {
            Finite.require("frontier", speed, passes);
        }

        private List<Cell> cells() {
            return List.of(
                    of(label.text()),
                    of(place.word),
                    of(accuracy.of()),
                    of(accuracy.share()),
                    of(new Interval(accuracy.low(), accuracy.high())),
                    of(speed),
                    of(passes));
        }
    }

    @Override
    public String id() {
        return "frontier-" + batch;
    }

    @Override
    public String title() {
        return "Quality against speed at batch " + batch;
    }

    @Override
    public List<Finding> findings() {
        return List.of(Finding.of(finding));
    }

    @Override
    public String intro() {
        return "Large symbols are the autoregressive model, alone and with drafts if it had any, and the front of the diffusion model, small ones the settings below it.";
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public Table table() {
        return new Table(
                List.of(
                        text("setting"),
                        text("place"),
                        number("problems", ""),
                        percent("exact matches"),
                        percent("95 % interval"),
                        number("kept throughput", "tokens/s"),
                        number("passes per problem", "")),
                rows.stream().map(Row::cells).toList());
    }

    @Override
    public Optional<Chart> chart() {
        ObjectNode data = Chart.node();
        ArrayNode array = data.putArray("rows");
        rows.forEach(row -> array.add(Chart.node(row.label(), source)
                .put("x", row.speed())
                .put("y", row.accuracy().share())
                .put("passes", row.passes())
                .put("low", row.accuracy().low())
                .put("high", row.accuracy().high())
                .put("below", row.place() == Place.BELOW || row.place() == Place.DROPPED)));
        ArrayNode front = data.putArray("front");
        rows.stream()
                .filter(row -> row.place().isFront())
                .sorted(Comparator.comparingDouble(Row::speed))
                .forEach(row ->
                        front.addArray().add(row.speed()).add(row.accuracy().share()));
        return Optional.of(new Chart("answers", data));
    }

    @Override
    public Caption caption() {
        return Caption.of(List.of(source));
    }
}
