package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.error;
import static org.unmask.report.Table.Column.mixed;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.percent;
import static org.unmask.report.Table.Column.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What other programs measured, beside what is predicted of their settings.
///
/// @param profile  name of the runtime profile beside the roofline
/// @param missing  what has no price
public record ImportsTable(String profile, List<Row> rows, List<Missing> missing, List<Source> sources)
        implements Figure {
    public ImportsTable {
        rows = List.copyOf(rows);
        missing = List.copyOf(missing);
        sources = List.copyOf(sources);
    }

    @Override
    public String id() {
        return "imports";
    }

    @Override
    public String title() {
        return "Measured by others";
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty() && missing.isEmpty();
    }

    @Override
    public String intro() {
        return "Assumed is what the setting alone makes expect, replayed the same with the passes that really ran: those that"
                + " the server counted, or those of a setting that leaves no choice. Assumed against replayed is the error in"
                + " the number of passes, replayed against measured that of the price of a pass. A positive error means that"
                + " the prediction was too slow. Beside the roofline stands runtime profile " + profile
                + "; report --profile takes another.";
    }

    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("model"),
                text("quantity"),
                mixed("measured"),
                text("unit"),
                mixed("replayed, roofline"),
                percent("of the roof"),
                mixed("replayed, " + profile),
                mixed("assumed, roofline"),
                error("assumed vs replayed"),
                error("replayed vs measured, roofline"),
                error("replayed vs measured, " + profile),
                text("verdict"),
                text("load"),
                number("batch", ""),
                number("prompt tokens", ""),
                number("generated tokens", ""),
                text("strategy"),
                text("device"),
                text("program"),
                text("types"));
        return new Table(columns, rows.stream().map(Row::cells).toList()).withoutEmptyColumns();
    }

    @Override
    public List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        if (!rows.isEmpty()) {
            sheets.add(new Sheet(id(), table()));
        }
        if (!missing.isEmpty()) {
            sheets.add(new Sheet(
                    id() + "-left-out",
                    new Table(
                            List.of(text("quantity"), text("why it has no price")),
                            missing.stream()
                                    .map(one -> List.of(of(one.name()), of(one.reason())))
                                    .toList())));
        }
        return sheets;
    }

    @Override
    public boolean opensWithTables() {
        return true;
    }

    /// Those with a prediction.
    @Override
    public Optional<Chart> chart() {
        List<Row> drawn = rows.stream()
                .filter(row -> row.assumed().isPresent() || row.replayed().isPresent())
                .toList();
        if (drawn.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode data = Chart.node().put("profile", profile);
        ArrayNode array = data.putArray("rows");
        drawn.forEach(row -> array.add(row.json()));
        return Optional.of(new Chart("imports", data));
    }

    /// How near others come to the roof.
    @Override
    public List<Finding> findings() {
        double[] shares = rows.stream()
                .mapToDouble(Row::roofShare)
                .filter(share -> share <= 1)
                .sorted()
                .toArray();
        if (shares.length == 0) {
            return List.of();
        }
        double least = 100 * shares[0];
        double most = 100 * shares[shares.length - 1];
        String share = shares.length == 1
                ? String.format(Locale.ROOT, "%.0f %%", least)
                : String.format(Locale.ROOT, "%.0f to %.0f %%", least, most);
        return List.of(Finding.of("What others measured reaches " + share + " of the roof"));
    }

    @Override
    public Caption caption() {
        return Caption.of(sources);
    }

    /// A quantity that was measured.
    ///
    /// @param types  of elements, as they were priced
    /// @param label  of the strategy, with the passes that it was priced with
    /// @param load  how requests came, in words; empty if that is not known
    /// @param batch  sequences that share a pass
    /// @param assumed  empty if the setting does not say how many passes there are
    /// @param replayed  empty if nobody counted the passes
    /// @param roofShare  the share of the roof that was reached; above 1 is beyond it
    /// @param isTime  less is better
    public record Row(
            String model,
            String device,
            String program,
            String types,
            Label label,
            String load,
            int batch,
            int promptTokens,
            int generatedTokens,
            String quantity,
            String unit,
            Optional<Priced> assumed,
            Optional<Priced> replayed,
            double measured,
            double roofShare,
            String verdict,
            boolean isTime) {
        public Row {
            Finite.require("import of " + model, measured, roofShare);
        }

        private List<Cell> cells() {
            return List.of(
                    of(model),
                    of(quantity),
                    of(measured),
                    of(unit),
                    of(replayed.map(Priced::roof).map(Cell::of)),
                    of(roofShare),
                    of(replayed.map(Priced::profile).map(Cell::of)),
                    of(assumed.map(Priced::roof).map(Cell::of)),
                    of(assumed.flatMap(before -> replayed.map(after -> of(error(before.roof(), after.roof()))))),
                    of(replayed.map(price -> of(error(price.roof(), measured)))),
                    of(replayed.map(price -> of(error(price.profile(), measured)))),
                    of(verdict),
                    of(load),
                    of(batch),
                    of(promptTokens),
                    of(generatedTokens),
                    of(label.text()),
                    of(device),
                    of(program),
                    of(types));
        }

        /// Of times, also where a rate is said.
        private double error(double predicted, double real) {
            return ratio(predicted, real) - 1;
        }

        private double ratio(double predicted, double real) {
            return isTime ? predicted / real : real / predicted;
        }

        /// Predicted over measured time, and the numbers in their unit.
        private ObjectNode json() {
            ObjectNode node = Chart.node()
                    .put("model", model)
                    .put("quantity", quantity)
                    .put("unit", unit)
                    .put("batch", batch)
                    .put("load", load)
                    .put("prompt", "prompt " + promptTokens)
                    .put("answer", "answer " + generatedTokens)
                    .put("types", types)
                    .put("device", device)
                    .put("program", program);
            node.set("label", label.json());
            ObjectNode values = node.putObject("values").put("measured", measured);
            assumed.ifPresent(before -> {
                node.put("assumed", ratio(before.roof(), measured));
                values.put("assumed", before.roof());
            });
            replayed.ifPresent(after -> {
                node.put("replayed", ratio(after.roof(), measured)).put("profile", ratio(after.profile(), measured));
                values.put("replayed", after.roof()).put("profile", after.profile());
            });
            return node;
        }
    }

    /// A prediction in the unit of its row.
    ///
    /// @param profile  under the runtime profile
    public record Priced(double roof, double profile) {
        public Priced {
            Finite.require("prediction", roof, profile);
        }
    }

    /// A quantity without a price.
    public record Missing(String name, String reason) {}
}
