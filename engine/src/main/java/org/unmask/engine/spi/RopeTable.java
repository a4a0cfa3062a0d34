package org.unmask.engine.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Cosines and sines of rotary angles: each float32 `[positions x headDim/2]`, row-major.
///
/// @param interleaved  whether element `2i` turns with `2i + 1`; otherwise `i` with `i + headDim/2`
public record RopeTable(MemorySegment cos, MemorySegment sin, int positions, int headDim, boolean interleaved) {
    /// Angle of position `p` and pair `i`: `p · frequencies[i]`.
    ///
    /// @param frequencies  radians per position, one for each pair of a head's elements
    public static RopeTable of(Arena arena, int positions, double[] frequencies, boolean interleaved) {
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
        return new RopeTable(cos, sin, positions, 2 * half, interleaved);
    }
}
