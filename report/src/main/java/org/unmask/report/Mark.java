package org.unmask.report;

/// A labelled point on a line, for instance the crossing `K* = 37`.
public record Mark(double x, double y, String text) {
    public Mark {
        Finite.require("mark", x, y);
    }
}
