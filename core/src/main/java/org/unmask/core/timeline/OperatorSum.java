package org.unmask.core.timeline;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

import org.unmask.core.op.Work;

/// Adds up the calls of one operator. Sums are made for every operator of every pass, so they make no values in between,
/// and passes of equal counts, which share their operators, are only counted.
final class OperatorSum {
    private static final OperatorTotal NONE = new OperatorTotal("", 0, Work.NONE, 0);

    private final String name;
    private OperatorTotal last = NONE;
    private long times;
    private long calls;
    private long matmulFlops;
    private long otherFlops;
    private long bytesRead;
    private long bytesWritten;
    private long weightBytes;
    private long keyValueBytes;
    private long linkBytes;
    private double seconds;

    OperatorSum(String name) {
        this.name = name;
    }

    boolean isOf(OperatorTotal operator) {
        return name.equals(operator.name());
    }

    @SuppressWarnings("ReferenceEquality") // an equal one that is another is added as well, only later
    void add(OperatorTotal more) {
        if (more != last) {
            flush();
            last = more;
        }
        times++;
        seconds += more.seconds();
    }

    private void flush() {
        Work work = last.work();
        calls += times * last.calls();
        matmulFlops = addExact(matmulFlops, multiplyExact(times, work.matmulFlops()));
        otherFlops = addExact(otherFlops, multiplyExact(times, work.otherFlops()));
        bytesRead = addExact(bytesRead, multiplyExact(times, work.bytesRead()));
        bytesWritten = addExact(bytesWritten, multiplyExact(times, work.bytesWritten()));
        weightBytes = addExact(weightBytes, multiplyExact(times, work.weightBytes()));
        keyValueBytes = addExact(keyValueBytes, multiplyExact(times, work.keyValueBytes()));
        linkBytes = addExact(linkBytes, multiplyExact(times, work.linkBytes()));
        times = 0;
    }

    OperatorTotal total() {
        flush();
        return new OperatorTotal(
                name,
                calls,
                new Work(matmulFlops, otherFlops, bytesRead, bytesWritten, weightBytes, keyValueBytes, linkBytes),
                seconds);
    }
}
