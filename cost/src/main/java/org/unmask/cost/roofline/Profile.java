package org.unmask.cost.roofline;

import java.util.Map;
import java.util.Optional;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.cost.timing.MachineTimings;
import org.unmask.cost.timing.OperatorTimings;

/// What real software costs beyond the roofs of its machine.
///
/// One call of an operator takes `c = flops / (efficiency · peak)` of arithmetic and `m = bytes / (efficiency ·
/// bandwidth)` of traffic; of the shorter of the two the share `overlap` hides behind the longer:
///
///     seconds = max(c, m) + (1 − overlap) · min(c, m) + operatorSeconds
///
/// A pass takes the sum of its calls, or the time its layers need to be dispatched, whichever is longer.
///
/// @param id  the name on the command line
/// @param matmulEfficiency  share of the peak that matrix products reach, above 0 and at most 1
/// @param attentionEfficiency  share of the peak that attention reaches
/// @param memoryEfficiency  share of the bandwidth that operators other than attention reach
/// @param attentionMemoryEfficiency  share of the bandwidth that attention reaches; small where software copies the
///     cache, or repeats its heads, before it reads them
/// @param overlap  from 0, arithmetic waits for traffic, to 1, the shorter hides completely
/// @param operatorSeconds  added to every call of an operator
/// @param dispatchSecondsPerLayer  least time of a pass per layer of the model: the host's work to start the kernels
/// @param expertMemoryEfficiency  share of what other operators reach of the bandwidth that experts reach
/// @param sequenceSeconds  added to every pass for each sequence of its batch: the host's work to schedule and to sample
/// @param generations  what takes the place of this profile on hardware of a generation, by its name
/// @param errors  how sure the numbers are
/// @param timings  of operators on the machine itself; where there are any, they take the place of the formula
/// @param source  where the numbers come from
public record Profile(
        String id,
        double matmulEfficiency,
        double attentionEfficiency,
        double memoryEfficiency,
        double attentionMemoryEfficiency,
        double overlap,
        double operatorSeconds,
        double dispatchSecondsPerLayer,
        double expertMemoryEfficiency,
        double sequenceSeconds,
        Map<String, Profile> generations,
        ProfileErrors errors,
        Optional<MachineTimings> timings,
        String source) {
    /*
     * The time stays a maximum of two linear functions of the work, `c + (1 − overlap) · m` and `m + (1 − overlap) · c`,
     * plus a constant. Work is linear in the context of a pass, so sums over the passes of a generation have closed forms.
     */

    /// Adds nothing to the roofs: every time is a lower bound.
    public static final Profile ROOFLINE =
            new Profile("roofline", 1, 1, 1, 1, 1, 0, 0, "the roofline itself: Williams et al., CACM 52(4), 2009");

    private static final String ATTENTION = "attention";
    private static final String EXPERTS = "experts";

    /// A profile of seven numbers, without timings.
    public Profile(
            String id,
            double matmulEfficiency,
            double attentionEfficiency,
            double memoryEfficiency,
            double attentionMemoryEfficiency,
            double overlap,
            double operatorSeconds,
            double dispatchSecondsPerLayer,
            String source) {
        this(
                id,
                matmulEfficiency,
                attentionEfficiency,
                memoryEfficiency,
                attentionMemoryEfficiency,
                overlap,
                operatorSeconds,
                dispatchSecondsPerLayer,
                1,
                0,
                Map.of(),
                ProfileErrors.NONE,
                Optional.empty(),
                source);
    }

    /// Operators as they were timed on a machine. What was not timed has the roofline, with the efficiency of what is
    /// nearest to it.
    public static Profile timed(String id, MachineTimings timings, String source) {
        return new Profile(id, 1, 1, 1, 1, 1, 0, 0, 1, 0, Map.of(), ProfileErrors.NONE, Optional.of(timings), source);
    }

    /// The name, and whose timings price weights of some types, if there are any: `this-machine (vector, 2 threads)`.
    public String words(DTypes types) {
        return id
                + timings.flatMap(machine -> machine.of(types))
                        .map(OperatorTimings::stand)
                        .map(stand -> " (" + stand.backend() + ", " + stand.threads() + " threads)")
                        .orElse("");
    }

    /// This profile with some of its timings.
    public Profile with(MachineTimings some) {
        return timed(id, some, source);
    }

    public Profile {
        share(id, "matmul efficiency", matmulEfficiency);
        share(id, "attention efficiency", attentionEfficiency);
        share(id, "memory efficiency", memoryEfficiency);
        share(id, "attention memory efficiency", attentionMemoryEfficiency);
        if (!(overlap >= 0 && overlap <= 1)) {
            throw new IllegalArgumentException("bad profile " + id + ": overlap=" + overlap + "; it must be 0 to 1");
        }
        seconds(id, "operator seconds", operatorSeconds);
        seconds(id, "dispatch seconds per layer", dispatchSecondsPerLayer);
        share(id, "expert memory efficiency", expertMemoryEfficiency);
        seconds(id, "sequence seconds", sequenceSeconds);
        generations = Map.copyOf(generations);
    }

    private static void share(String id, String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "bad profile " + id + ": " + name + "=" + value + "; it must be above 0 and at most 1");
        }
    }

    private static void seconds(String id, String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("bad profile " + id + ": " + name + "=" + value);
        }
    }

    /// The roofs an operator of this name sees under this profile.
    public Roofline under(Roofline roofline, String operator) {
        Profile own = on(roofline.generation());
        if (own.reachesRoofs()) {
            return roofline;
        }
        return switch (operator) {
            case ATTENTION -> scaled(roofline, own.attentionEfficiency, own.attentionMemoryEfficiency);
            case EXPERTS -> scaled(roofline, own.matmulEfficiency, own.memoryEfficiency * own.expertMemoryEfficiency);
            default -> scaled(roofline, own.matmulEfficiency, own.memoryEfficiency);
        };
    }

    /// This profile on hardware of a generation; this one itself where it knows nothing of it.
    public Profile on(Optional<String> generation) {
        return generation.map(generations::get).orElse(this);
    }

    private boolean reachesRoofs() {
        return matmulEfficiency == 1
                && memoryEfficiency == 1
                && attentionEfficiency == 1
                && attentionMemoryEfficiency == 1
                && expertMemoryEfficiency == 1;
    }

    private static Roofline scaled(Roofline roofline, double compute, double memory) {
        return new Roofline(roofline.flopsPerSecond() * compute, roofline.bytesPerSecond() * memory);
    }

    /// One call of an operator of this name, by the formula.
    public double seconds(Roofline roofline, String operator, Work work) {
        return roofs(roofline, operator, work).seconds();
    }

    /// What one call of an operator of this name takes by the formula.
    Roofs roofs(Roofline roofline, String operator, Work work) {
        return new Roofs(work, under(roofline, operator), overlap, operatorSeconds);
    }

    /// The least time of a pass over `layers` layers.
    public double floorSeconds(int layers) {
        return layers * dispatchSecondsPerLayer;
    }
}
