package org.unmask.cost.crossover;

/// Receives word that work goes on.
@FunctionalInterface
public interface Watch {
    /// Tells now and then that work goes on.
    void working();

    /// Ignores everything.
    Watch NONE = () -> {};
}
