package org.unmask.fit;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.Work;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;

/// A time that somebody measured, and the work it took.
///
/// @param source  the file it is from
/// @param group  points that are left out of a fit together
/// @param name  tells the point from others of its group
/// @param weight  how much its error counts in a fit, above 0
/// @param roofline  the roofs that profiles take shares of
/// @param ceiling  what the machine can do at most, whatever runs on it
/// @param operator  the only operator that was timed; empty if whole passes were
public record Observation(
        String source,
        String group,
        String name,
        double seconds,
        double weight,
        Roofline roofline,
        Roofline ceiling,
        Optional<String> operator,
        List<Passes> passes) {
    /// Equal passes.
    public record Passes(int count, PassLoad load) {}

    public Observation {
        passes = List.copyOf(passes);
        if (!(seconds > 0) || Double.isInfinite(seconds) || !(weight > 0) || passes.isEmpty()) {
            throw new IllegalArgumentException("bad observation " + name + ": seconds=" + seconds + " weight=" + weight
                    + " passes=" + passes.size());
        }
    }

    /// This observation with another weight.
    Observation weighing(double other) {
        return new Observation(source, group, name, seconds, other, roofline, ceiling, operator, passes);
    }

    /// What a profile predicts for it.
    public double predicted(Profile profile) {
        double sum = 0;
        for (Passes equal : passes) {
            sum += equal.count()
                    * operator.map(name -> only(equal.load(), name, profile))
                            .orElseGet(() -> equal.load().seconds(roofline, profile));
        }
        return sum;
    }

    private double only(PassLoad load, String name, Profile profile) {
        double sum = 0;
        for (PassLoad.Call call : load.calls()) {
            sum += call.operator().equals(name) ? call.seconds(roofline, profile) : 0;
        }
        return sum;
    }

    /// Predicted over measured, less one.
    public double error(Profile profile) {
        return predicted(profile) / seconds - 1;
    }

    /// Why the time is impossible on this machine; empty if it is plausible.
    ///
    /// Whole passes only: a single operator may find its operands in a processor's cache.
    public Optional<String> implausible() {
        if (operator.isPresent()) {
            return Optional.empty();
        }
        double flops = 0;
        double bytes = 0;
        for (Passes equal : passes) {
            Work work = equal.load().work();
            flops += (double) equal.count() * work.flops();
            bytes += (double) equal.count() * work.bytes();
        }
        if (flops / seconds > ceiling.flopsPerSecond()) {
            return Optional.of(
                    "needs %.4g FLOP/s, the device has %.4g".formatted(flops / seconds, ceiling.flopsPerSecond()));
        }
        if (bytes / seconds > ceiling.bytesPerSecond()) {
            return Optional.of(
                    "needs %.4g B/s, the device has %.4g".formatted(bytes / seconds, ceiling.bytesPerSecond()));
        }
        return Optional.empty();
    }

    /// Calls of operators in all passes.
    double calls() {
        double calls = 0;
        for (Passes equal : passes) {
            for (PassLoad.Call call : equal.load().calls()) {
                boolean counts = operator.isEmpty() || operator.get().equals(call.operator());
                calls += counts ? (double) equal.count() * call.repeats() : 0;
            }
        }
        return calls;
    }

    /// Layers of all passes.
    double layers() {
        double layers = 0;
        for (Passes equal : passes) {
            layers += (double) equal.count() * equal.load().layers();
        }
        return layers;
    }
}
