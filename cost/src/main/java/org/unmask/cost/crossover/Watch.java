package org.unmask.cost.crossover;

/// Told that work goes on.
@FunctionalInterface
public interface Watch {
    /// Now and then.
    void working();

    /// Nobody watches.
    Watch NONE = () -> {};
}
