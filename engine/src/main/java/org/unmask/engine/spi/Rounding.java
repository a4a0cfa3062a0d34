package org.unmask.engine.spi;

import org.unmask.core.op.DType;

/// How activations are rounded to int8 where the type of the weights asks for it: an activation `x` becomes `scale · q` with
/// `scale = max |x| / 127` of those that share one, and `q = round(x / scale)`, ties to even.
///
/// All of a row share a scale for `w8a8`, each [Int4#GROUP] of a row for `w4a8`: never those of two rows, so that a row has the
/// same product in any company. Everything is computed in float32, with one division for a scale and one for its inverse.
public final class Rounding {
    /// The greatest `q`.
    public static final int MOST = Byte.MAX_VALUE;

    private Rounding() {}

    /// Neighbours of a row that share a scale.
    public static int group(DType weights, int columns) {
        return weights == DType.W4A8 ? Int4.GROUP : columns;
    }

    /// The scale of some activations.
    ///
    /// @param greatest  of their magnitudes
    public static float scale(float greatest) {
        return greatest / MOST;
    }

    /// What activations are multiplied with to become quanta; zero for scales too small to have an inverse.
    public static float inverse(float scale) {
        return scale < Float.MIN_NORMAL ? 0 : 1 / scale;
    }
}
