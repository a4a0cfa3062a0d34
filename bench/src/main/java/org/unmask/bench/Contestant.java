package org.unmask.bench;

/// Something that runs the tasks of the speed table.
interface Contestant extends AutoCloseable {
    /// As it stands in the table.
    String name();

    /// Runs a task once.
    ///
    /// @return seconds of what the task counts, or NaN if this contestant cannot do it
    double seconds(SpeedTask task);

    @Override
    void close();
}
