package org.unmask.core.decode;

/// What the layers after the first take over from earlier passes instead of computing it (feature cache).
///
/// The residual stream always has `rows` positions, and the first layer computes all of them. Every further layer
/// computes attention and MLP for the pass's `queries` only: `selected` of them are those among the last `values`
/// rows whose value vectors changed most, the others are whole parts of the sequence whose turn it is.
///
/// @param rows  positions of the residual stream, 0 if nothing is reused
/// @param values  rows whose values every layer computes to find those that changed
/// @param selected  how many of them are computed
public record Reuse(int rows, int values, int selected) {
    /// Every layer computes every query.
    public static final Reuse NONE = new Reuse(0, 0, 0);

    public Reuse {
        if (rows < 0 || values < 0 || values > rows || selected < 0 || selected > values) {
            throw new IllegalArgumentException(
                    "bad reuse: rows=" + rows + " values=" + values + " selected=" + selected);
        }
    }

    /// Whether anything is reused.
    public boolean isActive() {
        return rows > 0;
    }
}
