package org.unmask.cost.roofline;

import org.unmask.core.op.Work;

/// An operator of a pass with the roofs it sees.
///
/// @param repeats  how often it runs in the pass, once per layer for most
/// @param work  of one run
/// @param roofline  efficiencies included
/// @param latencySeconds  added to every run
record Call(String name, int repeats, Work work, Roofline roofline, double latencySeconds) {
    /// All runs together.
    double seconds() {
        return (roofline.seconds(work) + latencySeconds) * repeats;
    }
}
