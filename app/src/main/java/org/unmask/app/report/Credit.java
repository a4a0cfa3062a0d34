package org.unmask.app.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
            case Method _ -> List.of();
        };
    }

    /// How the lines of a figure tell its kinds of numbers apart; empty if it has one kind only.
    static String key(List<Credit> credits) {
        Set<Provenance> kinds = credits.stream()
                .map(credit -> credit.source().provenance())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return kinds.size() < 2 ? "" : kinds.stream().map(Provenance::drawn).collect(Collectors.joining("; ", "", "."));
    }

    private static List<Credit> everywhere(List<Source> sources) {
        return sources.stream().distinct().map(source -> new Credit("", source)).toList();
    }
}
