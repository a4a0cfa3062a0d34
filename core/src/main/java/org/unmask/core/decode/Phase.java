package org.unmask.core.decode;

import java.util.Locale;

/// What a pass is for, to group passes in reports. Price and execution depend on the counts alone.
public enum Phase {
    /// The prompt is read into the cache.
    PREFILL,
    /// One token per sequence is computed from the cache.
    DECODE,
    /// A drafter reads what is new to it, or proposes a token.
    DRAFT,
    /// Proposed tokens are looked at together, and kept up to the first that is wrong.
    VERIFY,
    /// Masked positions are predicted.
    DENOISE,
    /// A full pass that predicts masked positions and renews the cache.
    REFRESH,
    /// A block without masks is looked at again, and tokens in it may be replaced.
    EDIT,
    /// A finished block is computed once more to store its keys and values.
    COMMIT;

    /// Whether masked positions are among the input.
    public boolean predictsMasks() {
        return this == DENOISE || this == REFRESH;
    }

    /// The name used in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
