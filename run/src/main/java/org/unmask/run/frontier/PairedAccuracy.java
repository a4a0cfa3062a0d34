package org.unmask.run.frontier;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.unmask.result.evaluation.EvaluatedProblem;

/// The answers of two settings to the same problems. Those that both have right, or both wrong, do not tell the
/// settings apart.
///
/// @param problems  that both answered
/// @param onlyOne  problems that only the one has right
/// @param onlyOther  problems that only the other has right
public record PairedAccuracy(int problems, int onlyOne, int onlyOther) {
    /// The 97.5th percentile of the normal distribution.
    private static final double Z = 1.959964;

    public PairedAccuracy {
        if (onlyOne < 0 || onlyOther < 0 || onlyOne + onlyOther > problems) {
            throw new IllegalArgumentException(
                    "bad pair: problems=" + problems + " only one=" + onlyOne + " only other=" + onlyOther);
        }
    }

    /// Pairs answers by the numbers of their problems; answers that have no score are left out.
    static PairedAccuracy of(List<EvaluatedProblem> one, List<EvaluatedProblem> other) {
        Map<Integer, Boolean> known = right(other);
        int problems = 0;
        int onlyOne = 0;
        int onlyOther = 0;
        for (Map.Entry<Integer, Boolean> answer : right(one).entrySet()) {
            Boolean opposite = known.get(answer.getKey());
            if (opposite != null) {
                problems++;
                onlyOne += answer.getValue() && !opposite ? 1 : 0;
                onlyOther += opposite && !answer.getValue() ? 1 : 0;
            }
        }
        return new PairedAccuracy(problems, onlyOne, onlyOther);
    }

    private static Map<Integer, Boolean> right(List<EvaluatedProblem> answers) {
        Map<Integer, Boolean> right = new HashMap<>();
        answers.forEach(answer -> answer.score().ifPresent(score -> right.put(answer.problem(), score.strict())));
        return right;
    }

    /// The one-sided sign test, the exact form of McNemar's (Psychometrika 12, 153, 1947): the probability that the other
    /// alone has at least so many problems right although it is not the more accurate one. The problems must be drawn
    /// independently.
    double chance() {
        int different = onlyOne + onlyOther;
        return onlyOther == 0 ? 1 : new BinomialDistribution(different, 0.5).probability(onlyOther - 1, different);
    }

    /// Accuracy of the one less that of the other, on the problems both answered.
    public double difference() {
        return (double) (onlyOne - onlyOther) / problems;
    }

    /// The 95 % interval of the difference: that of Wald with one problem more of each kind that tells them apart
    /// (Bonett and Price, J. Educ. Behav. Stat. 37, 479, 2012).
    public Bounds bounds() {
        double of = problems + 2.0;
        double one = (onlyOne + 1) / of;
        double other = (onlyOther + 1) / of;
        double half = Z * Math.sqrt((one + other - (one - other) * (one - other)) / of);
        return new Bounds(Math.max(-1, one - other - half), Math.min(1, one - other + half));
    }
}
