package org.unmask.core.decode;

import java.util.List;
import java.util.Locale;
import org.unmask.core.text.Names;

/// Which rows of a pass go through the LM head.
public enum LogitRows {
    /// Masked positions that may be committed in this pass: what an engine without waste computes.
    ACTIVE,
    /// Every row of the generated part.
    GENERATED,
    /// Every query row: what the reference loops of LLaDA and Fast-dLLM compute.
    ALL;

    /// The name used on the command line and in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Finds a policy by its name.
    ///
    /// @throws IllegalArgumentException naming the nearest known values, if there is none of that name
    public static LogitRows of(String id) {
        return Names.find("logits policy", id, List.of(values()), LogitRows::id);
    }
}
