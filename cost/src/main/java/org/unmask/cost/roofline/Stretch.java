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

    /// Work of all passes on all devices: `count·(first + last)/2`, which is a whole number.
    Work work() {
        Work sum = Work.NONE;
        for (int i = 0; i < first.size(); i++) {
            Call call = first.get(i);
            Work one = call.total();
            Work total = count == 1 ? one.times(count) : series(one, last.get(i).total());
            sum = sum.plus(total.times(call.repeats()));
        }
        return sum;
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
        if (floor <= Math.min(passSeconds(0, 0), passSeconds(count - 1, 0))) {
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
        int passes = to - from;
        double x = a.arithmeticFirst(a.work());
        double y = a.trafficFirst(a.work());
        double sum;
        if (count == 1 || a.work().equals(b.work())) {
            sum = passes * Math.max(x, y);
        } else {
            double dx = (a.arithmeticFirst(b.work()) - x) / (count - 1);
            double dy = (a.trafficFirst(b.work()) - y) / (count - 1);
            sum = Line.sumOfMaxima(x + from * dx, dx, y + from * dy, dy, passes);
        }
        return a.repeats() * (sum + passes * a.latencySeconds());
    }

    /// Time of the pass number `index`.
    double passSeconds(int index, double floor) {
        double share = count == 1 ? 0 : (double) index / (count - 1);
        double sum = 0;
        for (int i = 0; i < first.size(); i++) {
            Call a = first.get(i);
            Work end = last.get(i).work();
            double x = between(a.arithmeticFirst(a.work()), a.arithmeticFirst(end), share);
            double y = between(a.trafficFirst(a.work()), a.trafficFirst(end), share);
            sum += a.repeats() * (Math.max(x, y) + a.latencySeconds());
        }
        return Math.max(sum, floor);
    }

    private static double between(double from, double to, double share) {
        return from + share * (to - from);
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
