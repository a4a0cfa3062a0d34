package org.unmask.app.study;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.op.Work;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.result.RunResult;
import org.unmask.result.RunResult.MomentSpeed;

/// The time of a run as it would have been at another speed of the machine.
///
/// Between two looks at the speed the machine is taken to be as fast as their mean says; what share of the time each of
/// the two reference kernels stands for, the work of the passes in between decides. What interrupts a share of the looks
/// interrupts that share of the run, so every look counts as it is; those at the same moment are one, their median.
final class CorrectedTime {
    private CorrectedTime() {}

    /// @param run  with speeds
    /// @param works  of its passes
    static double seconds(RunResult run, List<Work> works, MachineSpeed usual) {
        List<Look> looks = looks(run.speeds());
        double sum = 0;
        for (int i = 1; i < looks.size(); i++) {
            Look from = looks.get(i - 1);
            Look to = looks.get(i);
            double flops = 0;
            double bytes = 0;
            for (Work work : works.subList(from.passes(), end(from, to, works))) {
                flops += work.flops();
                bytes += work.bytes();
            }
            double speed = flops + bytes == 0
                    ? 1
                    : MachineSpeed.between(from.speed(), to.speed()).relativeTo(usual, flops, bytes);
            sum += (to.seconds() - from.seconds()) * speed;
        }
        return sum;
    }

    /// A pass that was looked at before its end counts as a whole: what share of its time a kernel stands for is the same.
    private static int end(Look from, Look to, List<Work> works) {
        return Math.min(works.size(), Math.max(to.passes(), from.passes() + 1));
    }

    private record Look(int passes, double seconds, MachineSpeed speed) {}

    private static List<Look> looks(List<MomentSpeed> moments) {
        List<Look> looks = new ArrayList<>();
        int start = 0;
        for (int end = 1; end <= moments.size(); end++) {
            MomentSpeed first = moments.get(start);
            if (end == moments.size() || moments.get(end).seconds() > first.seconds()) {
                looks.add(new Look(first.passes(), first.seconds(), median(moments.subList(start, end))));
                start = end;
            }
        }
        return looks;
    }

    private static MachineSpeed median(List<MomentSpeed> moments) {
        return MachineSpeed.median(moments.stream()
                .map(moment -> new MachineSpeed(moment.bytesPerSecond(), moment.flopsPerSecond()))
                .toList());
    }
}
