package org.unmask.report;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A line of a caption: where numbers of a section come from.
///
/// @param device  the tab to which the line belongs; empty if to all
record Credit(String device, Source source) {
    static List<Credit> of(Section section) {
        return switch (section) {
            case LineFigure figure ->
                figure.panels().stream()
                        .flatMap(panel -> Stream.concat(
                                        panel.series().stream().map(Series::source),
                                        panel.levels().stream().map(Level::source))
                                .map(source -> new Credit(panel.device(), source)))
                        .distinct()
                        .toList();
            case CrossoverFigure figure ->
                figure.fields().stream()
                        .map(field -> new Credit(field.device(), field.source()))
                        .distinct()
                        .toList();
            case RooflineFigure figure ->
                figure.machines().stream()
                        .flatMap(machine -> Stream.concat(
                                        Stream.of(machine.source()),
                                        machine.dots().stream().map(RooflineFigure.Dot::source))
                                .map(source -> new Credit(machine.device(), source)))
                        .distinct()
                        .toList();
            case BreakdownFigure figure ->
                figure.bars().stream()
                        .map(bar -> new Credit(bar.device(), bar.source()))
                        .distinct()
                        .toList();
            case Comparison comparison -> everywhere(comparison.sources());
            case Answers answers -> everywhere(List.of(answers.source()));
            case MemoryTable memory -> everywhere(memory.sources());
            case Asymptotics asymptotics -> everywhere(asymptotics.sources());
            case Method _ -> List.of();
        };
    }

    /// How a figure tells its kinds of numbers apart, per device; nothing for a device with one kind only.
    static Map<String, String> keys(Section section) {
        return switch (section) {
            case LineFigure figure -> keys(of(figure), Provenance::line);
            case RooflineFigure figure -> keys(dots(figure), Provenance::dot);
            case CrossoverFigure _,
                    BreakdownFigure _,
                    Comparison _,
                    Answers _,
                    MemoryTable _,
                    Asymptotics _,
                    Method _ -> Map.of();
        };
    }

    private static Map<String, String> keys(List<Credit> credits, Function<Provenance, String> drawn) {
        Map<String, Set<Provenance>> kinds = new LinkedHashMap<>();
        for (Credit credit : credits) {
            kinds.computeIfAbsent(credit.device(), _ -> EnumSet.noneOf(Provenance.class))
                    .add(credit.source().provenance());
        }
        Map<String, String> keys = new LinkedHashMap<>();
        kinds.forEach((device, present) -> {
            if (present.size() > 1) {
                keys.put(device, present.stream().map(drawn).collect(Collectors.joining("; ")));
            }
        });
        return keys;
    }

    private static List<Credit> dots(RooflineFigure figure) {
        return figure.machines().stream()
                .flatMap(machine -> machine.dots().stream().map(dot -> new Credit(machine.device(), dot.source())))
                .toList();
    }

    private static List<Credit> everywhere(List<Source> sources) {
        return sources.stream().distinct().map(source -> new Credit("", source)).toList();
    }
}
