package org.unmask.report.page;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unmask.report.Figure;
import org.unmask.report.Part;
import org.unmask.report.Table;

/// Everything a report shows.
///
/// @param compared  one sentence: which models, strategies and machines
/// @param environment  CPU, memory, JVM, backend and why others were rejected, git commit, study hash, command
/// @param answer  the table of the first screen
/// @param content  figures, findings and warnings
public record ReportData(
        String title, String compared, Instant date, List<Fact> environment, Optional<Answer> answer, Part content) {
    /// A report without a table on its first screen.
    public ReportData(String title, String compared, Instant date, List<Fact> environment, Part content) {
        this(title, compared, date, environment, Optional.empty(), content);
    }

    public ReportData {
        environment = List.copyOf(environment);
        Set<String> ids = new HashSet<>(Set.of(Method.ID, Footnotes.ID));
        for (Figure figure : content.figures()) {
            if (!figure.id().matches("[a-z][a-z0-9-]*") || !ids.add(figure.id())) {
                throw new IllegalArgumentException("bad figure id '" + figure.id()
                        + "'; it must be unique, not '" + Method.ID
                        + "' or '" + Footnotes.ID + "', and of lower-case letters, digits and hyphens");
            }
        }
    }

    /// The questions of the page, answered in a few rows.
    ///
    /// @param note  what was assumed, below the table
    public record Answer(Table table, String note) {}

    /// A name and what it stands for.
    public record Fact(String name, String text) {}
}
