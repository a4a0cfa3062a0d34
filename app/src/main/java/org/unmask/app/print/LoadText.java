package org.unmask.app.print;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.core.text.Units;
import org.unmask.result.ImportedResult;
import org.unmask.result.Metric;
import org.unmask.web.load.EndpointResult;
import org.unmask.web.load.Received;

/// What clients of a server saw, for a terminal.
public final class LoadText {
    private static final TextTable<Metric> TABLE = TextTable.of(
            List.of(
                    Column.text("metric", "The name of the metric.", Metric::name),
                    value("mean", Metric.MEAN, Metric.VALUE),
                    value("median", Metric.MEDIAN),
                    value("p90", "p90"),
                    value("p99", "p99"),
                    value("min", Metric.LEAST),
                    value("max", Metric.MOST)),
            "--format json");

    private LoadText() {}

    private static Column<Metric> value(String id, String... statistics) {
        return Column.text(id, "The statistic of that name.", metric -> shown(metric, statistics));
    }

    private static String shown(Metric metric, String... statistics) {
        OptionalDouble known = Stream.of(statistics)
                .map(metric::statistic)
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
        if (known.isEmpty()) {
            return "";
        }
        double value = known.getAsDouble();
        return metric.unit().equals("s") ? Units.seconds(value) : Units.number(value);
    }

    /// A table of all metrics, their definitions, and what to mind.
    ///
    /// @param width  columns of the terminal
    public static String of(ImportedResult result, int width) {
        StringBuilder text = new StringBuilder(TABLE.of(result.metrics(), width)).append('\n');
        result.metrics()
                .forEach(metric -> text.append(Paragraph.of("", metric.name() + ": " + metric.definition(), width)));
        result.remarks().forEach(remark -> text.append(Paragraph.of("", "remark: " + remark, width)));
        return text.toString();
    }

    /// The errors that came, a line each.
    public static List<String> errors(List<Received> received) {
        return EndpointResult.errors(received).entrySet().stream()
                .map(LoadText::line)
                .toList();
    }

    private static String line(Map.Entry<String, Integer> error) {
        return "error: " + error.getKey() + " (" + error.getValue()
                + (error.getValue() == 1 ? " request)" : " requests)");
    }
}
