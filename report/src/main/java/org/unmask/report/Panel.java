package org.unmask.report;

import java.util.List;

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
}
