package org.unmask.core.model;

import java.util.Set;

/// Sliding-window attention.
///
/// @param tokens  how many keys up to its own position a query sees
/// @param fullEvery  every n-th layer attends to all keys; 0 for none
/// @param full  further layers that attend to all keys, from 0
public record Window(int tokens, int fullEvery, Set<Integer> full) {
    public Window {
        full = Set.copyOf(full);
        if (tokens < 1 || fullEvery < 0) {
            throw new IllegalArgumentException("bad window: tokens=" + tokens + " full every=" + fullEvery);
        }
    }

    /// A window of all layers but every n-th.
    public Window(int tokens, int fullEvery) {
        this(tokens, fullEvery, Set.of());
    }

    /// The keys a query of a layer sees; 0 is all.
    public int of(int layer) {
        boolean all = (fullEvery > 0 && (layer + 1) % fullEvery == 0) || full.contains(layer);
        return all ? 0 : tokens;
    }
}
