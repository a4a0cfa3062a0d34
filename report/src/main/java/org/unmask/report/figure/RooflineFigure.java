package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.percent;
import static org.unmask.report.Table.Column.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Label;
import org.unmask.report.Numbers;
import org.unmask.report.Provenance;
import org.unmask.report.ShortNames;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Operators under the roofs of devices, all their FLOPs counted; one tab per device.
public record RooflineFigure(List<Machine> machines) implements Figure {
    /// Which FLOPs the x axis counts.
    private static final String INTENSITY = "all FLOPs";
    /// Generations that the heading names.
    private static final int SAID = 4;

    public RooflineFigure {
        machines =
                machines.stream().filter(machine -> !machine.dots().isEmpty()).toList();
    }

    @Override
    public String id() {
        return "roofline";
    }

    @Override
    public String title() {
        return "Operators under the roofline";
    }

    @Override
    public boolean isEmpty() {
        return machines.isEmpty();
    }

    @Override
    public String intro() {
        return "Each dot is all calls of one operator in one generation, its area the share of the time. "
                + "The roofs are what memory and arithmetic allow at most.";
    }

    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("device"),
                text("generation"),
                text("operator"),
                number("intensity, " + INTENSITY, "FLOP/B"),
                number("attained", "FLOP/s"),
                number("time", "s"),
                percent("share of time"),
                text("bound"),
                text("source"));
        List<List<Cell>> rows = new ArrayList<>();
        for (Machine machine : machines) {
            machine.dots().forEach(dot -> rows.add(dot.row(machine.device())));
        }
        return new Table(columns, rows);
    }

    @Override
    public Optional<Chart> chart() {
        ObjectNode data = Chart.node().put("intensity", INTENSITY);
        ArrayNode array = data.putArray("machines");
        machines.forEach(machine -> array.add(machine.json()));
        return Optional.of(new Chart("roofline", data));
    }

    @Override
    public List<Finding> findings() {
        return machines.stream().map(Machine::finding).toList();
    }

    @Override
    public Caption caption() {
        return Caption.of(machines.stream()
                        .flatMap(machine -> Stream.concat(Stream.of(machine.line(machine.source())), machine.drawn())))
                .keyed(machines.stream().flatMap(Machine::drawn), RooflineFigure::look);
    }

    private static String look(Provenance provenance) {
        return switch (provenance) {
            case PREDICTED -> "ring: predicted";
            case REPLAYED -> "ring: replayed";
            case MEASURED -> "filled: measured";
            case PUBLISHED -> "ring: published";
        };
    }

    /// A device, its roofs and the operators under them.
    ///
    /// @param source  of the two roofs
    public record Machine(String device, Roofline roofline, Source source, List<Dot> dots) {
        public Machine {
            dots = List.copyOf(dots);
        }

        /// How much of the time of each generation waits for memory; of measured operators, if there are any.
        private Finding finding() {
            boolean measured = dots.stream().anyMatch(Dot::isMeasured);
            Map<String, Double> byMemory = new LinkedHashMap<>();
            dots.stream()
                    .filter(dot -> dot.isMeasured() == measured)
                    .forEach(dot -> byMemory.merge(
                            dot.label().text(), dot.bound() == Bound.MEMORY ? dot.share() : 0, Double::sum));
            Map<String, String> names = ShortNames.of(byMemory.keySet());
            String shares = byMemory.entrySet().stream()
                    .limit(SAID)
                    .map(entry -> String.format(
                            Locale.ROOT, "%.0f %% of %s", 100 * entry.getValue(), names.get(entry.getKey())))
                    .collect(Collectors.joining(", "));
            return new Finding(device, "Memory bounds " + shares + " (" + device + ")");
        }

        private Caption.Line line(Source other) {
            return new Caption.Line(device, other);
        }

        private Stream<Caption.Line> drawn() {
            return dots.stream().map(dot -> line(dot.source()));
        }

        private ObjectNode json() {
            ObjectNode node = Chart.node()
                    .put("device", device)
                    .put("flopsPerSecond", roofline.flopsPerSecond())
                    .put("bytesPerSecond", roofline.bytesPerSecond());
            ArrayNode array = node.putArray("dots");
            dots.forEach(dot -> array.add(dot.json()));
            return node;
        }
    }

    /// All calls of one operator in one generation.
    ///
    /// @param flopsPerByte  0 for an operator without arithmetic, which only the table shows
    /// @param share  of the generation's time, 0 to 1
    public record Dot(
            Label label,
            Source source,
            String operator,
            double flopsPerByte,
            double flopsPerSecond,
            double seconds,
            double share,
            Bound bound) {
        public Dot {
            Finite.require("operator " + operator, flopsPerByte, flopsPerSecond, seconds, share);
        }

        private boolean isMeasured() {
            return source.provenance() == Provenance.MEASURED;
        }

        private List<Cell> row(String device) {
            return List.of(
                    of(device),
                    of(label.text()),
                    of(operator),
                    of(flopsPerByte),
                    of(flopsPerSecond),
                    of(seconds),
                    of(share),
                    of(bound.id()),
                    of(source.provenance().id()));
        }

        private ObjectNode json() {
            return Chart.node(label, source)
                    .put("operator", operator)
                    .put("x", Numbers.rounded(flopsPerByte))
                    .put("y", Numbers.rounded(flopsPerSecond))
                    .put("seconds", Numbers.rounded(seconds))
                    .put("share", Numbers.rounded(share))
                    .put("bound", bound.id());
        }
    }
}
