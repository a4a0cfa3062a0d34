package org.unmask.fleet;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/// The requests that wait on a replica. Those that lost their memory go on before others begin.
final class Waiting {
    private final Priority priority;
    private final Deque<Sequence> preempted = new ArrayDeque<>();
    /// By arrival; where deadlines decide, those that are late.
    private final Deque<Sequence> inTurn = new ArrayDeque<>();

    private final PriorityQueue<Sequence> urgent = new PriorityQueue<>(Comparator.comparingDouble(Sequence::latestStart)
            .thenComparingDouble(sequence -> sequence.arrival().seconds()));

    Waiting(Priority priority) {
        this.priority = priority;
    }

    void add(Sequence sequence) {
        switch (priority) {
            case ARRIVAL -> inTurn.add(sequence);
            case DEADLINE -> urgent.add(sequence);
        }
    }

    void addPreempted(Sequence sequence) {
        preempted.addFirst(sequence);
    }

    boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        return preempted.size() + inTurn.size() + urgent.size();
    }

    /// The one that begins next. There is one.
    Sequence first(double now) {
        if (!preempted.isEmpty()) {
            return preempted.getFirst();
        }
        while (!urgent.isEmpty() && urgent.element().latestStart() < now) {
            inTurn.add(urgent.remove());
        }
        return urgent.isEmpty() ? inTurn.getFirst() : urgent.element();
    }

    /// Takes the one out that [#first] named.
    void removeFirst() {
        if (!preempted.isEmpty()) {
            preempted.removeFirst();
        } else if (!urgent.isEmpty()) {
            urgent.remove();
        } else {
            inTurn.removeFirst();
        }
    }
}
