package org.unmask.run.measure;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.unmask.result.ResultFile;
import org.unmask.result.Results;

/// How far measurements are and how they go on, for whoever must end the process in the middle of them, from another
/// thread.
public final class Resumption {
    private volatile Optional<Work> work = Optional.empty();

    /// Nothing was begun yet.
    public Resumption() {
        // work begins later
    }

    private record Work(ResultFile file, List<Runs> parts) {
        long planned() {
            return parts.stream().mapToLong(Runs::planned).sum();
        }

        long kept() throws IOException {
            Results results = file.results();
            return parts.stream().mapToLong(part -> part.kept(results)).sum();
        }
    }

    /// Work begins.
    void working(ResultFile file, List<Runs> parts) {
        work = Optional.of(new Work(file, List.copyOf(parts)));
    }

    /// Lets no further line into the results; the one being written is finished. Whoever would write another waits
    /// forever.
    ///
    /// @return what there is, and how to go on, for people
    public String stop() {
        if (work.isEmpty()) {
            return "nothing was measured yet";
        }
        ResultFile file = work.get().file();
        file.seal();
        try {
            return work.get().kept() + " of " + work.get().planned() + " runs kept in " + file.path()
                    + "; run the same command to go on";
        } catch (IOException _) {
            return "nothing was measured yet";
        }
    }
}
