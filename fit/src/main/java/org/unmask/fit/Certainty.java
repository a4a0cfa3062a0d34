package org.unmask.fit;

import java.util.Locale;

/// How much of the setting of a measurement is stated.
public enum Certainty {
    /// Device, both lengths, batch, and steps or what is accepted.
    COMPLETE,
    /// All but one quantity, which is between two values.
    ONE_INFERRED,
    /// Less.
    SEVERAL_INFERRED;

    /// By the number of quantities that are inferred.
    static Certainty of(int inferred) {
        return switch (inferred) {
            case 0 -> COMPLETE;
            case 1 -> ONE_INFERRED;
            default -> SEVERAL_INFERRED;
        };
    }

    /// The name in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
