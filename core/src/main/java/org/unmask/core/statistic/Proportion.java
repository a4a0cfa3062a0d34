package org.unmask.core.statistic;

/// A share of counted things.
///
/// @param right  how many of them are as asked
/// @param of  how many there are, at least 1
public record Proportion(int right, int of) {
    /// The 97.5th percentile of the normal distribution.
    private static final double Z = 1.959964;

    public Proportion {
        if (right < 0 || of < 1 || right > of) {
            throw new IllegalArgumentException("bad share: " + right + " of " + of);
        }
    }

    /// The share, from 0 to 1.
    public double share() {
        return (double) right / of;
    }

    /// The standard error of the share as lm-evaluation-harness prints it, that of a mean of zeros and ones:
    /// the sample has `n - 1` degrees of freedom. Not a number for a single thing.
    public double standardError() {
        return of == 1 ? Double.NaN : Math.sqrt(share() * (1 - share()) / (of - 1));
    }

    /// The lower end of the 95 % score interval (Wilson, J. Am. Stat. Assoc. 22, 1927).
    public double low() {
        return Math.max(0, centre() - half());
    }

    /// The upper end of the 95 % score interval.
    public double high() {
        return Math.min(1, centre() + half());
    }

    private double centre() {
        return (share() + Z * Z / (2.0 * of)) / (1 + Z * Z / of);
    }

    private double half() {
        double n = of;
        return Z / (1 + Z * Z / n) * Math.sqrt(share() * (1 - share()) / n + Z * Z / (4 * n * n));
    }
}
