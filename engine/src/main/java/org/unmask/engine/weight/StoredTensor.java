package org.unmask.engine.weight;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// One tensor of a file.
///
/// @param file  the file it lies in
/// @param type  of its elements
/// @param shape  outermost dimension first; empty for a single number
/// @param offset  byte of the file where the data begins
/// @param data  little-endian, row-major; a read-only part of the file, at any alignment
public record StoredTensor(
        Path file, String name, ElementType type, List<Long> shape, long offset, MemorySegment data) {
    /// All elements, read.
    ///
    /// @throws ArithmeticException if they are more than an array has room for
    public float[] float32() {
        float[] values = new float[Math.toIntExact(elements())];
        type.reader(data).read(0, values, values.length);
        return values;
    }

    /// Elements of all dimensions together.
    long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
