package org.unmask.result.compare;

import java.util.List;
import java.util.Optional;
import org.unmask.result.Setting;
import org.unmask.result.Statistics;

/// What was measured, or predicted, of one quantity in one setting, in one run or in several.
///
/// @param name  of the quantity
/// @param unit  base unit
/// @param definition  how it was counted: series are compared only if theirs is the same
/// @param value  the middle
/// @param samples  of one run, or the middles of several; empty if only the middle is known
public record Series(Setting setting, String name, String unit, String definition, double value, List<Double> samples) {
    /// More samples than these are taken by their order.
    private static final int FEW = 1000;

    /// Half the width of a 95 % interval in standard deviations.
    private static final double SIGMAS = 1.96;

    public Series {
        samples = List.copyOf(samples);
    }

    /// The 95 % interval of the middle: by the bootstrap, or of many samples by their order.
    record Bounds(double low, double high) {}

    /// Whether less is better: of times it is, of rates it is not.
    boolean isTime() {
        return unit.equals("s");
    }

    /// Whether it is better or worse to have more of it.
    boolean isJudged() {
        return value > 0 && (isTime() || unit.endsWith("/s"));
    }

    /// Whether the same was counted, in the same way.
    boolean isLike(Series other) {
        return name.equals(other.name) && unit.equals(other.unit) && definition.equals(other.definition);
    }

    /// How sure the middle is; empty if there are not several samples.
    Optional<Bounds> bounds() {
        double[] all = samples.stream().mapToDouble(Double::doubleValue).toArray();
        if (all.length < 2) {
            return Optional.empty();
        }
        if (all.length <= FEW) {
            Statistics few = Statistics.of(all);
            return Optional.of(new Bounds(few.bootstrapLow(), few.bootstrapHigh()));
        }
        double percent = 50 * SIGMAS / Math.sqrt(all.length);
        return Optional.of(new Bounds(Statistics.quantile(all, 50 - percent), Statistics.quantile(all, 50 + percent)));
    }
}
