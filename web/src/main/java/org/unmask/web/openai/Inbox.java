package org.unmask.web.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What the thread that computes tells the thread of a request.
///
/// Single tokens that follow the last ones within a millisecond are handed over together: to wake a thread, write an event and
/// have it read takes longer than a token of a small model. Whatever else is told is handed over at once, with all before it.
final class Inbox {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private List<Update> updates = new ArrayList<>();
    private boolean isUrgent;
    /// Whether the thread of the request waits for anything at all.
    private boolean isAwaited;

    private long taken = System.nanoTime() - PAUSE_NANOS;

    /// Never waits for the thread of the request.
    void add(Update update) {
        lock.lock();
        try {
            updates.add(update);
            isUrgent |= !(update instanceof Update.Tokens tokens && tokens.isSingle());
            if (isAwaited || isUrgent) {
                told.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next updates.
    ///
    /// @return at least one, in the order in which they were told
    List<Update> take() throws InterruptedException {
        lock.lock();
        try {
            long pause = taken + PAUSE_NANOS - System.nanoTime();
            while (!isUrgent && pause > 0) {
                pause = told.awaitNanos(pause);
            }
            isAwaited = true;
            while (updates.isEmpty()) {
                told.await();
            }
            List<Update> all = updates;
            updates = new ArrayList<>();
            isUrgent = false;
            return all;
        } finally {
            isAwaited = false;
            taken = System.nanoTime();
            lock.unlock();
        }
    }
}
