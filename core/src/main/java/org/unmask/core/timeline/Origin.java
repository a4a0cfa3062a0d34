package org.unmask.core.timeline;

import java.util.Locale;

/// Where the passes and the seconds of a timeline come from.
public enum Origin {
    /// Passes assumed, seconds from the cost model.
    ASSUMED,
    /// Passes recorded, seconds from the cost model.
    REPLAYED,
    /// Passes recorded, seconds from a clock.
    MEASURED;

    /// The name used in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
