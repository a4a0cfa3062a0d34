package org.unmask.cost.crossover;

import java.util.Locale;

/// What kind of answer a question has.
public enum Answer {
    /// There is a crossover.
    AT,
    /// What is asked for is so everywhere within the limits.
    ALWAYS,
    /// What is asked for is so nowhere within the limits.
    NEVER,
    /// One of the models runs out of memory before there is anything to compare.
    DOES_NOT_FIT,
    /// The question makes no sense for the strategy.
    NOT_APPLICABLE;

    /// The name used in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
