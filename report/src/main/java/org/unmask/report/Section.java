package org.unmask.report;

/// One part of the page: a figure with its table, a table alone, or text.
public sealed interface Section
        permits LineFigure,
                CrossoverFigure,
                RooflineFigure,
                BreakdownFigure,
                Comparison,
                Answers,
                MemoryTable,
                Asymptotics,
                Method {
    /// The anchor in the page: lower-case letters, digits and hyphens.
    String id();

    /// The heading.
    String title();

    /// Whether there is nothing to show.
    boolean isEmpty();
}
