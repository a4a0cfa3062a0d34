package org.unmask.core.decode;

import java.util.List;

/// What lists of probabilities have in common.
final class Distribution {
    /// What a sum of probabilities may differ from one by: they are written with a few digits.
    private static final double ROUNDING = 1e-3;

    private Distribution() {}

    /// Checks that numbers are probabilities, and all there are.
    ///
    /// @param name  of the file, for messages
    /// @param what  the probabilities are of, in the plural
    /// @throws IllegalArgumentException if they are not
    static void check(String name, String what, List<Double> probabilities) {
        double sum = 0;
        for (double probability : probabilities) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException(
                        name + ": a probability of " + probability + "; expected numbers from 0 to 1");
            }
            sum += probability;
        }
        if (!(Math.abs(sum - 1) <= ROUNDING)) {
            throw new IllegalArgumentException(
                    name + ": probabilities of " + probabilities.size() + " " + what + " sum to " + sum + ", not 1");
        }
    }

    /// The first place up to which the probabilities sum to at least a share; the last if rounding leaves them below.
    static int quantile(List<Double> probabilities, double share) {
        double sum = 0;
        for (int i = 0; i < probabilities.size(); i++) {
            sum += probabilities.get(i);
            // Sums of decimals fall short of themselves by less than this.
            if (sum >= share - 1e-12) {
                return i;
            }
        }
        return probabilities.size() - 1;
    }
}
