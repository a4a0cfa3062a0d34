package org.unmask.app.study;

import org.unmask.core.op.Work;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.figure.RooflineFigure;

/// Operators as points under a roofline.
final class Dots {
    private Dots() {}

    /// @param seconds  of all calls
    /// @param total  of the whole generation
    static RooflineFigure.Dot of(
            Label label, Source source, String operator, Work work, double seconds, double total, Roofline roofline) {
        double flopsPerByte = work.bytes() == 0 ? 0 : (double) work.flops() / work.bytes();
        double flopsPerSecond = seconds > 0 ? work.flops() / seconds : 0;
        return new RooflineFigure.Dot(
                label,
                source,
                operator,
                flopsPerByte,
                flopsPerSecond,
                seconds,
                seconds / total,
                operator.equals(Pricer.DISPATCH) ? Bound.DISPATCH : roofline.bound(work));
    }
}
