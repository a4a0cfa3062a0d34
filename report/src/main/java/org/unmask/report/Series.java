package org.unmask.report;

import java.util.List;

/// A line.
///
/// @param points  in order of x; may be empty if `end` says why
/// @param end  why the line ends at its last point, for instance `out of memory at batch 64`; empty if it just ends
public record Series(Label label, Source source, List<Point> points, String end) {
    public Series {
        points = List.copyOf(points);
    }

    /// A line that just ends.
    public Series(Label label, Source source, List<Point> points) {
        this(label, source, points, "");
    }
}
