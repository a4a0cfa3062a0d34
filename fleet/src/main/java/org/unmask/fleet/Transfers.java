package org.unmask.fleet;

import java.util.ArrayDeque;
import java.util.Deque;

/// The prompts whose keys and values a replica sends to others, one after the other.
final class Transfers {
    private final Split split;
    private final Deque<Transfer> waiting = new ArrayDeque<>();

    /// Keys and values on their way.
    ///
    /// @param since  when the prompt was computed
    /// @param target  the replica that decodes
    record Transfer(Sequence sequence, long bytes, double since, int target) {}

    Transfers(Split split) {
        this.split = split;
    }

    /// Adds one.
    ///
    /// @return whether it begins now
    boolean add(Transfer transfer) {
        waiting.add(transfer);
        return waiting.size() == 1;
    }

    /// The seconds of the first one; negative if there is none.
    double seconds() {
        return waiting.isEmpty() ? -1 : split.seconds(waiting.element().bytes());
    }

    /// The first one has arrived.
    Transfer arrived() {
        return waiting.remove();
    }
}
