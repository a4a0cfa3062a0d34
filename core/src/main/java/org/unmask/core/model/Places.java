package org.unmask.core.model;

import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which layers have which part, where they differ (Nemotron-H, arXiv 2504.03624; Granite 4). A layer has at least one.
///
/// @param attention  layers with attention
/// @param states  layers with a state; where there is attention, too, both stand side by side (Falcon-H1, arXiv 2507.22448)
/// @param mlps  layers with an MLP or experts
public record Places(Set<Integer> attention, Set<Integer> states, Set<Integer> mlps) {
    public Places {
        attention = Set.copyOf(attention);
        states = Set.copyOf(states);
        mlps = Set.copyOf(mlps);
    }

    /// States and attention in the layers that are said, an MLP in all.
    public static Places of(Set<Integer> attention, Set<Integer> states, int layers) {
        return new Places(
                attention, states, Set.copyOf(IntStream.range(0, layers).boxed().toList()));
    }

    void check(int layers) {
        boolean inside =
                Stream.of(attention, states, mlps).flatMap(Set::stream).allMatch(layer -> layer >= 0 && layer < layers);
        if (!inside || !IntStream.range(0, layers).allMatch(layer -> mixes(layer) || mlps.contains(layer))) {
            throw new IllegalArgumentException("bad layout: attention in layers " + attention + ", states in " + states
                    + ", MLPs in " + mlps + " of " + layers);
        }
    }

    /// Whether a layer has attention or a state.
    boolean mixes(int layer) {
        return attention.contains(layer) || states.contains(layer);
    }
}
