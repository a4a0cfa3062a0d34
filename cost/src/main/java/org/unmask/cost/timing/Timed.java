package org.unmask.cost.timing;

/// An operator on the curve of its shape.
///
/// @param curve  seconds over rows, or over keys for attention
/// @param size  where on the curve it is
public record Timed(Curve curve, double size, Basis basis) {
    /// Of one run.
    public double seconds() {
        return curve.at(size);
    }
}
