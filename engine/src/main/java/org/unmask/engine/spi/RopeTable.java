package org.unmask.engine.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Cosines and sines of rotary angles: each float32 `[positions x headDim/2]`, row-major.
///
/// @param interleaved  whether element `2i` turns with `2i + 1`; otherwise `i` with `i + headDim/2`
public record RopeTable(MemorySegment cos, MemorySegment sin, int positions, int headDim, boolean interleaved) {
    /// Angle of position `p` and pair `i`: `p · theta^(-2i/headDim)` (Su et al., arXiv 2104.09864, equation 15).
    public static RopeTable of(Arena arena, int positions, int headDim, double theta, boolean interleaved) {
        int half = headDim / 2;
        MemorySegment cos = arena.allocate(4L * positions * half, 64);
        MemorySegment sin = arena.allocate(4L * positions * half, 64);
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position * Math.pow(theta, -2.0 * i / headDim);
                long at = (long) position * half + i;
                cos.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) Math.cos(angle));
                sin.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) Math.sin(angle));
            }
        }
        return new RopeTable(cos, sin, positions, headDim, interleaved);
    }
}
