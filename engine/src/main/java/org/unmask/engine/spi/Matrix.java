package org.unmask.engine.spi;

import java.lang.foreign.MemorySegment;
import org.unmask.core.op.DType;

/// A weight matrix `[rows x columns]`, row-major and dense, little-endian. A vector has one row.
public record Matrix(MemorySegment data, DType dtype, int rows, int columns) {
    public Matrix {
        if (rows < 1 || columns < 1 || data.byteSize() != bytes(dtype, rows, columns)) {
            throw new IllegalArgumentException("bad matrix: rows=" + rows + " columns=" + columns + " dtype="
                    + dtype.id() + " bytes=" + data.byteSize());
        }
    }

    /// Bytes of all elements.
    public static long bytes(DType dtype, int rows, int columns) {
        return (long) rows * columns * dtype.bytes();
    }
}
