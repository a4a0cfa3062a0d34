package org.unmask.app.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.unmask.core.text.Progress;

/// Progress of work that mostly ends at once: nothing is shown for the first second.
public final class LateProgress implements Progress {
    private static final Duration LATE = Duration.ofSeconds(1);

    private final Progress.Factory factory;
    private final String task;
    private final long steps;
    private final Instant start = Instant.now();
    private long done;
    private Optional<Progress> shown = Optional.empty();

    /// Progress that another one shows, if the work is still going on after a second.
    ///
    /// @param factory  opens the progress that is shown
    public LateProgress(Progress.Factory factory, String task, long steps) {
        this.factory = factory;
        this.task = task;
        this.steps = steps;
    }

    @Override
    public void goesOn() {
        if (shown.isEmpty() && Duration.between(start, Instant.now()).compareTo(LATE) >= 0) {
            Progress progress = factory.start(task, steps);
            for (long i = 0; i < done; i++) {
                progress.step("");
            }
            shown = Optional.of(progress);
        }
    }

    @Override
    public void step(String doing) {
        goesOn();
        done++;
        shown.ifPresent(progress -> progress.step(doing));
    }

    @Override
    public void close() {
        shown.ifPresent(Progress::close);
    }
}
