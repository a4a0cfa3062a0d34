package org.unmask.result;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.unmask.result.RunResult.MomentSpeed;

/// Tells a machine that kept its speed during a run from one that did not.
final class Steadiness {
    /// A fifth: more is no quiet machine.
    private static final double MOST = 1.2;

    private static final int LEAST_LOOKS = 6;

    private Steadiness() {}

    /// Whether neither speed moved by more than a fifth from the first half of the looks to the second, medians of both.
    /// Fewer than three looks on a side say nothing: a look of milliseconds has its own noise.
    static boolean isSteady(List<MomentSpeed> speeds) {
        if (speeds.size() < LEAST_LOOKS) {
            return true;
        }
        List<MomentSpeed> first = speeds.subList(0, speeds.size() / 2);
        List<MomentSpeed> second = speeds.subList(speeds.size() / 2, speeds.size());
        return moved(median(first, MomentSpeed::bytesPerSecond), median(second, MomentSpeed::bytesPerSecond)) <= MOST
                && moved(median(first, MomentSpeed::flopsPerSecond), median(second, MomentSpeed::flopsPerSecond))
                        <= MOST;
    }

    /// Whether neither speed, the median of a run, moved by more than a fifth from one run to another; runs without looks say
    /// nothing.
    static boolean isSteadyOver(List<RunResult> runs) {
        List<RunResult> seen =
                runs.stream().filter(run -> !run.speeds().isEmpty()).toList();
        return isWithin(seen, MomentSpeed::bytesPerSecond) && isWithin(seen, MomentSpeed::flopsPerSecond);
    }

    private static boolean isWithin(List<RunResult> runs, ToDoubleFunction<MomentSpeed> rate) {
        DoubleSummaryStatistics medians =
                runs.stream().mapToDouble(run -> median(run.speeds(), rate)).summaryStatistics();
        return medians.getCount() == 0 || medians.getMax() <= MOST * medians.getMin();
    }

    private static double median(List<MomentSpeed> speeds, ToDoubleFunction<MomentSpeed> rate) {
        return Statistics.quantile(speeds.stream().mapToDouble(rate).toArray(), 50);
    }

    private static double moved(double from, double to) {
        return Math.max(from, to) / Math.min(from, to);
    }
}
