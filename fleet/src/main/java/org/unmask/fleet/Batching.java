package org.unmask.fleet;

import java.util.List;
import java.util.Locale;
import org.unmask.core.text.Names;

/// When sequences join a running batch.
public enum Batching {
    /// A batch starts when the one before has ended. Sequences that are done are computed on until the last one is, and all
    /// answers end then.
    STATIC,
    /// Sequences join and leave between any two passes (Orca, Yu et al., OSDI 2022; vLLM). Of diffusion models each is at a
    /// step of its own: a running set.
    CONTINUOUS,
    /// Sequences join when all others are at the start of a block, and those that complete theirs wait for the rest.
    BLOCK;

    /// The name on the command line.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Finds one by its name.
    ///
    /// @throws IllegalArgumentException naming the nearest known ones, if there is none of that name
    public static Batching of(String id) {
        return Names.find("batching", id, List.of(values()), Batching::id);
    }
}
