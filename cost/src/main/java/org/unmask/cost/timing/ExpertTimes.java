package org.unmask.cost.timing;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unmask.core.op.MixtureOperator;

/// Times of experts by the tokens that one of them computes, for passes of which it is known how many were chosen.
///
/// An expert's matrices are read once for all of its tokens, so the time of a pass is that of one expert at the mean number
/// of its tokens, times the experts chosen. The timings are of tokens that differ, whose experts are as many as chance
/// expects.
final class ExpertTimes {
    private final Curve seconds;

    private ExpertTimes(Curve seconds) {
        this.seconds = seconds;
    }

    /// @param timings  of one shape, all by rows
    static ExpertTimes of(OperatorShape shape, List<Timing> timings) {
        SortedMap<Double, Double> seconds = new TreeMap<>();
        for (Timing timing : timings) {
            if (timing.at() instanceof Timing.Rows(long rows)) {
                MixtureOperator.Experts timed =
                        new MixtureOperator.Experts(rows, shape.first(), shape.second(), shape.third(), shape.fourth());
                seconds.put(load(timed), timing.expected() / timed.distinct());
            }
        }
        return new ExpertTimes(Curve.of(seconds));
    }

    Timed at(MixtureOperator.Experts experts) {
        double load = load(experts);
        return new Timed(seconds.times(experts.distinct()), load, seconds.basis(load));
    }

    /// Tokens of an expert that is chosen at all.
    private static double load(MixtureOperator.Experts experts) {
        return experts.distinct() == 0 ? 0 : experts.tokens() * (double) experts.perToken() / experts.distinct();
    }
}
