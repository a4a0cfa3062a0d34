package org.unmask.app.crossover;

/// Told that work goes on.
@FunctionalInterface
public interface Watch {
    /// Now and then.
    void working();

    /// Nobody watches.
    Watch NONE = () -> {};
}
