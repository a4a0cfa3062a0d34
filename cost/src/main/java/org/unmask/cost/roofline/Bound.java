package org.unmask.cost.roofline;

import java.util.Locale;

/// Which roof an operator hits first.
public enum Bound {
    COMPUTE,
    MEMORY;

    /// The name used in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
