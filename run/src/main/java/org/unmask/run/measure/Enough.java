package org.unmask.run.measure;

import java.util.List;
import org.unmask.result.Statistics;

/// When a setting has been repeated often enough: its median is known to 1.5 % by at least three samples.
///
/// The rule looks at the width of the interval alone, never at the price the median will be compared with.
final class Enough {
    /// Fewer samples say nothing about their spread.
    static final int LEAST = 3;

    private static final double NARROW = 0.015;

    private Enough() {}

    /// @param seconds  of the repetitions so far
    static boolean isEnough(List<Double> seconds) {
        if (seconds.size() < LEAST) {
            return false;
        }
        Statistics statistics =
                Statistics.of(seconds.stream().mapToDouble(Double::doubleValue).toArray());
        double half = (statistics.bootstrapHigh() - statistics.bootstrapLow()) / 2;
        return half <= NARROW * statistics.median();
    }
}
