package org.unmask.core.decode;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

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
    /// @throws IllegalArgumentException naming the known values, if there is none of that name
    public static LogitRows of(String id) {
        for (LogitRows rows : values()) {
            if (rows.id().equals(id)) {
                return rows;
            }
        }
        String known = Arrays.stream(values()).map(LogitRows::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown logits policy '" + id + "'; known: " + known);
    }
}
