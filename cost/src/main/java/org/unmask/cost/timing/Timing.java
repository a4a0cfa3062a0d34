package org.unmask.cost.timing;

/// How long one run of an operator took.
///
/// @param at  how much of it ran
/// @param flops  counted work of one run
/// @param bytes  counted traffic of one run
/// @param seconds  median of the samples
/// @param lowerQuartile  of the samples
/// @param upperQuartile  of the samples
/// @param samples  how often it was timed; each sample is a mean over the layers of a pass
/// @param speedExponent  how far the seconds follow the speed of the machine, from 0 to 1 ([SpeedResponse])
/// @param interruptions  by which share passes took longer than the medians of all their operators together
public record Timing(
        OperatorShape shape,
        At at,
        double flops,
        double bytes,
        double seconds,
        double lowerQuartile,
        double upperQuartile,
        int samples,
        double speedExponent,
        double interruptions) {
    /// How much of an operator ran.
    public sealed interface At {}

    /// Rows of all sequences together.
    public record Rows(long rows) implements At {
        public Rows {
            if (rows < 1) {
                throw new IllegalArgumentException("bad timing: rows=" + rows + "; at least 1");
            }
        }
    }

    /// Attention of sequences that are alike.
    ///
    /// @param keys  of a sequence, those of the queries included
    /// @param causal  whether a query sees the keys up to its own position; else it sees all
    public record Attended(int batch, int queries, int keys, boolean causal) implements At {
        public Attended {
            if (batch < 1 || queries < 1 || keys < queries) {
                throw new IllegalArgumentException("bad timing of attention: batch=" + batch + " queries=" + queries
                        + " keys=" + keys + "; the keys include those of the queries");
            }
        }
    }

    public Timing {
        if (!(seconds > 0) || Double.isInfinite(seconds) || samples < 1 || !(flops >= 0) || !(bytes >= 0)) {
            throw new IllegalArgumentException("bad timing of " + shape.operator() + ": seconds=" + seconds
                    + " samples=" + samples + " flops=" + flops + " bytes=" + bytes);
        }
        if (!(speedExponent >= 0 && speedExponent <= 1)) {
            throw new IllegalArgumentException("bad timing of " + shape.operator() + ": exponent of the speed="
                    + speedExponent + "; expected 0 to 1");
        }
        if (!(interruptions >= 0) || Double.isInfinite(interruptions)) {
            throw new IllegalArgumentException("bad timing of " + shape.operator() + ": interruptions=" + interruptions
                    + "; expected a share of the seconds, at least 0");
        }
    }

    /// This timing, with a share of interruptions in place of its own.
    public Timing interrupted(double share) {
        return new Timing(
                shape, at, flops, bytes, seconds, lowerQuartile, upperQuartile, samples, speedExponent, share);
    }

    /// What one run takes in a pass: the median, and its share of the interruptions, which hit few of its runs.
    public double expected() {
        return seconds * (1 + interruptions);
    }
}
