package org.unmask.report;

import java.util.Optional;

/// A point of a series.
///
/// @param interval  of `y`; drawn as an error bar
/// @param note  shown on hover and in the table; may be empty
public record Point(double x, double y, Optional<Interval> interval, String note) {
    public Point {
        Finite.require("point", x, y);
    }

    /// A point and nothing else.
    public static Point at(double x, double y) {
        return new Point(x, y, Optional.empty(), "");
    }

    /// This point with an interval of `y`.
    public Point within(double low, double high) {
        return new Point(x, y, Optional.of(new Interval(low, high)), note);
    }

    /// This point with a note.
    public Point noted(String text) {
        return new Point(x, y, interval, text);
    }
}
