package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.percent;
import static org.unmask.report.Table.Column.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Label;
import org.unmask.report.Numbers;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where the time of a generation goes, one bar per strategy and provenance; one tab per device.
public record BreakdownFigure(List<Bar> bars) implements Figure {
    private static final int SHOWN_OPERATORS = 9;
    private static final double SMALLEST_SHARE = 0.02;

    public BreakdownFigure {
        bars = bars.stream().filter(bar -> bar.seconds() > 0).toList();
    }

    @Override
    public String id() {
        return "operators";
    }

    @Override
    public String title() {
        return "Time by operator";
    }

    @Override
    public boolean isEmpty() {
        return bars.isEmpty();
    }

    @Override
    public String intro() {
        return "Operators with a small share everywhere are drawn as one, “other”; the table lists them all.";
    }

    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("device"),
                text("generation"),
                text("source"),
                text("operator"),
                number("calls", ""),
                number("time", "s"),
                percent("share"));
        List<List<Cell>> rows = new ArrayList<>();
        for (Bar bar : bars) {
            bar.slices().forEach(slice -> rows.add(bar.row(slice)));
        }
        return new Table(columns, rows).withoutEmptyColumns();
    }

    @Override
    public Optional<Chart> chart() {
        List<String> shown = largestOperators();
        ObjectNode data = Chart.node();
        ArrayNode operators = data.putArray("operators");
        shown.forEach(operators::add);
        ArrayNode array = data.putArray("bars");
        bars.forEach(bar -> array.add(bar.json(shown)));
        return Optional.of(new Chart("breakdown", data));
    }

    /// The operators that matter in any bar, in order of first appearance; the others are drawn as one.
    private List<String> largestOperators() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (Bar bar : bars) {
            for (Slice slice : bar.slices()) {
                shares.merge(slice.operator(), slice.seconds() / bar.seconds(), Math::max);
            }
        }
        List<String> largest = shares.entrySet().stream()
                .filter(entry -> entry.getValue() >= SMALLEST_SHARE)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN_OPERATORS)
                .map(Map.Entry::getKey)
                .toList();
        List<String> shown = new ArrayList<>(shares.keySet());
        shown.retainAll(largest);
        return shown;
    }

    @Override
    public List<Finding> findings() {
        return bars.stream().map(Bar::device).distinct().toList().stream()
                .map(device -> new Finding(
                        device,
                        longest(bars.stream()
                                        .filter(bar -> bar.device().equals(device))
                                        .toList())
                                + " (" + device + ")"))
                .toList();
    }

    /// The operators that take most of the time, each with the least and the largest share it has where it is first.
    private static String longest(List<Bar> bars) {
        Map<String, DoubleSummaryStatistics> first = new LinkedHashMap<>();
        for (Bar bar : bars) {
            Slice slice = bar.slices().stream()
                    .max(Comparator.comparingDouble(Slice::seconds))
                    .orElseThrow();
            first.computeIfAbsent(slice.operator(), _ -> new DoubleSummaryStatistics())
                    .accept(slice.seconds() / bar.seconds());
        }
        String parts = first.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + range(entry.getValue()) + ")")
                .collect(Collectors.joining(" or "));
        return "Most of the time is in " + parts;
    }

    private static String range(DoubleSummaryStatistics shares) {
        String least = String.format(Locale.ROOT, "%.0f", 100 * shares.getMin());
        String most = String.format(Locale.ROOT, "%.0f", 100 * shares.getMax());
        return least.equals(most) ? most + " %" : least + " to " + most + " %";
    }

    @Override
    public Caption caption() {
        return Caption.of(bars.stream().map(bar -> new Caption.Line(bar.device(), bar.source())));
    }

    /// One generation.
    ///
    /// @param slices  in order of first execution
    public record Bar(String device, Label label, Source source, List<Slice> slices) {
        public Bar {
            slices = List.copyOf(slices);
        }

        double seconds() {
            return slices.stream().mapToDouble(Slice::seconds).sum();
        }

        private List<Cell> row(Slice slice) {
            return List.of(
                    of(device),
                    of(label.text()),
                    of(source.provenance().id()),
                    of(slice.operator()),
                    of(slice.calls()),
                    of(slice.seconds()),
                    of(slice.seconds() / seconds()));
        }

        private ObjectNode json(List<String> shown) {
            ObjectNode node = Chart.node(label, source).put("device", device);
            ArrayNode seconds = node.putArray("seconds");
            Map<String, Double> byOperator = slices.stream()
                    .collect(Collectors.groupingBy(Slice::operator, Collectors.summingDouble(Slice::seconds)));
            double rest = seconds();
            for (String operator : shown) {
                double time = byOperator.getOrDefault(operator, 0.0);
                Numbers.add(seconds, time);
                rest -= time;
            }
            return node.put("rest", Numbers.rounded(Math.max(0, rest))).put("total", Numbers.rounded(seconds()));
        }
    }

    /// All calls of one operator.
    public record Slice(String operator, long calls, double seconds) {
        public Slice {
            Finite.require("operator " + operator, seconds);
        }
    }
}
