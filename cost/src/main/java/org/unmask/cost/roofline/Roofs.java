package org.unmask.cost.roofline;

import org.unmask.core.op.Work;

/// The time of work under two roofs.
///
/// @param work  of one run on one device
/// @param roofline  efficiencies included
/// @param overlap  share of the shorter of arithmetic and traffic that hides behind the longer
/// @param latencySeconds  added to every run
record Roofs(Work work, Roofline roofline, double overlap, double latencySeconds) implements Cost {
    @Override
    public double seconds() {
        return Math.max(arithmeticFirst(work), trafficFirst(work)) + latencySeconds;
    }

    @Override
    public double sum(Cost last, int count, int from, int to) {
        Work end = ((Roofs) last).work;
        int passes = to - from;
        double x = arithmeticFirst(work);
        double y = trafficFirst(work);
        double sum;
        if (count == 1 || work.equals(end)) {
            sum = passes * Math.max(x, y);
        } else {
            double dx = (arithmeticFirst(end) - x) / (count - 1);
            double dy = (trafficFirst(end) - y) / (count - 1);
            sum = Line.sumOfMaxima(x + from * dx, dx, y + from * dy, dy, passes);
        }
        return sum + passes * latencySeconds;
    }

    @Override
    public double between(Cost last, double share) {
        Work end = ((Roofs) last).work;
        double x = between(arithmeticFirst(work), arithmeticFirst(end), share);
        double y = between(trafficFirst(work), trafficFirst(end), share);
        return Math.max(x, y) + latencySeconds;
    }

    private static double between(double from, double to, double share) {
        return from + share * (to - from);
    }

    @Override
    public boolean isEvenUpTo(Cost last) {
        return last instanceof Roofs other && roofline.equals(other.roofline) && latencySeconds == other.latencySeconds;
    }

    /// The time of some work if its arithmetic is the longer. The time is the greater of this and [#trafficFirst],
    /// both of which are linear in the work.
    private double arithmeticFirst(Work some) {
        return roofline.computeSeconds(some) + (1 - overlap) * roofline.memorySeconds(some);
    }

    /// The time of some work if its traffic is the longer.
    private double trafficFirst(Work some) {
        return roofline.memorySeconds(some) + (1 - overlap) * roofline.computeSeconds(some);
    }
}
