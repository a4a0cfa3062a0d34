package org.unmask.engine.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Cosines and sines of rotary angles: each float32 `[positions x rotated/2]`, row-major.
///
/// @param rotated  first elements of each head that turn; the others stay
/// @param interleaved  whether element `2i` turns with `2i + 1`; otherwise `i` with `i + rotated/2`
public record RopeTable(
        MemorySegment cos, MemorySegment sin, int positions, int headDim, int rotated, boolean interleaved) {
    /// Angle of position `p` and pair `i`: `p · frequencies[i]`.
    ///
    /// @param frequencies  radians per position, one for each pair of elements that turns
    public static RopeTable of(Arena arena, int positions, int headDim, double[] frequencies, boolean interleaved) {
        int half = frequencies.length;
        MemorySegment cos = arena.allocate(4L * positions * half, 64);
        MemorySegment sin = arena.allocate(4L * positions * half, 64);
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position * frequencies[i];
                long at = (long) position * half + i;
                cos.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) Math.cos(angle));
                sin.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) Math.sin(angle));
            }
        }
        return new RopeTable(cos, sin, positions, headDim, 2 * half, interleaved);
    }
}
