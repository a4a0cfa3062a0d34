package org.unmask.fleet;

/// Equal replicas of a model, and how they serve.
///
/// @param replicas  from 1; each may be several devices
/// @param priority  of the requests that wait on a replica
public record Fleet(int replicas, Routing routing, Batching batching, Priority priority, Limits limits) {
    public Fleet {
        if (replicas < 1) {
            throw new IllegalArgumentException("bad fleet: replicas=" + replicas + "; expected at least 1");
        }
    }

    /// This fleet with another number of replicas.
    public Fleet of(int other) {
        return new Fleet(other, routing, batching, priority, limits);
    }
}
