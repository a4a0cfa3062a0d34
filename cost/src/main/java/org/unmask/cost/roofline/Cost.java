package org.unmask.cost.roofline;

/// What one run of an operator takes, and how that changes where its work changes evenly from pass to pass.
sealed interface Cost permits Roofs, Clocked {
    /// Of one run.
    double seconds();

    /// Of one run in each of the passes `[from, to)` of `count`, this being that of the first pass.
    ///
    /// @param last  that of the last pass
    double sum(Cost last, int count, int from, int to);

    /// Of one run in a pass between this one and the last.
    ///
    /// @param share  of the way from 0 to 1
    double between(Cost last, double share);

    /// Whether passes between this one and the last are given by the two.
    boolean isEvenUpTo(Cost last);
}
