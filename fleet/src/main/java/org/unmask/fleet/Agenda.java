package org.unmask.fleet;

import java.util.Arrays;

/// The next time of each of several things, and the first of them. Of equal times that of the lowest number comes first.
final class Agenda {
    /// Nothing is to come.
    static final double NEVER = Double.POSITIVE_INFINITY;

    private final int leaves;
    private final double[] times;
    /// A tournament: the winner of every node, the leaves last.
    private final int[] winners;

    Agenda(int count) {
        leaves = Integer.highestOneBit(Math.max(1, 2 * count - 1));
        times = new double[leaves];
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
        times[number] = time;
        for (int node = (leaves + number) / 2; node > 0; node /= 2) {
            int left = winners[2 * node];
            int right = winners[2 * node + 1];
            winners[node] = times[right] < times[left] ? right : left;
        }
    }

    /// The number of the first.
    int first() {
        return winners[1];
    }

    /// Its time.
    double time() {
        return times[first()];
    }
}
