package org.unmask.core.model;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which layers have which part, where they differ (Nemotron-H, arXiv 2504.03624; Granite 4). A layer has at least one.
///
/// @param attention  layers with attention
/// @param states  layers with a state; where there is attention, too, both stand side by side (Falcon-H1, arXiv 2507.22448)
/// @param mlps  layers with an MLP or experts
/// @param dense  of those, layers without experts where others have them; the first ones need not be named
public record Places(Set<Integer> attention, Set<Integer> states, Set<Integer> mlps, Set<Integer> dense) {
    public Places {
        attention = Set.copyOf(attention);
        states = Set.copyOf(states);
        mlps = Set.copyOf(mlps);
        dense = Set.copyOf(dense);
    }

    /// Where there are experts, all layers with an MLP have them.
    public Places(Set<Integer> attention, Set<Integer> states, Set<Integer> mlps) {
        this(attention, states, mlps, Set.of());
    }

    /// States and attention in the layers that are said, an MLP in all.
    public static Places of(Set<Integer> attention, Set<Integer> states, int layers) {
        return new Places(
                attention, states, Set.copyOf(IntStream.range(0, layers).boxed().toList()));
    }

    /// Attention in the layers that are said, states in all others, an MLP in all.
    public static Places attention(Set<Integer> attention, int layers) {
        Set<Integer> states = IntStream.range(0, layers)
                .filter(layer -> !attention.contains(layer))
                .boxed()
                .collect(Collectors.toSet());
        return of(attention, states, layers);
    }

    /// Attention in every n-th layer, states in all others, an MLP in all.
    public static Places attentionEvery(int every, int layers) {
        return attention(
                IntStream.range(0, layers)
                        .filter(layer -> (layer + 1) % every == 0)
                        .boxed()
                        .collect(Collectors.toSet()),
                layers);
    }

    void check(int layers) {
        boolean inside = Stream.of(attention, states, mlps, dense)
                .flatMap(Set::stream)
                .allMatch(layer -> layer >= 0 && layer < layers);
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
