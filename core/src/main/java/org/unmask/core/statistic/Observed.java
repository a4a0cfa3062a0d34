package org.unmask.core.statistic;

import java.util.List;

/// Values that were observed, each as likely as any other.
///
/// @param values  in rising order, at least one
public record Observed(List<Double> values) {
    public Observed {
        values = values.stream().sorted().toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was observed");
        }
    }

    /// Counts that were observed.
    public static Observed counts(List<Integer> counts) {
        return new Observed(counts.stream().map(Integer::doubleValue).toList());
    }

    /// The mean.
    public double mean() {
        return expectedLargest(1);
    }

    /// The largest of some independent draws, on average: with n values `v_1 <= ... <= v_n` and B draws, the sum of
    /// `v_i ((i/n)^B - ((i-1)/n)^B)`.
    ///
    /// @param draws  from 1
    public double expectedLargest(int draws) {
        double expected = 0;
        double below = 0;
        for (int i = 0; i < values.size(); i++) {
            double upTo = Math.pow((i + 1.0) / values.size(), draws);
            expected += values.get(i) * (upTo - below);
            below = upTo;
        }
        return expected;
    }
}
