package org.unmask.fleet;

import java.util.Optional;

/// Equal replicas of a model, and how they serve.
///
/// @param replicas  that decode, from 1; each may be several devices
/// @param priority  of the requests that wait on a replica
/// @param split  the replicas that compute prompts, besides those that decode; empty if all replicas do both
public record Fleet(
        int replicas, Routing routing, Batching batching, Priority priority, Limits limits, Optional<Split> split) {
    public Fleet {
        if (replicas < 1) {
            throw new IllegalArgumentException("bad fleet: replicas=" + replicas + "; expected at least 1");
        }
        if (split.isPresent() && priority == Priority.DEADLINE) {
            throw new IllegalArgumentException(
                    "priority by deadline is not known for replicas that compute prompts only;"
                            + " give --priority arrival, or no --prefill-replicas");
        }
    }

    /// Replicas that all do the same.
    public Fleet(int replicas, Routing routing, Batching batching, Priority priority, Limits limits) {
        this(replicas, routing, batching, priority, limits, Optional.empty());
    }

    /// This fleet with another number of replicas that decode.
    public Fleet of(int other) {
        return new Fleet(other, routing, batching, priority, limits, split);
    }

    /// This fleet with replicas for prompts besides its own.
    public Fleet with(Split other) {
        return new Fleet(replicas, routing, batching, priority, limits, Optional.of(other));
    }

    /// Replicas that compute prompts only.
    public int prefillReplicas() {
        return split.map(Split::prefillReplicas).orElse(0);
    }

    /// All replicas together.
    public int allReplicas() {
        return Math.addExact(replicas, prefillReplicas());
    }
}
