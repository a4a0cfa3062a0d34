package org.unmask.app.study;

import java.util.ArrayList;
import java.util.List;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.result.RunResult.MomentSpeed;

/// How fast the machine was at a moment of a run.
///
/// @param passes  that had ended
/// @param seconds  of the run that had passed
record Look(int passes, double seconds, MachineSpeed speed) {
    /// The looks of a run, in order; those at the same moment are one, their median.
    static List<Look> of(List<MomentSpeed> moments) {
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

    /// This look at a machine that was faster by a factor.
    Look scaled(double bytes, double flops) {
        return new Look(
                passes, seconds, new MachineSpeed(speed.bytesPerSecond() * bytes, speed.flopsPerSecond() * flops));
    }
}
