package org.unmask.app.study;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.op.Work;
import org.unmask.core.text.Column;
import org.unmask.core.text.TextTable;
import org.unmask.core.timeline.Comparison;
import org.unmask.cost.roofline.Roofline;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What each operator of a timed run achieved, beside the roofs: the work that is counted for it over the time of all its
/// calls.
///
/// Reading the clock between operators costs time, too; passes that are timed as a whole are the headline.
///
/// @param id  of the setting in results
/// @param title  for people
record OperatorRates(String id, String title, List<Row> rows) {
    OperatorRates {
        rows = List.copyOf(rows);
    }

    /// @param replayedSeconds  price of the same calls
    /// @param share  of the time in all operators
    /// @param computeShare  of the arithmetic roof
    /// @param memoryShare  of the bandwidth roof
    record Row(
            String operator,
            long calls,
            double seconds,
            double replayedSeconds,
            double share,
            Work work,
            double computeShare,
            double memoryShare) {
        double flopsPerSecond() {
            return work.flops() / seconds;
        }

        double bytesPerSecond() {
            return work.bytes() / seconds;
        }

        /// Error of the price: replayed less measured, in seconds of all calls.
        double excessSeconds() {
            return replayedSeconds - seconds;
        }

        /// Error of the price: replayed over measured, less 1.
        double error() {
            return replayedSeconds / seconds - 1;
        }

        /// Faster than the roofs allow: data came from a cache, or a roof was measured too low.
        boolean isImplausible() {
            return Math.max(computeShare, memoryShare) > 1;
        }
    }

    /// @param run  with operators that a clock was read for
    static OperatorRates of(Setting setting, String title, Comparison run, Roofline roofs) {
        return of(setting.id(), title, run.operators(), roofs);
    }

    static OperatorRates of(String id, String title, List<Comparison.Times> operators, Roofline roofs) {
        double total = operators.stream()
                .flatMap(operator -> operator.measuredSeconds().stream())
                .mapToDouble(seconds -> seconds)
                .sum();
        List<Row> rows = operators.stream()
                .flatMap(operator ->
                        operator.measuredSeconds().stream().map(seconds -> row(operator, seconds, total, roofs)))
                .toList();
        return new OperatorRates(id, title, rows);
    }

    private static Row row(Comparison.Times operator, double seconds, double total, Roofline roofs) {
        Work work = operator.work();
        return new Row(
                operator.name(),
                operator.count(),
                seconds,
                operator.replayedSeconds(),
                seconds / total,
                work,
                work.flops() / seconds / roofs.flopsPerSecond(),
                work.bytes() / seconds / roofs.bytesPerSecond());
    }

    /// These rates beside other roofs.
    OperatorRates under(Roofline roofs) {
        return new OperatorRates(
                id,
                title,
                rows.stream()
                        .map(row -> new Row(
                                row.operator(),
                                row.calls(),
                                row.seconds(),
                                row.replayedSeconds(),
                                row.share(),
                                row.work(),
                                row.flopsPerSecond() / roofs.flopsPerSecond(),
                                row.bytesPerSecond() / roofs.bytesPerSecond()))
                        .toList());
    }

    /// A table for the terminal.
    ///
    /// @param width  columns of the terminal
    String table(int width) {
        List<Column<Row>> columns = new ArrayList<>(MeasuredColumns.OPERATORS);
        if (rows.stream().anyMatch(Row::isImplausible)) {
            columns.add(MeasuredColumns.VERDICT);
        }
        return title + "\n" + TextTable.of(columns, MeasuredText.MORE).of(rows, width);
    }

    /// The line of the run with what its operators achieved.
    JsonNode added(JsonNode line) {
        ObjectNode copy = (ObjectNode) line.deepCopy();
        for (JsonNode operator : copy.required("operators")) {
            rows.stream()
                    .filter(row -> row.operator().equals(operator.path("name").asString("")))
                    .forEach(row -> add(row, (ObjectNode) operator));
        }
        return copy;
    }

    private static void add(Row row, ObjectNode operator) {
        operator.put("flops", row.work().flops())
                .put("bytes", row.work().bytes())
                .put("flops_per_second", row.flopsPerSecond())
                .put("bytes_per_second", row.bytesPerSecond())
                .put("compute_roof_share", row.computeShare())
                .put("memory_roof_share", row.memoryShare())
                .put("implausible", row.isImplausible())
                .put("replayed_seconds", row.replayedSeconds());
    }
}
