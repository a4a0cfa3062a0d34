package org.unmask.report.page;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.unmask.report.Figure;
import org.unmask.report.Part;

/// Everything a report shows.
///
/// @param compared  one sentence: which models, strategies and machines
/// @param environment  CPU, memory, JVM, backend and why others were rejected, git commit, study hash, command
/// @param content  figures, findings and warnings
public record ReportData(String title, String compared, Instant date, List<Fact> environment, Part content) {
    public ReportData {
        environment = List.copyOf(environment);
        Set<String> ids = new HashSet<>(Set.of(Method.ID));
        for (Figure figure : content.figures()) {
            if (!figure.id().matches("[a-z][a-z0-9-]*") || !ids.add(figure.id())) {
                throw new IllegalArgumentException("bad figure id '" + figure.id()
                        + "'; it must be unique, not '" + Method.ID
                        + "', and of lower-case letters, digits and hyphens");
            }
        }
    }

    /// A name and what it stands for.
    public record Fact(String name, String text) {}
}
