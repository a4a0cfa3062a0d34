package org.unmask.cost.roofline;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

import java.util.List;
import org.unmask.core.op.Work;

/// Passes whose operators are the same, with work that is linear in the number of the pass.
final class Stretch {
    private final List<Call> first;
    private final List<Call> last;
    private final int count;

    /// @param last  operators of the last pass; empty if there is one pass
    Stretch(List<Call> first, List<Call> last, int count) {
        if (count > 1 && first.size() != last.size()) {
            throw new IllegalArgumentException("bad stretch: " + first.size() + " and " + last.size() + " operators");
        }
        this.first = first;
        this.last = count > 1 ? last : first;
        this.count = count;
    }

    /// Whether the passes between the first and the last are given by the two.
    boolean isEven() {
        for (int i = 0; i < first.size(); i++) {
            if (!first.get(i).cost().isEvenUpTo(last.get(i).cost())) {
                return false;
            }
        }
        return true;
    }

    /// Work of all passes on all devices: `count·(first + last)/2`, which is a whole number.
    Work work() {
        Work sum = Work.NONE;
        for (int i = 0; i < first.size(); i++) {
            Call call = first.get(i);
            Work one = call.total();
            Work end = last.get(i).total();
            sum = sum.plus(
                    one.equals(end)
                            ? one.times(multiplyExact((long) count, call.repeats()))
                            : series(one, end).times(call.repeats()));
        }
        return sum;
    }

    /// Work of some of the passes on all devices.
    ///
    /// @param indices  the sum of their numbers
    Work work(long passes, long indices) {
        Work sum = Work.NONE;
        for (int i = 0; i < first.size(); i++) {
            Call call = first.get(i);
            Work one = call.total();
            sum = sum.plus(some(one, last.get(i).total(), passes, indices).times(call.repeats()));
        }
        return sum;
    }

    private Work some(Work a, Work b, long passes, long indices) {
        return new Work(
                some(a.matmulFlops(), b.matmulFlops(), passes, indices),
                some(a.otherFlops(), b.otherFlops(), passes, indices),
                some(a.bytesRead(), b.bytesRead(), passes, indices),
                some(a.bytesWritten(), b.bytesWritten(), passes, indices),
                some(a.weightBytes(), b.weightBytes(), passes, indices),
                some(a.keyValueBytes(), b.keyValueBytes(), passes, indices),
                some(a.linkBytes(), b.linkBytes(), passes, indices));
    }

    /// The step from one pass to the next is a whole number.
    private long some(long a, long b, long passes, long indices) {
        long sum = multiplyExact(a, passes);
        return a == b ? sum : addExact(sum, multiplyExact((b - a) / (count - 1), indices));
    }

    private Work series(Work a, Work b) {
        return new Work(
                series(a.matmulFlops(), b.matmulFlops()),
                series(a.otherFlops(), b.otherFlops()),
                series(a.bytesRead(), b.bytesRead()),
                series(a.bytesWritten(), b.bytesWritten()),
                series(a.weightBytes(), b.weightBytes()),
                series(a.keyValueBytes(), b.keyValueBytes()),
                series(a.linkBytes(), b.linkBytes()));
    }

    private long series(long a, long b) {
        return a == b ? multiplyExact(a, count) : multiplyExact(addExact(a, b), (long) count) / 2;
    }

    /// Time of all passes, none of which takes less than the floor.
    ///
    /// Without the floor, time grows or falls from pass to pass, so those below it stand together at one end.
    double seconds(double floor) {
        if (floor == 0 || floor <= Math.min(passSeconds(0, 0), passSeconds(count - 1, 0))) {
            return busySeconds(0, count);
        }
        boolean rising = passSeconds(count - 1, 0) >= passSeconds(0, 0);
        int waiting = waiting(floor, rising);
        double busy = rising ? busySeconds(waiting, count) : busySeconds(0, count - waiting);
        return waiting * floor + busy;
    }

    /// Time of the passes `[from, to)` without a floor.
    private double busySeconds(int from, int to) {
        double sum = 0;
        for (int i = 0; i < first.size(); i++) {
            sum += callSeconds(first.get(i), last.get(i), from, to);
        }
        return sum;
    }

    private double callSeconds(Call a, Call b, int from, int to) {
        return a.repeats() * a.cost().sum(b.cost(), count, from, to);
    }

    /// Time of the pass number `index`.
    double passSeconds(int index, double floor) {
        double share = count == 1 ? 0 : (double) index / (count - 1);
        double sum = 0;
        for (int i = 0; i < first.size(); i++) {
            Call a = first.get(i);
            sum += a.repeats() * a.cost().between(last.get(i).cost(), share);
        }
        return Math.max(sum, floor);
    }

    /// How many passes take less than the floor.
    private int waiting(double floor, boolean rising) {
        int known = 0;
        int unknown = count;
        while (known < unknown) {
            int middle = (known + unknown) >>> 1;
            if (passSeconds(rising ? middle : count - 1 - middle, 0) < floor) {
                known = middle + 1;
            } else {
                unknown = middle;
            }
        }
        return known;
    }
}
