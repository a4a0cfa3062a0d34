package org.unmask.app.study;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.unmask.core.op.Work;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.result.RunResult;
import org.unmask.result.RunResult.MomentSpeed;
import org.unmask.result.Statistics;

/// The time of a run as it would have been at another speed of the machine.
///
/// Between two looks at the speed the machine is taken to be as fast as their mean says; what share of the time each of
/// the two reference kernels stands for, the work of the passes in between decides. A look that was interrupted gives way
/// to its neighbours ([MachineSpeed#smoothed]).
final class CorrectedTime {
    /// A fifth: more is no quiet machine.
    private static final double STEADY = 1.2;

    private static final int LEAST_LOOKS = 6;

    private CorrectedTime() {}

    /// @param run  with speeds
    /// @param works  of its passes
    static double seconds(RunResult run, List<Work> works, MachineSpeed usual) {
        List<MachineSpeed> speeds = MachineSpeed.smoothed(
                run.speeds().stream().map(CorrectedTime::speed).toList());
        double sum = 0;
        for (int i = 1; i < run.speeds().size(); i++) {
            MomentSpeed from = run.speeds().get(i - 1);
            MomentSpeed to = run.speeds().get(i);
            double flops = 0;
            double bytes = 0;
            for (Work work : works.subList(from.passes(), to.passes())) {
                flops += work.flops();
                bytes += work.bytes();
            }
            double speed = flops + bytes == 0
                    ? 1
                    : MachineSpeed.between(speeds.get(i - 1), speeds.get(i)).relativeTo(usual, flops, bytes);
            sum += (to.seconds() - from.seconds()) * speed;
        }
        return sum;
    }

    private static MachineSpeed speed(MomentSpeed moment) {
        return new MachineSpeed(moment.bytesPerSecond(), moment.flopsPerSecond());
    }

    /// Whether neither speed moved by more than a fifth from the first half of the looks to the second, medians of both.
    /// Fewer than three looks on a side say nothing: a look of milliseconds has its own noise.
    static boolean isSteady(List<MomentSpeed> speeds) {
        if (speeds.size() < LEAST_LOOKS) {
            return true;
        }
        List<MomentSpeed> first = speeds.subList(0, speeds.size() / 2);
        List<MomentSpeed> second = speeds.subList(speeds.size() / 2, speeds.size());
        return moved(median(first, MomentSpeed::bytesPerSecond), median(second, MomentSpeed::bytesPerSecond)) <= STEADY
                && moved(median(first, MomentSpeed::flopsPerSecond), median(second, MomentSpeed::flopsPerSecond))
                        <= STEADY;
    }

    private static double median(List<MomentSpeed> speeds, ToDoubleFunction<MomentSpeed> rate) {
        return Statistics.quantile(speeds.stream().mapToDouble(rate).toArray(), 50);
    }

    private static double moved(double from, double to) {
        return Math.max(from, to) / Math.min(from, to);
    }
}
