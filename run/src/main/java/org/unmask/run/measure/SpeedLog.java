package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.engine.Engine;
import org.unmask.result.RunResult.MomentSpeed;

/// The clock of a run that stops now and then, between two operators, to see how fast the machine is.
final class SpeedLog {
    private static final int CALLS = 3;
    /// At either end of a run: a short run has no others, and one look alone may have been interrupted.
    private static final int LOOKS_AT_ENDS = 3;
    private static final double EVERY_SECONDS = 0.04;
    /// Kernels that are slow are looked at more seldom: a run takes at most an eighth longer for its looks.
    private static final double LOOKS_TO_NEXT = 8;

    private final Optional<SpeedClock> clock;
    private final List<MomentSpeed> moments = new ArrayList<>();
    private double ran;
    private int passes;
    private long resumed;
    private double every = EVERY_SECONDS;

    /// A clock that does not run yet.
    SpeedLog(Engine engine) {
        this(Optional.of(new SpeedClock(engine)));
    }

    private SpeedLog(Optional<SpeedClock> clock) {
        this.clock = clock;
    }

    /// A clock that never looks.
    static SpeedLog blind() {
        return new SpeedLog(Optional.empty());
    }

    /// Starts the clock.
    ///
    /// @param last  what runs between the first looks and the start
    void start(Runnable last) {
        clock.ifPresent(SpeedClock::wake);
        lookWell();
        last.run();
        resumed = System.nanoTime();
    }

    private void lookWell() {
        if (clock.isPresent()) {
            for (int i = 0; i < LOOKS_AT_ENDS; i++) {
                look(clock.get());
            }
        }
    }

    private void look(SpeedClock at) {
        long start = System.nanoTime();
        MachineSpeed speed = at.read(CALLS);
        moments.add(new MomentSpeed(passes, ran, speed.bytesPerSecond(), speed.flopsPerSecond()));
        resumed = System.nanoTime();
        every = Math.max(EVERY_SECONDS, LOOKS_TO_NEXT * (resumed - start) * 1e-9);
    }

    /// Has to be called after every pass.
    void passEnded() {
        passes++;
        lookIfDue();
    }

    /// Has to be called between operators.
    ///
    /// @return nanoseconds for which the clock stood still
    long lookIfDue() {
        long now = System.nanoTime();
        double since = (now - resumed) * 1e-9;
        if (clock.isEmpty() || since <= every) {
            return 0;
        }
        ran += since;
        look(clock.get());
        return resumed - now;
    }

    /// Stops the clock.
    ///
    /// @return seconds of the run, without those of looking
    double end() {
        ran += (System.nanoTime() - resumed) * 1e-9;
        double seconds = ran;
        lookWell();
        return seconds;
    }

    List<MomentSpeed> moments() {
        return List.copyOf(moments);
    }
}
