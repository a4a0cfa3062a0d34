package org.unmask.engine.spi;

import java.lang.foreign.MemorySegment;
import org.unmask.core.op.DType;

/// A weight matrix `[rows x columns]`, row-major and dense, little-endian. A vector has one row.
public record Matrix(MemorySegment data, DType dtype, int rows, int columns) {
    public Matrix {
        checkComputed(dtype);
        if (rows < 1 || columns < 1 || data.byteSize() != bytes(dtype, rows, columns)) {
            throw new IllegalArgumentException("bad matrix: rows=" + rows + " columns=" + columns + " dtype="
                    + dtype.id() + " bytes=" + data.byteSize());
        }
    }

    /// Bytes of all elements.
    public static long bytes(DType dtype, int rows, int columns) {
        return dtype.bytes((long) rows * columns);
    }

    /// Checks that kernels compute with weights of a type.
    ///
    /// @throws IllegalArgumentException if it can only be priced
    public static void checkComputed(DType dtype) {
        switch (dtype) {
            case FLOAT32, BFLOAT16 -> {}
            case FP16, FP8, INT8, FP4, INT4 -> throw notComputed(dtype);
        }
    }

    /// For switches over the types kernels compute with.
    public static IllegalArgumentException notComputed(DType dtype) {
        return new IllegalArgumentException(
                dtype.id() + " weights can be predicted, not run; to run, give float32 or bf16");
    }
}
