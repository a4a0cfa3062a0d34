package org.unmask.app.measure;

/// Shows how far long work is.
public interface Progress extends AutoCloseable {
    /// One step more is done; `doing` says what comes next.
    void step(String doing);

    @Override
    void close();

    /// Opens progress for work of a known number of steps.
    interface Factory {
        Progress start(String task, long steps);
    }

    /// Shows nothing.
    Factory SILENT = (_, _) -> new Progress() {
        @Override
        public void step(String doing) {
            // nothing to show
        }

        @Override
        public void close() {
            // nothing to end
        }
    };
}
