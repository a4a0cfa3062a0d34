package org.unmask.cost.hardware;

/// A number and where it comes from.
///
/// @param value  from 0
/// @param source  an address, `measured: ...` or `fitted: ...`
public record Figure(double value, String source) {
    public Figure {
        if (!(value >= 0) || Double.isInfinite(value) || source.isBlank()) {
            throw new IllegalArgumentException("bad figure: value=" + value + " source='" + source + "'");
        }
    }
}
