package org.unmask.app.study;

import java.util.List;
import org.unmask.core.op.Work;
import org.unmask.cost.timing.MachineSpeed;

/// The time of a run as it would have been at another speed of the machine.
///
/// Between two looks at the speed the machine is taken to be as fast as their mean says; what share of the time each of
/// the two reference kernels stands for, the work of the passes in between decides. What interrupts a share of the looks
/// interrupts that share of the run, so every look counts as it is.
final class CorrectedTime {
    private CorrectedTime() {}

    /// @param looks  at the machine during the run
    /// @param works  of its passes
    static double seconds(List<Look> looks, List<Work> works, MachineSpeed usual) {
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
}
