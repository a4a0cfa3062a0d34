package org.unmask.engine.spi;

/// Whether a backend can run on this machine.
public sealed interface Availability {
    /// The backend can run.
    ///
    /// @param preference  the higher one is chosen by `auto`
    /// @param detail  what it runs on, for reports
    record Ready(int preference, String detail) implements Availability {}

    /// The backend cannot run.
    ///
    /// @param reason  one sentence a user can act on
    record Missing(String reason) implements Availability {}
}
