package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.text;
import static org.unmask.report.Table.EMPTY;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Interval;
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

/// Lines over a common x axis, in panels.
///
/// @param intro  one or two sentences on how to read it; may be empty
/// @param tableTitle  name of the column that tells panels apart, for instance `prompt`
public record LineFigure(String id, String title, String intro, Axis x, Axis y, String tableTitle, List<Panel> panels)
        implements Figure {
    private static final Axis BATCH = new Axis("batch", "", Axis.Scale.LOG2);
    private static final Axis INTENSITY = new Axis("arithmetic intensity", "FLOP/B", Axis.Scale.LOG10);
    private static final Axis THROUGHPUT = new Axis("throughput", "tokens/s", Axis.Scale.LOG10);

    public LineFigure {
        panels = panels.stream().filter(panel -> !panel.isEmpty()).toList();
        for (Panel panel : panels) {
            for (Series series : panel.series()) {
                for (Point point : series.points()) {
                    requireDrawable(id, series, point, x.scale(), y.scale());
                }
            }
        }
    }

    /// Arithmetic intensity against the generated length; levels are ridge points.
    public static LineFigure intensityOverLength(List<Panel> panels) {
        return new LineFigure(
                "intensity-length",
                "Arithmetic intensity against generated length",
                "Below the ridge line of a device a generation is bound by its memory bandwidth, above it by its arithmetic.",
                new Axis("generated tokens", "", Axis.Scale.LOG2),
                INTENSITY,
                "setting",
                panels);
    }

    /// Arithmetic intensity against batch; levels are ridge points.
    public static LineFigure intensityOverBatch(List<Panel> panels) {
        return new LineFigure(
                "intensity-batch",
                "Arithmetic intensity against batch",
                "A cached decoding step reads all weights for a few tokens; batching shares that read. "
                        + "A full diffusion pass is past the ridge already at batch 1.",
                BATCH,
                INTENSITY,
                "setting",
                panels);
    }

    /// Generated tokens per second of the whole batch; one panel per device and prompt.
    public static LineFigure throughputOverBatch(List<Panel> panels) {
        return new LineFigure(
                "throughput-batch",
                "Throughput against batch",
                "Generated tokens per second over all sequences; a line ends where memory runs out.",
                BATCH,
                THROUGHPUT,
                "prompt",
                panels);
    }

    /// Seconds of a generation against its denoising steps; the level is the autoregressive latency, the mark the
    /// crossing.
    public static LineFigure latencyOverSteps(List<Panel> panels) {
        return new LineFigure(
                "latency-steps",
                "Latency against denoising steps",
                "Left of the crossing K* the diffusion model answers sooner than the autoregressive one.",
                new Axis("denoising steps K", "", Axis.Scale.LOG2),
                new Axis("latency of a generation", "s", Axis.Scale.LOG10),
                "prompt",
                panels);
    }

    /// The tokens per pass at which the diffusion model is as fast as the autoregressive one (TPF*).
    public static LineFigure tokensOverBatch(List<Panel> panels) {
        return new LineFigure(
                "break-even-tokens",
                "Break-even tokens per pass (TPF*) against batch",
                "What a pass must commit for the diffusion model to be as fast as the autoregressive one; 1 where it is "
                        + "already with one token per pass.",
                BATCH,
                new Axis("TPF*", "tokens per pass", Axis.Scale.LOG2),
                "prompt",
                panels);
    }

    @Override
    public boolean isEmpty() {
        return panels.isEmpty();
    }

    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("device"),
                text(tableTitle),
                text("line"),
                number(x.name(), x.unit()),
                number(y.name(), y.unit()),
                number("interval", y.unit()),
                text("note"),
                text("source"));
        return new Table(columns, panels.stream().flatMap(Panel::rows).toList()).withoutEmptyColumns();
    }

    @Override
    public Optional<Chart> chart() {
        ObjectNode data = Chart.node();
        data.set("x", x.json());
        data.set("y", y.json());
        ArrayNode array = data.putArray("panels");
        Map<String, String> names = shortNames();
        panels.forEach(panel -> array.add(panel.json(names)));
        return Optional.of(new Chart("lines", data));
    }

    @Override
    public List<Finding> findings() {
        return LineFindings.of(this);
    }

    /// Names that stand beside the lines, by their labels.
    Map<String, String> shortNames() {
        return ShortNames.of(panels.stream()
                .flatMap(panel -> panel.series().stream())
                .map(line -> line.label().text())
                .toList());
    }

    @Override
    public Caption caption() {
        List<Caption.Line> lines = panels.stream().flatMap(Panel::sources).toList();
        return Caption.of(lines.stream()).keyed(lines.stream(), LineFigure::look);
    }

    private static String look(Provenance provenance) {
        return switch (provenance) {
            case PREDICTED -> "solid line: predicted";
            case REPLAYED -> "dotted line: replayed";
            case MEASURED -> "thin line, large symbols: measured";
            case PUBLISHED -> "hollow symbols without a line: published";
        };
    }

    private static void requireDrawable(String id, Series series, Point point, Axis.Scale x, Axis.Scale y) {
        if ((x != Axis.Scale.LINEAR && point.x() <= 0) || (y != Axis.Scale.LINEAR && point.y() <= 0)) {
            throw new IllegalArgumentException("bad point of '" + series.label().text() + "' in " + id + ": x="
                    + point.x() + " y=" + point.y() + "; a logarithmic axis needs numbers above 0");
        }
    }

    /// An axis of a figure.
    ///
    /// @param name  what is counted, for instance `throughput`
    /// @param unit  `tokens/s`, `FLOP/B`, `s`, `FLOP/s`, `B/s`; empty for a plain count
    public record Axis(String name, String unit, Scale scale) {
        /// Where the ticks are.
        public enum Scale {
            LINEAR,
            /// Each tick doubles.
            LOG2,
            /// Each tick is ten times the last.
            LOG10
        }

        /// What the vertical axis tells, and so what can be said of its lines.
        enum Meaning {
            SPEED,
            GAIN,
            LOSS,
            TIME,
            INTENSITY,
            NEED
        }

        Meaning meaning() {
            return switch (unit) {
                case "tokens/s" -> Meaning.SPEED;
                case "s" -> Meaning.TIME;
                case "FLOP/B" -> Meaning.INTENSITY;
                case "tokens per pass" -> Meaning.NEED;
                default -> scale == Scale.LINEAR ? Meaning.LOSS : Meaning.GAIN;
            };
        }

        private ObjectNode json() {
            return Chart.node()
                    .put("name", name)
                    .put("unit", unit)
                    .put("scale", scale.name().toLowerCase(Locale.ROOT));
        }
    }

    /// One frame of a figure. Panels of the same device stand side by side; devices are tabs.
    ///
    /// @param device  the tab; empty if the figure does not depend on the machine
    /// @param title  what tells the panel from its neighbours, for instance `prompt 512`
    public record Panel(String device, String title, List<Series> series, List<Level> levels, List<Mark> marks) {
        public Panel {
            series = List.copyOf(series);
            levels = List.copyOf(levels);
            marks = List.copyOf(marks);
        }

        /// A panel of lines only.
        public Panel(String device, String title, List<Series> series) {
            this(device, title, series, List.of(), List.of());
        }

        boolean isEmpty() {
            return series.stream().allMatch(line -> line.points().isEmpty());
        }

        private Stream<Caption.Line> sources() {
            return Stream.concat(
                            series.stream().map(Series::source), levels.stream().map(Level::source))
                    .map(source -> new Caption.Line(device, source));
        }

        private ObjectNode json(Map<String, String> names) {
            ObjectNode node = Chart.node().put("device", device).put("title", title);
            ArrayNode lines = node.putArray("series");
            series.forEach(line -> lines.add(line.json(names)));
            ArrayNode across = node.putArray("levels");
            levels.forEach(level ->
                    across.add(Chart.node(level.label(), level.source()).put("y", level.y())));
            ArrayNode circles = node.putArray("marks");
            marks.forEach(mark ->
                    circles.addObject().put("x", mark.x()).put("y", mark.y()).put("text", mark.text()));
            return node;
        }

        private Stream<List<Cell>> rows() {
            return Stream.of(
                            series.stream().flatMap(Series::rows),
                            levels.stream().map(Level::row),
                            marks.stream().map(Mark::row))
                    .flatMap(Function.identity())
                    .map(row -> Stream.concat(Stream.of(of(device), of(title)), row.stream())
                            .toList());
        }
    }

    /// A line.
    ///
    /// @param points  in order of x; may be empty if `end` says why
    /// @param end  why the line ends at its last point, for instance `out of memory at batch 64`; empty if it just
    ///     ends
    public record Series(Label label, Source source, List<Point> points, String end) {
        public Series {
            points = List.copyOf(points);
        }

        /// A line that just ends.
        public Series(Label label, Source source, List<Point> points) {
            this(label, source, points, "");
        }

        /// One array per quantity. Intervals and notes are there if some point has one; `null` where a point has none.
        private ObjectNode json(Map<String, String> names) {
            ObjectNode node = Chart.node(label, source)
                    .put("name", Objects.requireNonNull(names.get(label.text())))
                    .put("end", end);
            node.set("x", Numbers.array(points.stream().mapToDouble(Point::x)));
            node.set("y", Numbers.array(points.stream().mapToDouble(Point::y)));
            if (points.stream().anyMatch(point -> point.interval().isPresent())) {
                ArrayNode low = node.putArray("low");
                ArrayNode high = node.putArray("high");
                points.forEach(point -> addEnds(low, high, point));
            }
            if (points.stream().anyMatch(point -> !point.note().isEmpty())) {
                ArrayNode notes = node.putArray("notes");
                points.forEach(point -> notes.add(point.note()));
            }
            return node;
        }

        private static void addEnds(ArrayNode low, ArrayNode high, Point point) {
            if (point.interval().isPresent()) {
                Numbers.add(low, point.interval().get().low());
                Numbers.add(high, point.interval().get().high());
            } else {
                low.addNull();
                high.addNull();
            }
        }

        private Stream<List<Cell>> rows() {
            Cell line = of(label.text());
            Cell origin = of(source.provenance().id());
            List<Cell> last = List.of(line, EMPTY, EMPTY, EMPTY, of(end), origin);
            return Stream.concat(
                    points.stream()
                            .map(point -> List.of(
                                    line,
                                    of(point.x()),
                                    of(point.y()),
                                    of(point.interval().map(Cell::of)),
                                    of(point.note()),
                                    origin)),
                    end.isEmpty() ? Stream.empty() : Stream.of(last));
        }
    }

    /// A point of a series.
    ///
    /// @param interval  of `y`; drawn as an error bar
    /// @param note  shown on hover and in the table; may be empty
    public record Point(double x, double y, Optional<Interval> interval, String note) {
        public Point {
            Finite.require("point", x, y);
        }

        /// A point and nothing else.
        public static Point at(double x, double y) {
            return new Point(x, y, Optional.empty(), "");
        }

        /// This point with an interval of `y`.
        public Point within(double low, double high) {
            return new Point(x, y, Optional.of(new Interval(low, high)), note);
        }

        /// This point with a note.
        public Point noted(String text) {
            return new Point(x, y, interval, text);
        }
    }

    /// A horizontal line through a whole panel: a ridge point, the latency of the autoregressive model.
    ///
    /// @param label  its text stands at the line
    public record Level(Label label, Source source, double y) {
        public Level {
            Finite.require("level", y);
        }

        private List<Cell> row() {
            return List.of(
                    of(label.text()),
                    EMPTY,
                    of(y),
                    EMPTY,
                    of("level"),
                    of(source.provenance().id()));
        }
    }

    /// A labelled point on a line, for instance the crossing `K* = 37`.
    public record Mark(double x, double y, String text) {
        public Mark {
            Finite.require("mark", x, y);
        }

        private List<Cell> row() {
            return List.of(EMPTY, of(x), of(y), EMPTY, of(text), EMPTY);
        }
    }
}
