package org.unmask.report;

import java.util.List;
import java.util.stream.Stream;

/// A part of a report: figures, and the sentences that their numbers support.
///
/// @param figures  in order of appearance; those without data are left out of the page
/// @param findings  computed sentences, the most important first
/// @param warnings  implausible figures, torn result lines: whatever makes a number doubtful
public record Part(List<Figure> figures, List<String> findings, List<String> warnings) {
    /// A part that shows and says nothing.
    public static final Part NONE = new Part(List.of(), List.of(), List.of());

    public Part {
        figures = List.copyOf(figures);
        findings = List.copyOf(findings);
        warnings = List.copyOf(warnings);
    }

    /// Figures of which nothing is said.
    public static Part of(Figure... figures) {
        return new Part(List.of(figures), List.of(), List.of());
    }

    /// Figures and findings without a doubt.
    public static Part of(List<Figure> figures, List<String> findings) {
        return new Part(figures, findings, List.of());
    }

    /// Parts one after the other.
    public static Part joined(Part... parts) {
        return new Part(
                Stream.of(parts).flatMap(part -> part.figures().stream()).toList(),
                Stream.of(parts).flatMap(part -> part.findings().stream()).toList(),
                Stream.of(parts).flatMap(part -> part.warnings().stream()).toList());
    }

    /// The figures without the sentences.
    public Part shown() {
        return new Part(figures, List.of(), List.of());
    }

    /// The sentences without the figures.
    public Part said() {
        return new Part(List.of(), findings, warnings);
    }
}
