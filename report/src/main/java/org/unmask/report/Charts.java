package org.unmask.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The data of the figures as the scripts of the page read it.
///
/// ```json
/// {"strategies": [{"name": "ar", "kind": "ar"}], "figures": {"throughput-batch": {"type": "lines", ...}}}
/// ```
/// Strategies are in order of first appearance, which decides their colours.
final class Charts {
    private static final int SHOWN_OPERATORS = 9;
    private static final double SMALLEST_SHARE = 0.02;

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final Map<String, Kind> strategies = new LinkedHashMap<>();
    private final ObjectNode figures = json.objectNode();

    private Charts() {}

    /// JSON in which no character means anything to HTML.
    static String json(List<Section> sections) {
        Charts charts = new Charts();
        sections.forEach(charts::add);
        ObjectNode root = charts.json.objectNode();
        ArrayNode strategies = root.putArray("strategies");
        charts.strategies.forEach((name, kind) -> {
            ObjectNode strategy = strategies.addObject().put("name", name).put("kind", id(kind));
            Label.steps(name).ifPresent(steps -> strategy.put("steps", steps));
        });
        root.set("figures", charts.figures);
        return harmless(root.toString());
    }

    private void add(Section section) {
        Optional<ObjectNode> figure = switch (section) {
            case LineFigure lines -> Optional.of(lines(lines));
            case CrossoverFigure crossover -> Optional.of(crossover(crossover));
            case RooflineFigure roofline -> Optional.of(roofline(roofline));
            case BreakdownFigure breakdown -> Optional.of(breakdown(breakdown));
            case Comparison comparison ->
                comparison.rows().isEmpty() ? Optional.empty() : Optional.of(errors(comparison));
            case Answers answers -> Optional.of(answers(answers));
            case MemoryTable _, Asymptotics _, Method _ -> Optional.empty();
        };
        figure.ifPresent(node -> figures.set(section.id(), node));
    }

    private ObjectNode lines(LineFigure figure) {
        ObjectNode node = figure("lines", figure.title());
        node.set("x", axis(figure.x()));
        node.set("y", axis(figure.y()));
        ArrayNode panels = node.putArray("panels");
        for (Panel panel : figure.panels()) {
            ObjectNode child = panels.addObject().put("device", panel.device()).put("title", panel.title());
            ArrayNode series = child.putArray("series");
            panel.series().forEach(line -> series.add(series(line)));
            ArrayNode levels = child.putArray("levels");
            for (Level level : panel.levels()) {
                levels.add(labelled(level.label(), level.source()).put("y", level.y()));
            }
            ArrayNode marks = child.putArray("marks");
            for (Mark mark : panel.marks()) {
                marks.addObject().put("x", mark.x()).put("y", mark.y()).put("text", mark.text());
            }
        }
        return node;
    }

    private ObjectNode series(Series line) {
        ObjectNode node = labelled(line.label(), line.source()).put("end", line.end());
        ArrayNode points = node.putArray("points");
        for (Point point : line.points()) {
            ObjectNode child = points.addObject().put("x", point.x()).put("y", point.y());
            point.interval().ifPresent(interval -> interval(child, interval));
            if (!point.note().isEmpty()) {
                child.put("note", point.note());
            }
        }
        return node;
    }

    private ObjectNode crossover(CrossoverFigure figure) {
        ObjectNode node = figure("crossover", figure.title());
        ArrayNode panels = node.putArray("panels");
        for (CrossoverFigure.Field field : figure.fields()) {
            ObjectNode child = panels.addObject()
                    .put("device", field.device())
                    .put("title", field.title())
                    .put("ar", field.autoregressive())
                    .put("dlm", field.diffusion());
            ArrayNode cells = child.putArray("cells");
            for (CrossoverFigure.Cell cell : field.cells()) {
                cells.addObject()
                        .put("batch", cell.batch())
                        .put("prompt", cell.promptTokens())
                        .put("ar", cell.autoregressive().tokensPerSecond())
                        .put("dlm", cell.diffusion().tokensPerSecond())
                        .put("arFits", cell.autoregressive().fits())
                        .put("dlmFits", cell.diffusion().fits());
            }
        }
        return node;
    }

    private ObjectNode roofline(RooflineFigure figure) {
        ObjectNode node = figure("roofline", figure.title()).put("intensity", figure.intensity());
        ArrayNode machines = node.putArray("machines");
        for (RooflineFigure.Machine machine : figure.machines()) {
            ObjectNode child = machines.addObject()
                    .put("device", machine.device())
                    .put("flopsPerSecond", machine.roofline().flopsPerSecond())
                    .put("bytesPerSecond", machine.roofline().bytesPerSecond());
            ArrayNode dots = child.putArray("dots");
            for (RooflineFigure.Dot dot : machine.dots()) {
                dots.add(labelled(dot.label(), dot.source())
                        .put("operator", dot.operator())
                        .put("x", dot.flopsPerByte())
                        .put("y", dot.flopsPerSecond())
                        .put("seconds", dot.seconds())
                        .put("share", dot.share())
                        .put("bound", dot.bound().id()));
            }
        }
        return node;
    }

    private ObjectNode breakdown(BreakdownFigure figure) {
        ObjectNode node = figure("breakdown", figure.title());
        List<String> shown = largestOperators(figure);
        ArrayNode operators = node.putArray("operators");
        shown.forEach(operators::add);
        ArrayNode bars = node.putArray("bars");
        for (BreakdownFigure.Bar bar : figure.bars()) {
            ObjectNode child = labelled(bar.label(), bar.source()).put("device", bar.device());
            ArrayNode seconds = child.putArray("seconds");
            Map<String, Double> byOperator = bar.slices().stream()
                    .collect(Collectors.groupingBy(
                            BreakdownFigure.Slice::operator, Collectors.summingDouble(BreakdownFigure.Slice::seconds)));
            double rest = bar.seconds();
            for (String operator : shown) {
                double time = byOperator.getOrDefault(operator, 0.0);
                seconds.add(time);
                rest -= time;
            }
            child.put("rest", Math.max(0, rest)).put("total", bar.seconds());
            bars.add(child);
        }
        return node;
    }

    /// The operators that matter in any bar, in order of first appearance; the others are drawn as one.
    private static List<String> largestOperators(BreakdownFigure figure) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (BreakdownFigure.Bar bar : figure.bars()) {
            for (BreakdownFigure.Slice slice : bar.slices()) {
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

    private ObjectNode errors(Comparison comparison) {
        ObjectNode node = figure("errors", "Errors of the prediction");
        ArrayNode rows = node.putArray("rows");
        for (Comparison.Row row : comparison.rows()) {
            ObjectNode child = rows.addObject();
            child.set("label", label(row.strategy()));
            child.put("model", row.model()).put("batch", row.batch()).put("replayed", row.replayedError());
            row.assumedError().ifPresent(error -> child.put("assumed", error));
            Interval times = row.measuredSeconds().bootstrap();
            interval(
                    child,
                    new Interval(row.replayedSeconds() / times.high() - 1, row.replayedSeconds() / times.low() - 1));
        }
        return node;
    }

    private ObjectNode answers(Answers answers) {
        ObjectNode node = figure("answers", answers.title());
        ArrayNode rows = node.putArray("rows");
        for (Answers.Row row :
                answers.rows().stream().filter(Answers.Row::isScored).toList()) {
            ObjectNode child = labelled(row.strategy(), answers.source())
                    .put("x", row.keptTokensPerSecond())
                    .put("y", row.accuracy())
                    .put("passes", row.passesPerProblem());
            interval(child, row.accuracyInterval());
            rows.add(child);
        }
        return node;
    }

    private ObjectNode figure(String type, String title) {
        return json.objectNode().put("type", type).put("title", title);
    }

    private ObjectNode axis(Axis axis) {
        return json.objectNode()
                .put("name", axis.name())
                .put("unit", axis.unit())
                .put("scale", axis.scale().name().toLowerCase(Locale.ROOT));
    }

    private ObjectNode labelled(Label label, Source source) {
        ObjectNode node = json.objectNode();
        node.set("label", label(label));
        return node.put("provenance", source.provenance().id());
    }

    private ObjectNode label(Label label) {
        strategies.putIfAbsent(label.strategy(), label.kind());
        return json.objectNode()
                .put("text", label.text())
                .put("strategy", label.strategy())
                .put("kind", id(label.kind()));
    }

    private static void interval(ObjectNode node, Interval interval) {
        node.put("low", interval.low()).put("high", interval.high());
    }

    private static String id(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /// These characters stand in JSON only inside strings, where an escape means the same.
    private static String harmless(String json) {
        StringBuilder safe = new StringBuilder(json.length() + json.length() / 16);
        json.codePoints().forEach(c -> {
            boolean escaped = c == '<'
                    || c == '>'
                    || c == '&'
                    || c == '\''
                    || (c >= 0x7f && c < 0xa0)
                    || c == 0x2028
                    || c == 0x2029
                    || (c >= 0xd800 && c < 0xe000)
                    || c == 0xfffe
                    || c == 0xffff;
            if (escaped) {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
