package org.unmask.core.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How unlike each other experts are chosen: the one of rank r has the weight `r^-s`, and a token draws its experts one after
/// the other, each with a probability that is its weight's share of those that are left.
///
/// With many experts the probability that a token has one of weight w tends to `1 - exp(-t·w)`, with a `t` at which they add up to
/// the experts of a token (Rosén, Asymptotic theory for order sampling, 1997, section 4). At `s = 0` it is that of all.
///
/// @param exponent  s; 0 if all are chosen alike
public record ExpertSkew(double exponent) {
    /// All experts are chosen alike.
    public static final ExpertSkew NONE = new ExpertSkew(0);

    private static final double MOST = 8;
    private static final int HALVINGS = 200;
    /// So near to all are all: an expected number is a sum, whose last digits are rounded.
    private static final double ALL = 1e-12;

    public ExpertSkew {
        if (!(exponent >= 0 && exponent <= MOST)) {
            throw new IllegalArgumentException(
                    "bad skew of experts: " + exponent + "; expected a number from 0 to " + (int) MOST);
        }
    }

    /// Whether all are chosen alike.
    public boolean isNone() {
        return exponent == 0;
    }

    /// Distinct experts that some token is expected to choose, if tokens choose without regard to each other.
    public double distinct(int experts, int perToken, long tokens) {
        double[] weights = weights(experts);
        double scale = scale(weights, perToken);
        double distinct = 0;
        for (double weight : weights) {
            // A token does without one with probability exp(-t·w), and so do all with that to their number.
            distinct += -StrictMath.expm1(-scale * weight * tokens);
        }
        return Math.min(distinct, experts);
    }

    /// With which probability each expert is among those that are chosen, the most popular first.
    ///
    /// @param expected  of how many are chosen: those of a token, or distinct ones of several
    double[] chosen(int experts, double expected) {
        double[] chosen = new double[experts];
        if (isNone()) {
            Arrays.fill(chosen, Math.min(1, expected / experts));
            return chosen;
        }
        double[] weights = weights(experts);
        double scale = scale(weights, expected);
        for (int i = 0; i < experts; i++) {
            chosen[i] = -StrictMath.expm1(-scale * weights[i]);
        }
        return chosen;
    }

    private double[] weights(int experts) {
        return IntStream.rangeClosed(1, experts)
                .mapToDouble(rank -> StrictMath.pow(rank, -exponent))
                .toArray();
    }

    /// The `t` at which the probabilities of experts add up to as many as are expected; infinite if those are all.
    private static double scale(double[] weights, double expected) {
        if (expected >= weights.length * (1 - ALL)) {
            return Double.POSITIVE_INFINITY;
        }
        double low = 0;
        double high = 1;
        while (chosen(weights, high) < expected) {
            high *= 2;
        }
        for (int i = 0; i < HALVINGS && low < high; i++) {
            double middle = low + (high - low) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (chosen(weights, middle) < expected) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double chosen(double[] weights, double scale) {
        double sum = 0;
        for (double weight : weights) {
            sum += -StrictMath.expm1(-scale * weight);
        }
        return sum;
    }
}
