package org.unmask.cost.roofline;

/// Sums of `max(x, y)` over passes of which both change by the same amount from one to the next.
final class Line {
    private Line() {}

    /// `Σ max(x0 + k·dx, y0 + k·dy)` for `k` from 0 to `count-1`. A maximum of two lines has one corner, so the sum is
    /// that of two arithmetic series.
    static double sumOfMaxima(double x0, double dx, double y0, double dy, int count) {
        double first = x0 - y0;
        double slope = dx - dy;
        double last = first + slope * (count - 1);
        if (first >= 0 && last >= 0) {
            return sum(x0, dx, 0, count);
        }
        if (first <= 0 && last <= 0) {
            return sum(y0, dy, 0, count);
        }
        int corner = (int) Math.min(count, Math.ceil(-first / slope));
        return first > 0
                ? sum(x0, dx, 0, corner) + sum(y0, dy, corner, count)
                : sum(y0, dy, 0, corner) + sum(x0, dx, corner, count);
    }

    /// `Σ x0 + k·dx` for `k` from `from` to `to-1`.
    private static double sum(double x0, double dx, int from, int to) {
        return (to - from) * (x0 + dx * ((from + to - 1) / 2.0));
    }
}
