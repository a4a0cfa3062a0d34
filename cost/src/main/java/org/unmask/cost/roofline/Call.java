package org.unmask.cost.roofline;

import org.unmask.core.op.Work;

/// An operator of a pass with the roofs it sees.
///
/// @param repeats  how often it runs in the pass, once per layer for most
/// @param work  of one run on one device; what takes time
/// @param total  of one run on all devices together
/// @param roofline  efficiencies included
/// @param overlap  share of the shorter of arithmetic and traffic that hides behind the longer
/// @param latencySeconds  added to every run
record Call(String name, int repeats, Work work, Work total, Roofline roofline, double overlap, double latencySeconds) {
    /// This call with another total.
    Call of(Work all) {
        return new Call(name, repeats, work, all, roofline, overlap, latencySeconds);
    }

    /// This call with another total, beside calls that take longer.
    Call hidden(Work all) {
        return new Call(name, repeats, Work.NONE, all, roofline, overlap, 0);
    }

    /// All runs together.
    double seconds() {
        return repeats * (Math.max(arithmeticFirst(work), trafficFirst(work)) + latencySeconds);
    }

    /// The time of some work if its arithmetic is the longer. The time is the greater of this and [#trafficFirst],
    /// both of which are linear in the work.
    double arithmeticFirst(Work some) {
        return roofline.computeSeconds(some) + (1 - overlap) * roofline.memorySeconds(some);
    }

    /// The time of some work if its traffic is the longer.
    double trafficFirst(Work some) {
        return roofline.memorySeconds(some) + (1 - overlap) * roofline.computeSeconds(some);
    }
}
