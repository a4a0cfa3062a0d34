package org.unmask.app.print;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.unmask.core.text.Column;
import org.unmask.core.text.Units;
import org.unmask.result.ImportedResult;
import org.unmask.result.Metric;
import org.unmask.result.Setting;

/// The columns of what other programs measured: a line is a metric.
public final class ImportedColumns {
    /// A metric of a result.
    public record Line(ImportedResult result, Metric metric) {
        private Setting setting() {
            return result.setting();
        }
    }

    /// The columns that tell settings apart.
    public static final List<Column<Line>> SETTINGS = SettingColumns.ALL.stream()
            .map(column -> column.<Line>of(Line::setting))
            .toList();

    /// The columns of metrics.
    public static final List<Column<Line>> METRICS = List.of(
            Column.text("metric", "What was measured.", line -> line.metric().name()),
            Column.<Line>realIfKnown(
                            "middle",
                            "",
                            "Median; the mean, or the only number, if the program gives no median.",
                            line -> line.metric().middle())
                    .shown(line -> shown(line, line.metric().middle())),
            statistic("mean", Metric.MEAN, "Mean of the samples."),
            statistic("p90", "p90", "90th percentile of the samples."),
            statistic("p99", "p99", "99th percentile of the samples."),
            Column.<Line>realIfKnown(
                            "standard_deviation",
                            "",
                            "Standard deviation of the samples.",
                            line -> line.metric().statistic(Metric.STANDARD_DEVIATION))
                    .headed("deviation")
                    .shown(line -> shown(line, line.metric().statistic(Metric.STANDARD_DEVIATION))),
            Column.<Line>whole(
                    "samples",
                    "",
                    "Samples that the program gives.",
                    line -> line.metric().samples().size()),
            Column.text("unit", "Unit of the numbers.", line -> line.metric().unit()),
            Column.text(
                    "definition",
                    "How the program counts.",
                    line -> line.metric().definition()),
            Column.text(
                    "setting",
                    "Id of the setting: lines of one id are repetitions.",
                    line -> line.setting().id()),
            Column.text(
                    "remarks",
                    "Why the numbers should not be trusted; empty if nothing is wrong with them.",
                    line -> String.join("; ", line.result().remarks())),
            Column.text(
                    "file",
                    "File of the result.",
                    line -> line.result().source().file()),
            Column.text(
                    "format",
                    "Format of the file.",
                    line -> line.result().source().format()));

    /// The columns of metrics on a terminal.
    public static final List<Column<Line>> SHOWN =
            Column.of(METRICS, "metric", "middle", "mean", "p99", "standard_deviation", "unit", "samples");

    /// All columns, for files.
    public static final List<Column<Line>> ALL =
            Stream.concat(SETTINGS.stream(), METRICS.stream()).toList();

    private ImportedColumns() {}

    /// A line for every metric of every result.
    public static List<Line> lines(List<ImportedResult> results) {
        return results.stream()
                .flatMap(result -> result.metrics().stream().map(metric -> new Line(result, metric)))
                .toList();
    }

    private static Column<Line> statistic(String id, String statistic, String meaning) {
        return Column.<Line>realIfKnown(id, "", meaning, line -> line.metric().statistic(statistic))
                .shown(line -> shown(line, line.metric().statistic(statistic)));
    }

    private static String shown(Line line, OptionalDouble value) {
        if (value.isEmpty()) {
            return Column.UNKNOWN;
        }
        double known = value.getAsDouble();
        if (line.metric().unit().equals("s")) {
            return Units.seconds(known);
        }
        boolean count = line.metric().unit().isEmpty() && known == Math.rint(known);
        return count ? String.valueOf((long) known) : Units.number(known);
    }
}
