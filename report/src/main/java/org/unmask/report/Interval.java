package org.unmask.report;

/// From low to high, both included.
public record Interval(double low, double high) {
    public Interval {
        Finite.require("interval", low, high);
        if (low > high) {
            throw new IllegalArgumentException("bad interval: low=" + low + " high=" + high);
        }
    }
}
