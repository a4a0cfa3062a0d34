package org.unmask.core.decode;

/// What computes the passes of a drafter.
public sealed interface Drafter {
    /// A model of its own, with its own embedding, layers, cache and LM head.
    ///
    /// @param model  its name
    record Named(String model) implements Drafter {}

    /// Layers like those of the target, between its embedding and its LM head. What the first of them reads is a projection
    /// of the embedding of a token and the state that the target left before it.
    record Head(int layers) implements Drafter {}

    /// Layers like those of the target, between its embedding and its LM head. Keys and values of what is known come from
    /// states that some layers of the target left, joined by a projection: the passes of [Role#DRAFTER_CACHE].
    ///
    /// @param taps  layers of the target whose states are joined
    record Block(int layers, int taps) implements Drafter {}
}
