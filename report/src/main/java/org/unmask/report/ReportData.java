package org.unmask.report;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Everything a report shows.
///
/// @param compared  one sentence: which models, strategies and machines
/// @param environment  CPU, memory, JVM, backend and why others were rejected, git commit, study hash, command
/// @param findings  computed sentences, the most important first
/// @param warnings  implausible figures, torn result lines: whatever makes a number below doubtful
/// @param sections  in order of appearance; those without data are left out of the page
public record ReportData(
        String title,
        String compared,
        Instant date,
        List<Fact> environment,
        List<String> findings,
        List<String> warnings,
        List<Section> sections) {
    public ReportData {
        environment = List.copyOf(environment);
        findings = List.copyOf(findings);
        warnings = List.copyOf(warnings);
        sections = List.copyOf(sections);
        Set<String> ids = new HashSet<>();
        for (Section section : sections) {
            if (!section.id().matches("[a-z][a-z0-9-]*") || !ids.add(section.id())) {
                throw new IllegalArgumentException("bad section id '" + section.id()
                        + "'; it must be unique and of lower-case letters, digits and hyphens");
            }
        }
    }
}
