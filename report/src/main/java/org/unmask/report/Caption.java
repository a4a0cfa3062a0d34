package org.unmask.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The lines below a figure: where its numbers come from, and how it tells kinds of numbers apart.
///
/// @param keys  how kinds of numbers are drawn, at most one per device
public record Caption(List<Line> lines, List<Key> keys) {
    public Caption {
        lines = List.copyOf(lines);
        keys = List.copyOf(keys);
    }

    /// A source of numbers.
    ///
    /// @param device  the tab to which the line belongs; empty if to all
    public record Line(String device, Source source) {}

    /// How a figure draws the kinds of numbers it has for a device.
    public record Key(String device, String text) {}

    /// Sources of the whole figure, each once.
    public static Caption of(List<Source> sources) {
        return of(sources.stream().map(source -> new Line("", source)));
    }

    /// Sources, each once per device.
    public static Caption of(Stream<Line> lines) {
        return new Caption(lines.distinct().toList(), List.of());
    }

    /// This caption with a key for every device that has numbers of more than one kind.
    ///
    /// @param drawn  what is drawn, in any order
    /// @param look  how a kind of numbers is drawn
    public Caption keyed(Stream<Line> drawn, Function<Provenance, String> look) {
        Map<String, Set<Provenance>> kinds = new LinkedHashMap<>();
        drawn.forEach(line -> kinds.computeIfAbsent(line.device(), _ -> EnumSet.noneOf(Provenance.class))
                .add(line.source().provenance()));
        List<Key> found = new ArrayList<>();
        kinds.forEach((device, present) -> {
            if (present.size() > 1) {
                found.add(new Key(device, present.stream().map(look).collect(Collectors.joining("; "))));
            }
        });
        return new Caption(lines, found);
    }
}
