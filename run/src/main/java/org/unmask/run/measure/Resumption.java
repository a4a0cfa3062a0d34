package org.unmask.app.study;

import java.util.Optional;
import java.util.function.ToLongFunction;
import org.unmask.result.ResultFile;

/// How far measurements are, for whoever must end the process in the middle of them, from another thread.
public final class Standing {
    private volatile Optional<Work> work = Optional.empty();

    /// @param kept  counts the planned runs that results hold
    private record Work(ResultFile results, long planned, ToLongFunction<ResultFile> kept) {}

    /// Work begins.
    void working(ResultFile results, long planned, ToLongFunction<ResultFile> kept) {
        work = Optional.of(new Work(results, planned, kept));
    }

    /// Lets no further line into the results; the one being written is finished. Whoever would write another waits
    /// forever.
    ///
    /// @return what there is, and how to go on, for people
    public String stop() {
        if (work.isEmpty()) {
            return "nothing was measured yet";
        }
        ResultFile results = work.get().results();
        results.seal();
        return work.get().kept().applyAsLong(results) + " of " + work.get().planned() + " runs kept in "
                + results.path() + "; run the same command to go on";
    }
}
