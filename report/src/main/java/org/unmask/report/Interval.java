package org.unmask.report;

/// From low to high, both included.
public record Interval(double low, double high) {
    public Interval {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
            throw new IllegalArgumentException(
                    "bad interval: low=" + low + " high=" + high + "; it must be finite and in order");
        }
    }
}
