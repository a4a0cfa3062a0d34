package org.unmask.core.timeline;

import static java.lang.Math.addExact;

import org.unmask.core.op.Work;

/// Adds up the calls of one operator. Sums are made for every operator of every pass, so they make no values in between.
final class OperatorSum {
    private final String name;
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

    void add(OperatorTotal more) {
        Work work = more.work();
        calls += more.calls();
        matmulFlops = addExact(matmulFlops, work.matmulFlops());
        otherFlops = addExact(otherFlops, work.otherFlops());
        bytesRead = addExact(bytesRead, work.bytesRead());
        bytesWritten = addExact(bytesWritten, work.bytesWritten());
        weightBytes = addExact(weightBytes, work.weightBytes());
        keyValueBytes = addExact(keyValueBytes, work.keyValueBytes());
        linkBytes = addExact(linkBytes, work.linkBytes());
        seconds += more.seconds();
    }

    OperatorTotal total() {
        return new OperatorTotal(
                name,
                calls,
                new Work(matmulFlops, otherFlops, bytesRead, bytesWritten, weightBytes, keyValueBytes, linkBytes),
                seconds);
    }
}
