package org.unmask.core.decode;

import java.util.Arrays;
import java.util.List;

/// How many tokens of a draft are kept, as a distribution.
///
/// @param name  of its file, for messages
/// @param probabilities  of keeping exactly 0, 1, 2, ... tokens of a draft; they sum to one
public record Acceptance(String name, List<Double> probabilities) {
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
}
