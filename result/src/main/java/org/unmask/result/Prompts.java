package org.unmask.result;

import java.util.Optional;

/// Which prompts were given. Every part is empty if it is unknown.
///
/// @param source  what tells them from other prompts: `synthetic`, or a hash of all of them
/// @param form  `plain`, `chat` in the template of the model, or `tokens`
public record Prompts(Optional<String> source, Optional<String> form) {
    /// Nothing is known.
    public static final Prompts UNKNOWN = new Prompts(Optional.empty(), Optional.empty());

    /// Pseudo-random tokens, the same for every run of a model.
    public static final Prompts SYNTHETIC = new Prompts(Optional.of("synthetic"), Optional.of("tokens"));
}
