package org.unmask.report;

/// Repeated measurements of one quantity.
///
/// @param quartiles  first and third
/// @param bootstrap  95 % interval of the median
public record Sample(int count, double median, Interval quartiles, Interval bootstrap) {
    public Sample {
        Finite.require("sample", median);
    }
}
