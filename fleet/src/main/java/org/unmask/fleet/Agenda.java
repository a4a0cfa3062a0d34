package org.unmask.fleet;

import java.util.Arrays;

/// The next time of each of several things, and the first of them. Of equal times that of the lowest number comes first.
final class Agenda {
    /// Nothing is to come.
    static final double NEVER = Double.POSITIVE_INFINITY;

    private final int leaves;
    /// A tournament, the leaves last: the winner of every node, and its time.
    private final int[] winners;
    private final double[] times;

    Agenda(int count) {
        leaves = Integer.highestOneBit(Math.max(1, 2 * count - 1));
        times = new double[2 * leaves];
        Arrays.fill(times, NEVER);
        winners = new int[2 * leaves];
        for (int i = 0; i < leaves; i++) {
            winners[leaves + i] = i;
        }
        for (int node = leaves - 1; node > 0; node--) {
            winners[node] = winners[2 * node];
        }
    }

    void set(int number, double time) {
        times[leaves + number] = time;
        for (int node = (leaves + number) / 2; node > 0; node /= 2) {
            int left = 2 * node;
            int winner = times[left + 1] < times[left] ? left + 1 : left;
            winners[node] = winners[winner];
            times[node] = times[winner];
        }
    }

    /// The number of the first.
    int first() {
        return winners[1];
    }

    /// Its time.
    double time() {
        return times[1];
    }
}
