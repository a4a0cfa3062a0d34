package org.unmask.web.openai;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The one thread that runs passes. Requests join and leave between passes, the next of them when there is room in memory
/// beside those that run; these get a pass each in every round, several as one where the model can do that, so that a
/// short answer does not wait for a long one.
///
/// Whatever a pass throws ends the requests that took part in it, never the thread.
final class Scheduler {
    /// How long the end may wait for a pass that has begun.
    private static final int SECONDS_OF_A_PASS = 60;

    private final TextModel model;
    private final Limits limits;
    private final Metrics metrics;
    private final Thread thread;
    private final List<Job> running = new CopyOnWriteArrayList<>();

    /// Guarded by itself, as is `closing`.
    private final Deque<Job> waiting = new ArrayDeque<>();

    private boolean closing;
    private volatile boolean isOver;

    Scheduler(TextModel model, Limits limits, Metrics metrics) {
        this.model = model;
        this.limits = limits;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().name("passes").daemon().start(this::workToTheEnd);
    }

    /// Takes all jobs of a request, or none.
    ///
    /// @throws Refused if there is no room for them, or the server is shutting down
    void submit(List<Job> jobs) {
        synchronized (waiting) {
            if (closing) {
                throw Refused.closing();
            }
            if (waiting.size() + jobs.size() > limits.waiting()) {
                throw Refused.full(waiting.size());
            }
            waiting.addAll(jobs);
            metrics.waiting(waiting.size());
            waiting.notifyAll();
        }
    }

    /// Nobody waits for a thread that has ended, whatever has ended it.
    private void workToTheEnd() {
        try {
            while (admit()) {
                round();
                metrics.running(running.size());
            }
        } finally {
            synchronized (waiting) {
                closing = true;
                running.forEach(job -> job.fail(Refused.closing()));
                waiting.forEach(job -> job.fail(Refused.closing()));
                waiting.clear();
            }
        }
    }

    /// Lets waiting jobs in, and waits if there is nothing to do.
    ///
    /// @return false if nothing is left to do, ever
    private boolean admit() {
        synchronized (waiting) {
            while (waiting.isEmpty() && running.isEmpty()) {
                if (closing) {
                    return false;
                }
                await();
            }
            waiting.removeIf(this::leaves);
        }
        for (Optional<Job> next = next(); next.isPresent(); next = next()) {
            start(next.get());
        }
        return true;
    }

    /// The first that waits, if it may run beside those that do. One that is too large for what they leave is not
    /// overtaken, so that it is not put off for ever.
    private Optional<Job> next() {
        synchronized (waiting) {
            Optional<Job> first = Optional.ofNullable(waiting.peekFirst())
                    .filter(_ -> running.size() < limits.running())
                    .filter(this::hasRoom);
            first.ifPresent(waiting::remove);
            metrics.waiting(waiting.size());
            return first;
        }
    }

    /// What one request may take was checked when it came: alone it always has room.
    private boolean hasRoom(Job next) {
        long left = model.roomBytes() - next.bytes();
        for (Job job : running) {
            left -= job.bytes();
        }
        return running.isEmpty() || left >= 0;
    }

    private void await() {
        try {
            waiting.wait();
        } catch (InterruptedException _) {
            closing = true;
        }
    }

    private void start(Job job) {
        try {
            job.start(model);
            running.add(job);
            metrics.running(running.size());
        } catch (RuntimeException | Error e) {
            job.fail(Refused.of(e));
        }
    }

    /// One pass of every job that runs.
    private void round() {
        for (Job job : running) {
            if (leaves(job)) {
                end(job);
            }
        }
        if (running.isEmpty()) {
            return;
        }
        try {
            metrics.ran(model.advance(running.stream().map(Job::answering).toList()));
        } catch (RuntimeException | Error e) {
            failAll(Refused.failed(e));
            return;
        }
        for (Job job : running) {
            if (tell(job)) {
                end(job);
            }
        }
    }

    /// Tells what a pass gave.
    ///
    /// @return whether nothing more is to be computed
    private static boolean tell(Job job) {
        try {
            Optional<Throwable> failure = job.answering().failure();
            failure.ifPresentOrElse(reason -> job.fail(Refused.of(reason)), job::tell);
            return failure.isPresent() || job.answering().isDone();
        } catch (RuntimeException | Error e) {
            job.fail(Refused.of(e));
            return true;
        }
    }

    /// Whether nobody wants the rest of a job, or its time is over.
    private boolean leaves(Job job) {
        if (isOver) {
            job.fail(Refused.closing());
            return true;
        }
        if (job.isLate(System.nanoTime())) {
            job.fail(Refused.late(limits.seconds()));
            return true;
        }
        return job.isAbandoned();
    }

    private void failAll(Refused reason) {
        for (Job job : running) {
            job.fail(reason);
            end(job);
        }
    }

    private void end(Job job) {
        running.remove(job);
        metrics.count(job.work());
        job.close();
    }

    /// Takes no more requests.
    void refuseMore() {
        synchronized (waiting) {
            closing = true;
            waiting.notifyAll();
        }
    }

    /// Takes no more requests, and waits for those that were taken.
    ///
    /// @param seconds  after which those that are left are refused
    void close(int seconds) {
        refuseMore();
        try {
            if (!thread.join(Duration.ofSeconds(seconds))) {
                isOver = true;
                thread.join(Duration.ofSeconds(SECONDS_OF_A_PASS));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The number of requests that are waiting or running.
    int open() {
        synchronized (waiting) {
            return waiting.size() + running.size();
        }
    }
}
