package org.unmask.core.text;

/// Shows how far long work is.
public interface Progress extends AutoCloseable {
    /// One step more is done; `doing` says what comes next.
    void step(String doing);

    /// The step goes on. Long steps may say so as often as they like.
    default void goesOn() {
        // most show whole steps
    }

    @Override
    void close();

    /// Opens progress for work of a known number of steps.
    interface Factory {
        Progress start(String task, long steps);

        /// The process is ending: leaves what is shown as it is, so that something can be said below it.
        default void abandon() {
            // most leave whole lines
        }
    }

    /// Shows nothing.
    Progress NONE = new Progress() {
        @Override
        public void step(String doing) {
            // nothing to show
        }

        @Override
        public void close() {
            // nothing to end
        }
    };

    /// Opens progress that shows nothing.
    Factory SILENT = (_, _) -> NONE;
}
