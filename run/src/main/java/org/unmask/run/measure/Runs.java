package org.unmask.run.measure;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.unmask.core.text.Progress;
import org.unmask.engine.spi.Backend;
import org.unmask.result.ResultFile;
import org.unmask.result.Results;

/// A protocol on this machine: knows which of its runs results hold, and runs those that are missing.
public interface Runs {
    /// What computes.
    Backend backend();

    /// Threads of the backend.
    int threads();

    /// Checks that every run has room.
    ///
    /// @throws IllegalArgumentException if a run has no room on this machine
    void checkCapacity();

    /// Which operators have to be timed before their passes can be priced.
    default List<OperatorPlan> operators() {
        return List.of();
    }

    /// Runs in all.
    long planned();

    /// How many of them the results hold.
    long kept(Results results);

    /// Runs what the results do not hold yet.
    ///
    /// @param between  called a few times, evenly spread, while no run is under way
    void run(ResultFile file, Progress.Factory progress, Consumer<String> notes, Between between) throws IOException;

    /// Other work that shall meet the same machine as the runs.
    @FunctionalInterface
    interface Between {
        /// No other work.
        Between NOTHING = _ -> {};

        /// @param turns  how often it will be called in all, about
        void turn(int turns);
    }
}
