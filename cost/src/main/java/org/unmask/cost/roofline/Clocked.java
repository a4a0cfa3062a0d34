package org.unmask.cost.roofline;

import org.unmask.cost.timing.Curve;

/// A time on the curve of an operator that was timed. Passes of one stretch differ in where they are on the curve only.
///
/// @param size  rows, or keys of attention
record Clocked(Curve curve, double size) implements Cost {
    @Override
    public double seconds() {
        return curve.at(size);
    }

    @Override
    public double sum(Cost last, int count, int from, int to) {
        double step = count == 1 ? 0 : (((Clocked) last).size - size) / (count - 1);
        return curve.sum(size + from * step, step, to - from);
    }

    @Override
    public double between(Cost last, double share) {
        return curve.at(size + share * (((Clocked) last).size - size));
    }

    @Override
    public boolean isEvenUpTo(Cost last) {
        return last instanceof Clocked;
    }
}
