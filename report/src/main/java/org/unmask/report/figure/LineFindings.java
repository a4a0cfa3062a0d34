package org.unmask.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.report.Finding;
import org.unmask.report.Label;
import org.unmask.report.Provenance;
import org.unmask.report.figure.LineFigure.Level;
import org.unmask.report.figure.LineFigure.Panel;
import org.unmask.report.figure.LineFigure.Point;
import org.unmask.report.figure.LineFigure.Series;

/// What lines say: which is highest and where another takes its place, or which side of a level they are on. Computed
/// from the points alone; published points are looked at in the drawing, not here.
final class LineFindings {
    private LineFindings() {}

    /// One sentence per device, about the middle one of its panels; none where there is nothing to say.
    static List<Finding> of(LineFigure figure) {
        return figure.panels().stream().map(Panel::device).distinct().toList().stream()
                .flatMap(device -> finding(figure, device).stream())
                .toList();
    }

    private static Optional<Finding> finding(LineFigure figure, String device) {
        List<Panel> panels = figure.panels().stream()
                .filter(panel -> panel.device().equals(device))
                .toList();
        Panel panel = panels.get(panels.size() / 2);
        Lines lines = new Lines(figure, panel);
        Optional<String> said = switch (figure.y().meaning()) {
            case SPEED -> lines.lead("fastest");
            case GAIN -> lines.gain();
            case LOSS -> lines.loss();
            case TIME -> lines.marked();
            case INTENSITY -> lines.ridge();
            case NEED -> lines.need();
        };
        return said.map(text -> new Finding(device, text + where(device, panel.title())));
    }

    /// For instance ` (a6000, prompt 512)`.
    private static String where(String device, String panel) {
        String place = Stream.of(device, panel).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        return place.isEmpty() ? "" : " (" + place + ")";
    }

    /// The predicted lines of a panel.
    private record Lines(String axis, Map<String, String> names, List<Series> series, Panel panel) {
        Lines(LineFigure figure, Panel panel) {
            this(
                    figure.x().name(),
                    figure.shortNames(),
                    panel.series().stream()
                            .filter(line -> line.source().provenance() != Provenance.PUBLISHED)
                            .filter(line -> !line.points().isEmpty())
                            .toList(),
                    panel);
        }

        private String name(Series line) {
            return names.getOrDefault(line.label().text(), line.label().text());
        }

        private String at(double x) {
            return axis + " " + number(x);
        }

        /// Every x at which some line has a point, in order.
        private List<Double> places() {
            return series.stream()
                    .flatMap(line -> line.points().stream())
                    .map(Point::x)
                    .distinct()
                    .sorted()
                    .toList();
        }

        private static Optional<Double> value(Series line, double x) {
            return line.points().stream()
                    .filter(point -> point.x() == x)
                    .map(Point::y)
                    .findFirst();
        }

        private Optional<Series> highest(double x) {
            return series.stream()
                    .filter(line -> value(line, x).isPresent())
                    .max(Comparator.comparingDouble(line -> value(line, x).orElseThrow()));
        }

        /// A stretch of places with the same highest line.
        private record Reign(Series line, double from) {}

        private List<Reign> reigns() {
            List<Reign> reigns = new ArrayList<>();
            for (double x : places()) {
                Series best = highest(x).orElseThrow();
                if (reigns.isEmpty() || !reigns.getLast().line().equals(best)) {
                    reigns.add(new Reign(best, x));
                }
            }
            return reigns;
        }

        /// Who is ahead, and from where on.
        Optional<String> lead(String word) {
            List<Reign> reigns = reigns();
            if (series.size() < 2 || reigns.isEmpty()) {
                return Optional.empty();
            }
            String first = name(reigns.getFirst().line()) + " is " + word;
            if (reigns.size() == 1) {
                return Optional.of(first + throughout());
            }
            Reign last = reigns.getLast();
            String between = reigns.size() == 2
                    ? ""
                    : ", after "
                            + reigns.subList(1, reigns.size() - 1).stream()
                                    .map(reign -> name(reign.line()))
                                    .collect(Collectors.toCollection(LinkedHashSet::new))
                                    .stream()
                                    .filter(name -> !name.equals(name(last.line())))
                                    .collect(Collectors.joining(" and "));
            return Optional.of(first + " at " + at(reigns.getFirst().from()) + ", " + name(last.line()) + " from "
                    + number(last.from()) + " on" + (between.endsWith("after ") ? "" : between));
        }

        /// All places, for instance ` from batch 1 to 64`.
        private String throughout() {
            double from = places().getFirst();
            double to = places().getLast();
            return from == to ? " at " + at(from) : " from " + at(from) + " to " + number(to);
        }

        /// What the best line gains at the first place, and at the last.
        Optional<String> gain() {
            if (series.isEmpty()) {
                return Optional.empty();
            }
            double first = places().getFirst();
            Series best = highest(first).orElseThrow();
            Point last = best.points().getLast();
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s: %s times the throughput at %s, %s times at %s",
                    name(best),
                    number(value(best, first).orElseThrow()),
                    at(first),
                    number(last.y()),
                    number(last.x())));
        }

        Optional<String> loss() {
            if (series.size() < 2) {
                return Optional.empty();
            }
            double first = places().getFirst();
            Series most = highest(first).orElseThrow();
            Series least = series.stream()
                    .filter(line -> value(line, first).isPresent())
                    .min(Comparator.comparingDouble(line -> value(line, first).orElseThrow()))
                    .orElseThrow();
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s loses %.0f %% of its throughput at %s, %s %.0f %%",
                    name(most),
                    100 * value(most, first).orElseThrow(),
                    at(first),
                    name(least),
                    100 * value(least, first).orElseThrow()));
        }

        /// The crossing that is marked.
        Optional<String> marked() {
            return panel.marks().isEmpty() || series.isEmpty()
                    ? Optional.empty()
                    : Optional.of(name(series.getFirst()) + " answers sooner up to "
                            + panel.marks().getFirst().text() + " of " + number(places().getLast()) + " steps");
        }

        /// Which lines are above the lowest ridge at once, which reach it, and which stay below.
        Optional<String> ridge() {
            Optional<Level> ridge = panel.levels().stream().min(Comparator.comparingDouble(Level::y));
            if (ridge.isEmpty() || series.isEmpty()) {
                return Optional.empty();
            }
            double level = ridge.get().y();
            List<String> parts = new ArrayList<>();
            List<Series> above = crossing(level, true);
            if (!above.isEmpty()) {
                parts.add(joined(above) + (above.size() == 1 ? " is" : " are") + " past the lowest ridge at "
                        + at(places().getFirst()));
            }
            for (Series line : crossing(level, false)) {
                String from = number(line.points().stream()
                        .filter(point -> point.y() > level)
                        .findFirst()
                        .orElseThrow()
                        .x());
                parts.add(
                        parts.isEmpty()
                                ? name(line) + " is past the lowest ridge from " + axis + " " + from + " on"
                                : name(line) + " from " + from + " on");
            }
            List<Series> below = series.stream()
                    .filter(line -> line.points().stream().allMatch(point -> point.y() <= level))
                    .toList();
            if (parts.isEmpty()) {
                parts.add("Every line stays below every ridge");
            } else if (!below.isEmpty()) {
                parts.add(below.size() == 1 ? name(below.getFirst()) + " stays below" : "the others stay below");
            }
            return Optional.of(String.join(", ", parts));
        }

        private List<Series> crossing(double level, boolean atOnce) {
            return series.stream()
                    .filter(line -> line.points().stream().anyMatch(point -> point.y() > level))
                    .filter(line -> (line.points().getFirst().y() > level) == atOnce)
                    .toList();
        }

        private String joined(List<Series> lines) {
            List<String> all = lines.stream().map(this::name).toList();
            return all.size() == 1
                    ? all.getFirst()
                    : String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
        }

        /// What is needed at the first place by the line that needs least, and at the last.
        Optional<String> need() {
            return series.stream()
                    .filter(line -> line.label().role() != Label.Role.NEUTRAL)
                    .min(Comparator.comparingDouble(
                            line -> line.points().getFirst().y()))
                    .map(line -> {
                        Point first = line.points().getFirst();
                        Point last = line.points().getLast();
                        return first.equals(last)
                                ? name(line) + " needs " + number(first.y()) + " tokens per pass at " + at(first.x())
                                : name(line) + " needs " + number(first.y()) + " tokens per pass at " + at(first.x())
                                        + ", " + number(last.y()) + " at " + number(last.x());
                    });
        }
    }

    /// Three digits, as a person would write them.
    private static String number(double value) {
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(Math.abs(value))));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
