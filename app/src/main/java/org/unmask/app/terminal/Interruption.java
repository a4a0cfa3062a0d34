package org.unmask.app.terminal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// What to do at last if a signal (Ctrl-C, or a polite kill) ends the process in the middle of work.
///
/// The work itself is not asked: it may be deep inside a kernel. It goes on beside the last actions, so these must keep
/// it from what they finish.
public final class Interruption implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread hook;

    private Interruption(Runnable last) {
        hook = new Thread(
                () -> {
                    if (over.compareAndSet(false, true)) {
                        last.run();
                    }
                },
                "interruption");
    }

    /// From now until closed.
    public static Interruption then(Runnable last) {
        Interruption interruption = new Interruption(last);
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException _) {
            await();
        }
        return interruption;
    }

    /// The work is done. Never returns if a signal was faster.
    @Override
    public void close() {
        if (!over.compareAndSet(false, true)) {
            await();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            await();
        }
    }

    /// The process is ending.
    private static void await() {
        while (true) {
            LockSupport.park();
        }
    }
}
