package org.unmask.cost.roofline;

import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.cost.timing.Basis;

/// An operator of a pass with what it takes.
///
/// @param cause  what takes it
/// @param repeats  how often it runs in the pass, once per layer for most
/// @param work  of one run on one device; what takes time
/// @param total  of one run on all devices together
/// @param cost  of one run on one device
/// @param basis  where the seconds come from
record Call(Cause cause, int repeats, Work work, Work total, Cost cost, Basis basis) {
    /// Work that is none takes no time under any roofs.
    private static final Roofline ANY = new Roofline(1, 1);

    /// This call with another total.
    Call of(Work all) {
        return new Call(cause, repeats, work, all, cost, basis);
    }

    /// This call with another total, beside calls that take longer.
    Call hidden(Work all) {
        return new Call(cause, repeats, Work.NONE, all, new Roofs(Work.NONE, ANY, 1, 0), basis);
    }

    String name() {
        return cause.name();
    }

    /// Whether this is a call of some operator from a layer on.
    boolean isOf(Operator operator, int layer, int times) {
        return repeats == times
                && cause instanceof Cause.Ran ran
                && ran.layer() == layer
                && ran.operator().equals(operator);
    }

    /// All runs on all devices together, with the seconds of one device.
    OperatorTotal sum() {
        return new OperatorTotal(name(), repeats, total.times(repeats), seconds());
    }

    /// All runs together.
    double seconds() {
        return repeats * cost.seconds();
    }
}
