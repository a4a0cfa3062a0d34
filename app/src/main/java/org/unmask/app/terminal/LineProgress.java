package org.unmask.app.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import org.unmask.core.text.Progress;

/// A line now and then, where standard error is not a terminal.
public final class LineProgress implements Progress.Factory {
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final PrintWriter err;

    /// Progress as lines on a stream.
    ///
    /// @param err  where lines go
    public LineProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public Progress start(String task, long steps) {
        Instant start = Instant.now();
        return new Progress() {
            private long done;
            private Instant last = start;

            @Override
            public void step(String doing) {
                done++;
                Instant now = Instant.now();
                if (Duration.between(last, now).compareTo(QUIET) >= 0) {
                    last = now;
                    err.println(task + ": " + done + " of " + steps + ", " + doing);
                }
            }

            @Override
            public void close() {
                err.println(task + ": " + done + (done == 1 ? " part in " : " parts in ")
                        + Duration.between(start, Instant.now()).toSeconds() + " s");
            }
        };
    }
}
