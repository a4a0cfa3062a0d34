package org.unmask.report;

/// An axis of a figure.
///
/// @param name  what is counted, for instance `throughput`
/// @param unit  `tokens/s`, `FLOP/B`, `s`, `FLOP/s`, `B/s`; empty for a plain count
public record Axis(String name, String unit, Scale scale) {
    /// Name and unit.
    String text() {
        return unit.isEmpty() ? name : name + " (" + unit + ")";
    }

    /// Where the ticks are.
    public enum Scale {
        LINEAR,
        /// Each tick doubles.
        LOG2,
        /// Each tick is ten times the last.
        LOG10
    }
}
