package org.unmask.report;

import java.util.List;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Roofline;

/// Operators under the roofs of devices; one tab per device.
///
/// @param intensity  which FLOPs the x axis counts: `all FLOPs` or `matmul FLOPs`
public record RooflineFigure(String intensity, List<Machine> machines) implements Section {
    public RooflineFigure {
        machines =
                machines.stream().filter(machine -> !machine.dots().isEmpty()).toList();
    }

    @Override
    public String id() {
        return "roofline";
    }

    @Override
    public String title() {
        return "Operators under the roofline";
    }

    @Override
    public boolean isEmpty() {
        return machines.isEmpty();
    }

    /// A device with its roofs and the dots under them.
    ///
    /// @param source  of the two roofs
    public record Machine(String device, Roofline roofline, Source source, List<Dot> dots) {
        public Machine {
            dots = List.copyOf(dots);
        }
    }

    /// All calls of one operator in one generation.
    ///
    /// @param flopsPerByte  0 for an operator without arithmetic, which only the table shows
    /// @param share  of the generation's time, 0 to 1
    public record Dot(
            Label label,
            Source source,
            String operator,
            double flopsPerByte,
            double flopsPerSecond,
            double seconds,
            double share,
            Bound bound) {
        public Dot {
            Finite.require("operator " + operator, flopsPerByte, flopsPerSecond, seconds, share);
        }
    }
}
