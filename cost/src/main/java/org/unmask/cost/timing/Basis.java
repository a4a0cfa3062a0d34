package org.unmask.cost.timing;

import java.util.Locale;

/// Where the seconds of an operator come from, the surest first.
public enum Basis {
    /// Timed at just this size.
    TIMED,
    /// Between two sizes that were timed.
    INTERPOLATED,
    /// Larger than all that was timed: time grows in proportion to the work from there on.
    EXTRAPOLATED,
    /// Another shape of the same kind was timed: its efficiency at the same rows under the roofline.
    SIMILAR,
    /// Nothing of the kind was timed: the roofline and the profile.
    ROOFLINE;

    /// The name used in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the seconds were read off a clock, at this size or at others of the same shape.
    public boolean isClocked() {
        return compareTo(SIMILAR) < 0;
    }

    /// The less sure of two.
    public Basis and(Basis other) {
        return compareTo(other) > 0 ? this : other;
    }
}
