package org.unmask.run.frontier;

import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.unmask.result.evaluation.Tally;

/// An interval that misses the true value with a stated probability at most.
public record Bounds(double low, double high) {
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
        double seconds = batches.stream().mapToDouble(Tally.Sample::seconds).sum();
        double rate = rate(batches);
        double squares = batches.stream()
                .mapToDouble(batch -> Math.pow(batch.keptTokens() - rate * batch.seconds(), 2))
                .sum();
        double deviation = Math.sqrt(squares / (n - 1) / n) / (seconds / n);
        double half = new TDistribution(n - 1.0).inverseCumulativeProbability(1 - error / 2) * deviation;
        return new Bounds(Math.max(0, rate - half), rate + half);
    }

    /// The interval of the ratio of two rates over the same batches, paired: what both need more time or tokens for
    /// cancels. Its logarithm is nearly a mean of differences, one for each batch (the delta method), and has Student's
    /// distribution. Unbounded for a single batch.
    ///
    /// @param one  batches of the rate above
    /// @param other  batches of the rate below, of the same problems in the same order
    /// @param error  probability of missing the ratio, both sides together
    static Bounds ratio(List<Tally.Sample> one, List<Tally.Sample> other, double error) {
        int n = one.size();
        if (n != other.size() || n == 0) {
            throw new IllegalArgumentException("bad pair of rates: " + n + " and " + other.size() + " batches");
        }
        if (n < 2) {
            return new Bounds(0, Double.POSITIVE_INFINITY);
        }
        double[] above = deviations(one);
        double[] below = deviations(other);
        double squares = IntStream.range(0, n)
                .mapToDouble(i -> above[i] - below[i])
                .map(difference -> difference * difference)
                .sum();
        double half = new TDistribution(n - 1.0).inverseCumulativeProbability(1 - error / 2)
                * Math.sqrt(squares / (n - 1) / n);
        double ratio = rate(one) / rate(other);
        return new Bounds(ratio * Math.exp(-half), ratio * Math.exp(half));
    }

    /// By how much each batch moves the logarithm of the rate, times the number of batches.
    private static double[] deviations(List<Tally.Sample> batches) {
        double tokens = batches.stream().mapToDouble(Tally.Sample::keptTokens).sum() / batches.size();
        double seconds = batches.stream().mapToDouble(Tally.Sample::seconds).sum() / batches.size();
        return batches.stream()
                .mapToDouble(batch -> batch.keptTokens() / tokens - batch.seconds() / seconds)
                .toArray();
    }

    private static double rate(List<Tally.Sample> batches) {
        return batches.stream().mapToDouble(Tally.Sample::keptTokens).sum()
                / batches.stream().mapToDouble(Tally.Sample::seconds).sum();
    }

    /// Whether all of this interval lies below all of another.
    boolean isBelow(Bounds other) {
        return high < other.low;
    }
}
