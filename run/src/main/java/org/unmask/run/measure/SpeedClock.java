package org.unmask.run.measure;

import java.util.function.DoubleSupplier;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.engine.Engine;
import org.unmask.engine.Reference;
import org.unmask.result.Statistics;

/// Says how fast the machine is just now: what else runs on it, and at which clock, changes from second to second.
///
/// Each of two reference kernels runs several times, a fraction of a millisecond each, and the median counts: an interruption
/// of milliseconds, which hardly matters in the time between two looks, would matter by a factor here.
final class SpeedClock {
    private static final double CALL_SECONDS = 0.0007;
    private static final int COMPILING_CALLS = 200;
    /// Wakes threads that rested, and processors that were put to sleep under them.
    private static final int WAKING_CALLS = 12;

    private final Reference reference;
    private final long rounds;

    SpeedClock(Engine engine) {
        this.reference = engine.reference();
        this.rounds = rounds(reference);
    }

    /// Rounds of multiply-adds that take about as long as a call should, once they are compiled.
    private static long rounds(Reference reference) {
        long rounds = 1000;
        for (int call = 0; call < COMPILING_CALLS; call++) {
            reference.multiplyAdds(rounds);
        }
        while (true) {
            long start = System.nanoTime();
            reference.multiplyAdds(rounds);
            if (System.nanoTime() - start > CALL_SECONDS * 1e9) {
                return rounds;
            }
            rounds *= 2;
        }
    }

    /// Runs both kernels for a while, after the threads of the engine have rested.
    void wake() {
        read(WAKING_CALLS);
    }

    /// The speed now.
    ///
    /// @param calls  of each kernel; one before them does not count
    MachineSpeed read(int calls) {
        return new MachineSpeed(rate(calls, reference::read), rate(calls, () -> reference.multiplyAdds(rounds)));
    }

    private static double rate(int calls, DoubleSupplier work) {
        double _ = work.getAsDouble();
        double[] rates = new double[calls];
        for (int call = 0; call < calls; call++) {
            long start = System.nanoTime();
            double amount = work.getAsDouble();
            rates[call] = amount / ((System.nanoTime() - start) * 1e-9);
        }
        return Statistics.quantile(rates, 50);
    }
}
