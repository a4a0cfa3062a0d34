package org.unmask.core.decode;

import java.util.Arrays;
import java.util.List;

/// How many tokens of a draft are kept, as a distribution.
///
/// @param name  of its file, for messages
/// @param probabilities  of keeping exactly 0, 1, 2, ... tokens of a draft; they sum to one
public record Acceptance(String name, List<Double> probabilities) {
    private static final int LONGEST_EXACT = 2000;

    public Acceptance {
        probabilities = List.copyOf(probabilities);
        Distribution.check(name, "numbers of tokens", probabilities);
    }

    /// The distribution of a draft whose first token is kept with the first of these probabilities, the first two with
    /// the second, and so on: what engines report by position.
    public static Acceptance byPosition(String name, List<Double> kept) {
        double[] exactly = new double[kept.size() + 1];
        double last = 1;
        for (int i = 0; i < kept.size(); i++) {
            double next = kept.get(i);
            if (!(next >= 0 && next <= last)) {
                throw new IllegalArgumentException(name + ": position " + (i + 1) + " is kept with probability " + next
                        + "; expected from 0 to " + last + ", that of the position before");
            }
            exactly[i] = last - next;
            last = next;
        }
        exactly[kept.size()] = last;
        return new Acceptance(name, Arrays.stream(exactly).boxed().toList());
    }

    /// Tokens of a draft that are kept on average.
    ///
    /// @throws IllegalArgumentException if more may be kept than are drafted
    double mean(int draft) {
        if (probabilities.size() > draft + 1) {
            throw new IllegalArgumentException(name + ": probabilities of keeping up to " + (probabilities.size() - 1)
                    + " tokens are longer than the draft of " + draft);
        }
        double mean = 0;
        for (int tokens = 0; tokens < probabilities.size(); tokens++) {
            mean += tokens * probabilities.get(tokens);
        }
        return mean;
    }

    /// The least number of verify passes that with at least such a probability give so many tokens: a pass gives the tokens
    /// that are kept and one of the target, independently of others.
    ///
    /// Up to 2000 tokens the number is exact, by the distribution of the sum; beyond that it is normal, as renewal theory
    /// has it in the limit.
    int passes(int tokens, double probability) {
        return tokens <= LONGEST_EXACT ? exactPasses(tokens, probability) : normalPasses(tokens, probability);
    }

    private int exactPasses(int tokens, double probability) {
        double[] below = new double[tokens];
        below[0] = 1;
        int passes = 0;
        double missing = 1;
        while (1 - missing < probability && passes < tokens) {
            double[] next = new double[tokens];
            for (int sum = 0; sum < tokens; sum++) {
                for (int kept = 0; kept < probabilities.size() && sum + kept + 1 < tokens; kept++) {
                    next[sum + kept + 1] += below[sum] * probabilities.get(kept);
                }
            }
            below = next;
            missing = Arrays.stream(below).sum();
            passes++;
        }
        return Math.max(1, passes);
    }

    /// Mean `n/m`, variance `n·v/m³` for tokens of mean m and variance v a pass.
    private int normalPasses(int tokens, double probability) {
        double mean = 1 + mean(probabilities.size() - 1);
        double variance = 0;
        for (int kept = 0; kept < probabilities.size(); kept++) {
            variance += probabilities.get(kept) * Math.pow(kept + 1 - mean, 2);
        }
        double deviation = Math.sqrt(tokens * variance / Math.pow(mean, 3));
        // The 90th percentile of the normal distribution.
        double width = 1.2815515655446004 * deviation;
        double passes = tokens / mean + (probability < 0.5 ? -width : width);
        return (int) Math.max(Math.ceil((double) tokens / probabilities.size()), Math.round(passes));
    }
}
