package org.unmask.cost.roofline;

/// What real software costs beyond the roofs of its machine.
///
/// An operator takes `max(flops / (efficiency · peak), bytes / (efficiency · bandwidth))`; a pass takes the sum of
/// its operators, or the time its layers need to be dispatched, whichever is longer.
///
/// @param id  the name on the command line
/// @param matmulEfficiency  share of the peak that matrix products reach, above 0 and at most 1
/// @param attentionEfficiency  share of the peak that attention reaches
/// @param memoryEfficiency  share of the bandwidth that any operator reaches
/// @param dispatchSecondsPerLayer  least time of a pass per layer of the model: the host's work to start the kernels
/// @param source  where the numbers come from
public record Profile(
        String id,
        double matmulEfficiency,
        double attentionEfficiency,
        double memoryEfficiency,
        double dispatchSecondsPerLayer,
        String source) {
    /// Adds nothing to the roofs: every time is a lower bound.
    public static final Profile ROOFLINE =
            new Profile("roofline", 1, 1, 1, 0, "the roofline itself: Williams et al., CACM 52(4), 2009");

    private static final String ATTENTION = "attention";

    public Profile {
        share(id, "matmul efficiency", matmulEfficiency);
        share(id, "attention efficiency", attentionEfficiency);
        share(id, "memory efficiency", memoryEfficiency);
        if (!(dispatchSecondsPerLayer >= 0) || Double.isInfinite(dispatchSecondsPerLayer)) {
            throw new IllegalArgumentException(
                    "bad profile " + id + ": dispatch seconds per layer=" + dispatchSecondsPerLayer);
        }
    }

    private static void share(String id, String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "bad profile " + id + ": " + name + "=" + value + "; it must be above 0 and at most 1");
        }
    }

    /// The roofs an operator of this name sees under this profile.
    public Roofline under(Roofline roofline, String operator) {
        double compute = operator.equals(ATTENTION) ? attentionEfficiency : matmulEfficiency;
        return new Roofline(roofline.flopsPerSecond() * compute, roofline.bytesPerSecond() * memoryEfficiency);
    }

    /// The least time of a pass over `layers` layers.
    public double floorSeconds(int layers) {
        return layers * dispatchSecondsPerLayer;
    }
}
