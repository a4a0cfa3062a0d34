package org.unmask.core.model;

/// Sliding-window attention.
///
/// @param tokens  how many keys up to its own position a query sees
/// @param fullEvery  every n-th layer attends to all keys; 0 for none
public record Window(int tokens, int fullEvery) {
    public Window {
        if (tokens < 1 || fullEvery < 0) {
            throw new IllegalArgumentException("bad window: tokens=" + tokens + " full every=" + fullEvery);
        }
    }

    /// The keys a query of a layer sees; 0 is all.
    public int of(int layer) {
        return fullEvery > 0 && (layer + 1) % fullEvery == 0 ? 0 : tokens;
    }
}
