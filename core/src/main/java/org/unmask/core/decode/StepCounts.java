package org.unmask.core.decode;

import java.util.List;

/// How many passes a canvas takes, as a distribution.
///
/// @param name  of its file, for messages
/// @param counts  numbers of passes, rising
/// @param probabilities  of each of them; they sum to one
public record StepCounts(String name, List<Integer> counts, List<Double> probabilities) {
    public StepCounts {
        counts = List.copyOf(counts);
        probabilities = List.copyOf(probabilities);
        if (counts.size() != probabilities.size()) {
            throw new IllegalArgumentException(name + ": " + counts.size() + " numbers of passes and "
                    + probabilities.size() + " probabilities; expected as many of both");
        }
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) <= (i == 0 ? 0 : counts.get(i - 1))) {
                throw new IllegalArgumentException(name + ": " + counts.get(i) + " passes stand "
                        + (i == 0 ? "first" : "after " + counts.get(i - 1)) + "; expected rising numbers from 1");
            }
        }
        Distribution.check(name, "numbers of passes", probabilities);
    }

    /// The passes of prompts that were counted, each as likely as any other.
    ///
    /// @throws IllegalArgumentException if there are none, or a number is not from 1
    public static StepCounts observed(String name, List<Integer> passes) {
        if (passes.isEmpty()) {
            throw new IllegalArgumentException(name + ": no numbers of passes; expected one or more");
        }
        List<Integer> counts = passes.stream().distinct().sorted().toList();
        List<Double> shares = counts.stream()
                .map(count -> (double) passes.stream().filter(count::equals).count() / passes.size())
                .toList();
        return new StepCounts(name, counts, shares);
    }

    /// This distribution, if no canvas takes more passes than are allowed.
    ///
    /// @throws IllegalArgumentException if one does
    StepCounts upTo(int most) {
        if (counts.getLast() > most) {
            throw new IllegalArgumentException(
                    name + ": " + counts.getLast() + " passes of a canvas; expected at most max-steps=" + most);
        }
        return this;
    }

    /// Passes on average.
    public double mean() {
        double mean = 0;
        for (int i = 0; i < counts.size(); i++) {
            mean += counts.get(i) * probabilities.get(i);
        }
        return Math.clamp(mean, counts.getFirst(), counts.getLast());
    }

    /// The least number of passes that at least such a share of canvases takes no more than.
    public int quantile(double share) {
        return counts.get(Distribution.quantile(probabilities, share));
    }
}
