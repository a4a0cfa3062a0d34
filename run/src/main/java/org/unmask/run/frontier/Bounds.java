package org.unmask.run.frontier;

import java.util.List;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.unmask.core.statistic.Proportion;
import org.unmask.result.evaluation.Tally;

/// An interval that misses the true value with a stated probability at most.
record Bounds(double low, double high) {
    /// The exact interval of a share (Clopper and Pearson, Biometrika 26, 1934).
    ///
    /// @param error  probability of missing the share, both sides together
    static Bounds share(Proportion share, double error) {
        int right = share.right();
        int wrong = share.of() - right;
        double low = right == 0 ? 0 : new BetaDistribution(right, wrong + 1.0).inverseCumulativeProbability(error / 2);
        double high =
                wrong == 0 ? 1 : new BetaDistribution(right + 1.0, wrong).inverseCumulativeProbability(1 - error / 2);
        return new Bounds(low, high);
    }

    /// The interval of a rate, tokens of all batches over the seconds of all: that of a ratio of two means,
    /// with Student's distribution (Cochran, Sampling Techniques, 3rd edition, 1977, section 6.4). Unbounded
    /// for a single batch.
    ///
    /// @param error  probability of missing the rate, both sides together, if batches are many or nearly normal
    static Bounds rate(List<Tally.Sample> batches, double error) {
        int n = batches.size();
        if (n < 2) {
            return new Bounds(0, Double.POSITIVE_INFINITY);
        }
        double tokens = batches.stream().mapToDouble(Tally.Sample::keptTokens).sum();
        double seconds = batches.stream().mapToDouble(Tally.Sample::seconds).sum();
        double rate = tokens / seconds;
        double squares = batches.stream()
                .mapToDouble(batch -> Math.pow(batch.keptTokens() - rate * batch.seconds(), 2))
                .sum();
        double deviation = Math.sqrt(squares / (n - 1) / n) / (seconds / n);
        double half = new TDistribution(n - 1.0).inverseCumulativeProbability(1 - error / 2) * deviation;
        return new Bounds(Math.max(0, rate - half), rate + half);
    }

    /// Whether all of this interval lies below all of another.
    boolean isBelow(Bounds other) {
        return high < other.low;
    }
}
