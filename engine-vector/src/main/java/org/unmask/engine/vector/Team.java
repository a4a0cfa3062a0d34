package org.unmask.engine.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A fixed set of threads that share out ranges of work; the calling thread is the first member.
///
/// The partition depends only on the number of members, never on timing. Who waits spins briefly, yields for a
/// while and then parks, so that an idle team leaves the cores to others. Only one thread may call.
@SuppressWarnings("NullAway") // null is no share, no waiting thread, no failure; all three come and go
final class Team implements AutoCloseable {
    /// Spinning longer takes cores away from the members that still work.
    private static final int SPINS = 200;

    /// Waking a parked thread takes some 50 µs, longer than the small operators between two large ones. Yielding
    /// keeps a member at hand that long, and gives way to any other thread that wants the core.
    private static final int YIELDS = 500;

    private final Worker[] workers;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile Thread waiting;
    private volatile boolean closed;

    /// One member's share of a range.
    @FunctionalInterface
    interface Share {
        /// Does the work of `[from, to)`.
        ///
        /// @param member  which member runs it, `[0, threads)`, for scratch memory of its own
        void run(long from, long to, int member);
    }

    Team(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("bad team: threads=" + threads);
        }
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].thread.start();
        }
    }

    int threads() {
        return workers.length + 1;
    }

    /// Runs `share` over `[0, count)`, in one piece per member and none smaller than `grain` if that can be avoided.
    /// Returns when all are done; throws what a member threw.
    void split(long count, long grain, Share share) {
        if (closed) {
            throw new IllegalStateException("the kernels are closed");
        }
        int members = Math.clamp(count / Math.max(1, grain), 1, threads());
        if (members == 1) {
            share.run(0, count, 0);
            return;
        }
        failure.set(null);
        pending.set(members - 1);
        for (int i = 1; i < members; i++) {
            workers[i - 1].assign(share, count * i / members, count * (i + 1) / members);
        }
        try {
            share.run(0, count / members, 0);
        } finally {
            awaitWorkers();
        }
        rethrow(failure.get());
    }

    private void awaitWorkers() {
        for (int i = 0; i < SPINS + YIELDS && pending.get() > 0; i++) {
            pause(i);
        }
        waiting = Thread.currentThread();
        while (pending.get() > 0) {
            LockSupport.park(this);
        }
        waiting = null;
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy here: everything works without it
    private static void pause(int turn) {
        if (turn < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private static void rethrow(Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /// Ends the threads and waits for that.
    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
        boolean interrupted = false;
        for (Worker worker : workers) {
            while (worker.thread.isAlive()) {
                try {
                    worker.thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Worker implements Runnable {
        private final int member;
        private final Thread thread;
        private volatile Share share;
        private volatile boolean parked;
        private long from;
        private long to;

        Worker(int member) {
            this.member = member;
            this.thread = Thread.ofPlatform()
                    .name("unmask-vector-" + member)
                    .daemon(true)
                    .unstarted(this);
        }

        void assign(Share share, long from, long to) {
            this.from = from;
            this.to = to;
            this.share = share;
            if (parked) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            while (awaitShare()) {
                try {
                    share.run(from, to, member);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
                share = null;
                if (pending.decrementAndGet() == 0) {
                    LockSupport.unpark(waiting);
                }
            }
        }

        /// Whether there is a share; false at the end.
        private boolean awaitShare() {
            for (int i = 0; i < SPINS + YIELDS && share == null && !closed; i++) {
                pause(i);
            }
            parked = true;
            while (share == null && !closed) {
                LockSupport.park(Team.this);
            }
            parked = false;
            return share != null;
        }
    }
}
