package org.unmask.catalog;

import java.util.List;
import java.util.Optional;

/// Measurements that somebody published, as a table of text, and what had to be assumed to compare with them.
///
/// @param name  of the file
/// @param format  which columns it has: `throughput-by-batch`, `runtime-log`, `points` or `reports`
/// @param source  address
/// @param content  comma-separated, lines that start with `#` being comments
public record PublishedFile(
        String name, String format, String title, String source, List<Assumption> assumptions, String content) {
    /// The format of files that need no assumption to be read.
    public static final String POINTS = "points";

    /// The format of tables of speeds from many sources, each row saying what its source says.
    public static final String REPORTS = "reports";

    /// What the publication does not state.
    public record Assumption(String quantity, String value, String reason) {}

    public PublishedFile {
        assumptions = List.copyOf(assumptions);
    }

    /// Whether it is a table of reports.
    public boolean isOfReports() {
        return format.equals(REPORTS);
    }

    /// The assumed value of a quantity.
    public Optional<String> assumed(String quantity) {
        return assumptions.stream()
                .filter(assumption -> assumption.quantity().equals(quantity))
                .map(Assumption::value)
                .findFirst();
    }
}
