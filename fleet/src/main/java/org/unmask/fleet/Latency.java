package org.unmask.fleet;

import org.HdrHistogram.Histogram;

/// Times of many requests in little memory. Percentiles are those of an HDR histogram of three digits: at most 0.1 % above;
/// mean and largest are exact.
///
/// @see <a href="https://hdrhistogram.org">HdrHistogram, G. Tene</a>
public final class Latency {
    private static final double NANOSECONDS = 1e9;
    private static final int DIGITS = 3;
    /// A hundred years.
    private static final double LONGEST = 3.2e9;

    private final Histogram histogram = new Histogram(DIGITS);
    private double sum;
    private double longest;

    Latency() {}

    void add(double seconds) {
        if (!(seconds >= 0 && seconds < LONGEST)) {
            throw new IllegalArgumentException("bad time " + seconds + " s; expected 0 to " + LONGEST);
        }
        histogram.recordValue(Math.round(seconds * NANOSECONDS));
        sum += seconds;
        longest = Math.max(longest, seconds);
    }

    /// How many there are.
    public long count() {
        return histogram.getTotalCount();
    }

    /// All of them together.
    public double sum() {
        return sum;
    }

    /// The mean; not a number if there are none.
    public double mean() {
        return sum / count();
    }

    /// The longest.
    public double longest() {
        return longest;
    }

    /// The time that a percentage of requests takes no longer than.
    ///
    /// @param percentile  from 0 to 100
    public double percentile(double percentile) {
        return Math.min(longest, histogram.getValueAtPercentile(percentile) / NANOSECONDS);
    }
}
