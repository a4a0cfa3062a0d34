package org.unmask.app.study;

import java.util.List;
import org.unmask.core.op.Work;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.result.RunResult;
import org.unmask.result.RunResult.MomentSpeed;

/// The time of a run as it would have been at another speed of the machine.
///
/// Between two looks at the speed the machine is taken to be as fast as their mean says; what share of the time each of
/// the two reference kernels stands for, the work of the passes in between decides. A look that was interrupted gives way
/// to its neighbours ([MachineSpeed#smoothed]).
final class CorrectedTime {
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
            for (Work work : works.subList(from.passes(), end(from, to, works))) {
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

    /// A pass that was looked at before its end counts as a whole: what share of its time a kernel stands for is the same.
    private static int end(MomentSpeed from, MomentSpeed to, List<Work> works) {
        return Math.min(works.size(), Math.max(to.passes(), from.passes() + 1));
    }

    private static MachineSpeed speed(MomentSpeed moment) {
        return new MachineSpeed(moment.bytesPerSecond(), moment.flopsPerSecond());
    }
}
