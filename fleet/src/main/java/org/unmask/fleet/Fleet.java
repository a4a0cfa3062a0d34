package org.unmask.fleet;

/// Equal replicas of a model, and how they serve.
///
/// @param replicas  from 1; each may be several devices
public record Fleet(int replicas, Routing routing, Batching batching, Limits limits) {
    public Fleet {
        if (replicas < 1) {
            throw new IllegalArgumentException("bad fleet: replicas=" + replicas + "; expected at least 1");
        }
    }

    /// This fleet with another number of replicas.
    public Fleet of(int other) {
        return new Fleet(other, routing, batching, limits);
    }
}
