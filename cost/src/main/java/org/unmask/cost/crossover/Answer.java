package org.unmask.cost.crossover;

import java.util.Locale;

/// What kind of answer a question has.
public enum Answer {
    /// There is a crossover.
    AT,
    /// True at every value within the limits.
    ALWAYS,
    /// True at no value within the limits.
    NEVER,
    /// One of the models runs out of memory before there is anything to compare.
    DOES_NOT_FIT,
    /// The question does not apply to the strategy.
    NOT_APPLICABLE;

    /// The name used in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
