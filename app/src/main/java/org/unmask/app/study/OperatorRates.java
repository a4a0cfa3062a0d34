package org.unmask.app.study;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.core.op.Work;
import org.unmask.core.text.Units;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.roofline.Roofline;
import org.unmask.result.RunResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What each operator of a timed run achieved, beside the roofs: the work that is counted for it over the time of all its
/// calls.
///
/// Reading the clock between operators costs time, too; passes that are timed as a whole are the headline.
///
/// @param point  of the run in results
/// @param setting  for people
record OperatorRates(String point, String setting, List<Row> rows) {
    OperatorRates {
        rows = List.copyOf(rows);
    }

    /// @param share  of the time in all operators
    /// @param computeShare  of the arithmetic roof
    /// @param memoryShare  of the bandwidth roof
    record Row(
            String operator,
            long calls,
            double seconds,
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

        /// Faster than the roofs allow: data came from a cache, or a roof was measured too low.
        boolean isImplausible() {
            return Math.max(computeShare, memoryShare) > 1;
        }
    }

    /// @param replay  the passes of the run with the work of their operators
    static OperatorRates of(String setting, RunResult run, Timeline replay, Roofline roofs) {
        Map<String, Work> works = new HashMap<>();
        for (OperatorTotal operator : replay.operators()) {
            works.put(operator.name(), operator.work());
        }
        return of(setting, run, works, roofs);
    }

    /// @param works  of all calls of an operator
    static OperatorRates of(String setting, RunResult run, Map<String, Work> works, Roofline roofs) {
        double total = run.operators().stream()
                .mapToDouble(RunResult.OperatorSample::seconds)
                .sum();
        List<Row> rows = run.operators().stream()
                .map(sample -> {
                    Work work = works.getOrDefault(sample.name(), Work.NONE);
                    return new Row(
                            sample.name(),
                            sample.calls(),
                            sample.seconds(),
                            sample.seconds() / total,
                            work,
                            work.flops() / sample.seconds() / roofs.flopsPerSecond(),
                            work.bytes() / sample.seconds() / roofs.bytesPerSecond());
                })
                .toList();
        return new OperatorRates(run.point(), setting, rows);
    }

    /// A table for the terminal.
    String table() {
        StringBuilder text = new StringBuilder(setting).append('\n');
        int width = rows.stream().mapToInt(row -> row.operator().length()).max().orElse(1);
        text.append(String.format(
                Locale.ROOT,
                "%-" + width + "s %7s %9s %6s %9s %6s %9s %6s%n",
                "operator",
                "calls",
                "time",
                "share",
                "GFLOP/s",
                "roof",
                "GB/s",
                "roof"));
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-" + width + "s %7d %9s %5.1f%% %9s %5.0f%% %9s %5.0f%%%s%n",
                    row.operator(),
                    row.calls(),
                    Units.seconds(row.seconds()),
                    100 * row.share(),
                    Units.number(row.flopsPerSecond() / 1e9),
                    100 * row.computeShare(),
                    Units.number(row.bytesPerSecond() / 1e9),
                    100 * row.memoryShare(),
                    row.isImplausible() ? "  implausible: above the roof" : ""));
        }
        return text.toString();
    }

    /// The line of the run with what its operators achieved.
    JsonNode added(JsonNode line) {
        ObjectNode copy = (ObjectNode) line.deepCopy();
        int i = 0;
        for (JsonNode operator : copy.required("operators")) {
            Row row = rows.get(i);
            ((ObjectNode) operator)
                    .put("flops", row.work().flops())
                    .put("bytes", row.work().bytes())
                    .put("flops_per_second", row.flopsPerSecond())
                    .put("bytes_per_second", row.bytesPerSecond())
                    .put("compute_roof_share", row.computeShare())
                    .put("memory_roof_share", row.memoryShare())
                    .put("implausible", row.isImplausible());
            i++;
        }
        return copy;
    }
}
