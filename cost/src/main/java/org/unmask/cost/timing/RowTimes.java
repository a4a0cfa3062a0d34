package org.unmask.cost.timing;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Times of one shape over its rows.
final class RowTimes {
    private final Curve seconds;
    private final Curve flops;
    private final Curve bytes;

    private RowTimes(Curve seconds, Curve flops, Curve bytes) {
        this.seconds = seconds;
        this.flops = flops;
        this.bytes = bytes;
    }

    /// @param timings  of one shape, all by rows
    static RowTimes of(List<Timing> timings) {
        SortedMap<Long, Double> seconds = new TreeMap<>();
        SortedMap<Long, Double> flops = new TreeMap<>();
        SortedMap<Long, Double> bytes = new TreeMap<>();
        for (Timing timing : timings) {
            if (timing.at() instanceof Timing.Rows(long rows)) {
                seconds.put(rows, timing.expected());
                flops.put(rows, timing.flops());
                bytes.put(rows, timing.bytes());
            }
        }
        return new RowTimes(Curve.of(seconds), Curve.of(flops), Curve.of(bytes));
    }

    Timed at(long rows) {
        return new Timed(seconds, rows, seconds.basis(rows));
    }

    Like like(long rows) {
        return new Like(flops.at(rows), bytes.at(rows), seconds.at(rows));
    }

    /// Work of one row: tells shapes of one kind apart.
    double size() {
        return flops.at(1) + bytes.at(1);
    }
}
