package org.unmask.result;

import java.util.Optional;

/// The model that ran. Every part is empty if it is unknown.
///
/// @param id  of the model in the catalogue, or its name elsewhere
/// @param weights  what tells them from other weights of the model: `synthetic seed=1`, or `sha256:` and a hash of what
///     the files hold; behind it `, drafter ` and the same of the model that drafted, if one did
/// @param place  where the weights were, for people
/// @param quantization  the scheme beyond the element type, for instance `AWQ` or `Q4_K_M`; `none` if there is none
public record Checkpoint(
        Optional<String> id, Optional<String> weights, Optional<String> place, Optional<String> quantization) {
    /// Nothing is known.
    public static final Checkpoint UNKNOWN =
            new Checkpoint(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// A model of which only the name is known.
    public static Checkpoint named(String id) {
        return new Checkpoint(Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
