package org.unmask.core.decode;

/// Whose layers a pass goes through, where a strategy needs more than one model.
public enum Role {
    /// The model that generates; where there is a drafter, it decides what is kept.
    TARGET,
    /// What proposes tokens: see [Strategy#drafter].
    DRAFTER,
    /// The drafter, of whose layers only keys and values are computed, from states of the target.
    DRAFTER_CACHE;

    /// Whether it is the drafter that computes.
    public boolean isDrafter() {
        return this != TARGET;
    }
}
