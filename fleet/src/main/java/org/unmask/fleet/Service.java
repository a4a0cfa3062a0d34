package org.unmask.fleet;

import org.unmask.core.traffic.Arrival;

/// What requests ask of a replica, and what it takes to compute that. Not thread-safe.
public interface Service {
    /// The passes of a request, if it were alone.
    ///
    /// @throws IllegalArgumentException if the model cannot serve it
    Script script(Arrival request);

    /// The time of the pass that computes some sequences together, in seconds.
    double seconds(Composition sequences);

    /// Memory that the keys and values of a sequence take.
    ///
    /// @param keys  positions that are kept
    long keptBytes(int keys);

    /// Memory of a replica for what all sequences keep.
    long capacityBytes();
}
