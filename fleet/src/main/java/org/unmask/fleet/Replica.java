package org.unmask.fleet;

import java.util.ArrayList;
import java.util.List;

/// A replica with the requests it has, from one pass to the next.
final class Replica {
    private final Service service;
    private final Batching batching;
    private final Limits limits;
    private final Waiting waiting;
    /// In the order in which they were admitted.
    private final List<Sequence> running = new ArrayList<>();
    private final List<Composition> slots = new ArrayList<>(List.of(new Composition()));
    private long keptBytes;
    private int tokens;
    private int inPass;
    private final boolean prefills;
    /// Sequences whose keys and values are on their way to it.
    private int coming;

    private final Tally tally = new Tally();

    /// What the replica has done.
    static final class Tally {
        long passes;
        long sequencePasses;
        long preemptions;
        double busySeconds;
        long mostKeptBytes;
    }

    /// Learns of requests that leave: they are answered, or their prompt is computed and another replica goes on.
    interface Leaves {
        void left(Sequence sequence, long keptBytes, double now);
    }

    /// A replica without requests.
    ///
    /// @param prefills  whether it computes prompts only
    Replica(Service service, Fleet fleet, boolean prefills) {
        this.service = service;
        this.batching = fleet.batching();
        this.waiting = new Waiting(fleet.priority());
        this.limits = fleet.limits();
        this.prefills = prefills;
    }

    void enqueue(Sequence sequence) {
        waiting.add(sequence);
    }

    /// The keys and values of a sequence are on their way.
    void expect() {
        coming++;
    }

    /// They are here.
    void receive(Sequence sequence) {
        coming--;
        enqueue(sequence);
    }

    /// Requests that it has to serve.
    int load() {
        return coming + waiting.size() + running.size();
    }

    /// Whether there is nothing to compute.
    boolean isIdle() {
        return running.isEmpty() && waiting.isEmpty();
    }

    /// Sequences of the pass that runs.
    int sequencesInPass() {
        return inPass;
    }

    Tally tally() {
        return tally;
    }

    /// Begins a pass.
    ///
    /// @return its seconds; negative if there is nothing to do
    double begin(double now) {
        if (isIdle()) {
            return -1;
        }
        for (Composition slot : slots) {
            slot.clear();
        }
        tokens = 0;
        inPass = 0;
        switch (batching) {
            case STATIC -> beginStatic(now);
            case CONTINUOUS -> beginContinuous(now);
            case BLOCK -> beginBlock(now);
        }
        double seconds = 0;
        for (Composition slot : slots) {
            if (!slot.isEmpty()) {
                seconds += service.seconds(slot);
            }
        }
        tally.passes++;
        tally.sequencePasses += inPass;
        tally.busySeconds += seconds;
        return seconds;
    }

    private void beginStatic(double now) {
        if (running.isEmpty()) {
            int most = 0;
            while (!waiting.isEmpty() && running.size() < limits.sequences()) {
                Script script = waiting.first(now).script();
                most = Math.max(most, script.mostTokens());
                long tokensThen = (running.size() + 1L) * most;
                if ((!running.isEmpty() && tokensThen > limits.tokens()) || !admit(mostKeys(script), now)) {
                    break;
                }
            }
        }
        for (Sequence sequence : running) {
            if (sequence.isDone()) {
                sequence.repeat(slots);
                inPass++;
            } else {
                take(sequence, sequence.tokens(Integer.MAX_VALUE, false, true), now);
            }
        }
    }

    private int mostKeys(Script script) {
        return prefills ? script.promptKeys() : script.mostKeys();
    }

    private void beginContinuous(double now) {
        boolean preempted = takeRunning(now, false);
        while (!preempted && !waiting.isEmpty() && running.size() < limits.sequences()) {
            Sequence next = waiting.first(now);
            int part = next.tokens(limits.tokens() - tokens, limits.chunked(), inPass == 0);
            if (part == Sequence.NONE || !admit(next.keys(), now)) {
                break;
            }
            take(next, part, now);
        }
    }

    private void beginBlock(double now) {
        boolean open = true;
        for (Sequence sequence : running) {
            open &= !sequence.isInRound();
        }
        if (open) {
            while (!waiting.isEmpty()
                    && running.size() < limits.sequences()
                    && admit(waiting.first(now).keys(), now)) {
                // the next one is looked at
            }
            running.forEach(sequence -> sequence.setInRound(true));
        }
        takeRunning(now, true);
    }

    /// Takes sequences that run into the pass, as far as there is room.
    ///
    /// @param round  whether only those of the round are
    /// @return whether any lost its memory
    private boolean takeRunning(double now, boolean round) {
        boolean preempted = false;
        for (int i = 0; i < running.size(); i++) {
            Sequence sequence = running.get(i);
            if (round && !sequence.isInRound()) {
                continue;
            }
            int part = sequence.tokens(limits.tokens() - tokens, limits.chunked(), inPass == 0);
            if (part == Sequence.NONE) {
                continue;
            }
            long bytes = bytes(sequence, sequence.keys(part));
            while (!fits(sequence, bytes) && running.size() > i) {
                preemptLast();
                preempted = true;
            }
            if (running.size() == i) {
                break;
            }
            keep(sequence, Math.max(bytes, sequence.keptBytes()));
            take(sequence, part, now);
        }
        return preempted;
    }

    private boolean fits(Sequence sequence, long bytes) {
        return keptBytes - sequence.keptBytes() + bytes <= service.capacityBytes();
    }

    /// The sequence that came last gives its memory up, and is the next to be admitted.
    private void preemptLast() {
        Sequence last = running.removeLast();
        if (running.isEmpty()) {
            throw new IllegalArgumentException("a request of " + last.arrival().promptTokens() + " + "
                    + last.arrival().generatedTokens() + " tokens alone needs more memory for keys and values than the "
                    + service.capacityBytes() + " bytes of a replica");
        }
        keep(last, 0);
        last.preempt();
        last.setInRound(false);
        waiting.addPreempted(last);
        tally.preemptions++;
    }

    /// Admits the next request if its keys fit.
    private boolean admit(int keys, double now) {
        Sequence next = waiting.first(now);
        long bytes = bytes(next, keys);
        if (keptBytes + bytes > service.capacityBytes()) {
            if (running.isEmpty()) {
                running.add(next);
                preemptLast();
            }
            return false;
        }
        waiting.removeFirst();
        running.add(next);
        keep(next, bytes);
        return true;
    }

    private long bytes(Sequence sequence, int keys) {
        long kept = sequence.script().keptBytes();
        return kept > 0 ? kept : service.keptBytes(keys);
    }

    private void keep(Sequence sequence, long bytes) {
        keptBytes += bytes - sequence.keptBytes();
        sequence.keep(bytes);
        tally.mostKeptBytes = Math.max(tally.mostKeptBytes, keptBytes);
    }

    private void take(Sequence sequence, int part, double now) {
        while (slots.size() <= sequence.drafts()) {
            slots.addFirst(new Composition());
        }
        sequence.take(part, now, slots);
        tokens += part;
        inPass++;
    }

    /// The pass has run.
    void end(double now, Leaves leaves) {
        boolean done = false;
        for (Sequence sequence : running) {
            if (sequence.takesPart()) {
                sequence.advance(now);
                done |= isOver(sequence);
                if (sequence.isAtBlock()) {
                    sequence.setInRound(false);
                }
            }
        }
        if (done) {
            leave(now, leaves);
        }
    }

    private boolean isOver(Sequence sequence) {
        return sequence.isDone() || (prefills && sequence.isPrompted());
    }

    private void leave(double now, Leaves leaves) {
        if (batching == Batching.STATIC && !running.stream().allMatch(this::isOver)) {
            return;
        }
        int left = 0;
        for (int i = 0; i < running.size(); i++) {
            Sequence sequence = running.get(i);
            if (isOver(sequence)) {
                long bytes = sequence.keptBytes();
                keep(sequence, 0);
                sequence.setInRound(false);
                leaves.left(sequence, bytes, now);
            } else {
                running.set(left, sequence);
                left++;
            }
        }
        running.subList(left, running.size()).clear();
    }
}
