package org.unmask.result.compare;

import java.util.List;
import java.util.Optional;

/// One quantity of one setting on both sides.
///
/// @param differing  parts of the setting that may differ and do: `engine.version`
public record Change(Series before, Series after, List<String> differing) {
    /// What a change comes to.
    public enum Verdict {
        /// Worse by more than the limit, and surely worse.
        REGRESSION,
        /// Worse or better by more than the limit, but the interval holds no change too.
        UNSURE,
        /// Better by more than the limit, and surely better.
        IMPROVEMENT,
        /// Within the limit.
        SAME
    }

    /// Bounds of a ratio.
    public record Interval(double low, double high) {}

    public Change {
        differing = List.copyOf(differing);
    }

    /// A change between two series that were joined.
    static Change of(Series before, Series after) {
        return new Change(before, after, before.setting().match(after.setting()).different());
    }

    /// The value after over that before.
    public double ratio() {
        return after.value() / before.value();
    }

    /// The 95 % interval of the ratio; empty unless both sides have several samples. The bounds of both middles are put
    /// together in logarithms (MOVER; Zou and Donner, Stat. Med. 27, 2008).
    public Optional<Interval> interval() {
        return before.bounds().flatMap(a -> after.bounds().map(b -> interval(a, b)));
    }

    private Interval interval(Series.Bounds a, Series.Bounds b) {
        double down = Math.hypot(Math.log(after.value() / b.low()), Math.log(a.high() / before.value()));
        double up = Math.hypot(Math.log(b.high() / after.value()), Math.log(before.value() / a.low()));
        return new Interval(ratio() * Math.exp(-down), ratio() * Math.exp(up));
    }

    /// By how much the value after is worse, as a share of the value before: times grow, rates fall. Negative if it is
    /// better.
    public double worse() {
        return before.isTime() ? ratio() - 1 : 1 - ratio();
    }

    /// One word.
    ///
    /// @param limit  the share up to which nothing has changed
    public Verdict verdict(double limit) {
        if (Math.abs(worse()) <= limit) {
            return Verdict.SAME;
        }
        if (interval().filter(bounds -> bounds.low() <= 1 && bounds.high() >= 1).isPresent()) {
            return Verdict.UNSURE;
        }
        return worse() > 0 ? Verdict.REGRESSION : Verdict.IMPROVEMENT;
    }
}
