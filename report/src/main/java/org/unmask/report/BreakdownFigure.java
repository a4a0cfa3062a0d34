package org.unmask.report;

import java.util.List;

/// Where the time of a generation goes, one bar per strategy and provenance; one tab per device.
public record BreakdownFigure(List<Bar> bars) implements Section {
    public BreakdownFigure {
        bars = bars.stream().filter(bar -> bar.seconds() > 0).toList();
    }

    @Override
    public String id() {
        return "operators";
    }

    @Override
    public String title() {
        return "Time by operator";
    }

    @Override
    public boolean isEmpty() {
        return bars.isEmpty();
    }

    /// A bar: one generation, its time split into slices.
    ///
    /// @param slices  in order of first execution
    public record Bar(String device, Label label, Source source, List<Slice> slices) {
        public Bar {
            slices = List.copyOf(slices);
        }

        double seconds() {
            return slices.stream().mapToDouble(Slice::seconds).sum();
        }
    }

    /// All calls of one operator.
    public record Slice(String operator, long calls, double seconds) {
        public Slice {
            Finite.require("operator " + operator, seconds);
        }
    }
}
