package org.unmask.engine.spi;

import java.lang.foreign.MemorySegment;
import org.unmask.core.op.DType;

/// A weight matrix `[rows x columns]`, little-endian. A vector has one row.
///
/// An int8 element stands for `scale · q`, with one scale for each row. The scales of int4 stand among its elements, see [Int4].
/// `w8a8` and `w4a8` have the elements of int8 and int4, and say that activations are rounded, see [Rounding].
///
/// @param scales  float32 `[rows]` for int8 and `w8a8`, else [MemorySegment#NULL]
public record Matrix(MemorySegment data, DType dtype, int rows, int columns, Layout layout, MemorySegment scales) {
    public Matrix {
        checkComputed(dtype);
        long scaleBytes = dtype.stored() == DType.INT8 ? (long) Float.BYTES * rows : 0;
        if (rows < 1
                || columns < 1
                || data.byteSize() != layout.bytes(dtype, rows, columns)
                || scales.byteSize() != scaleBytes) {
            throw new IllegalArgumentException("bad matrix: rows=" + rows + " columns=" + columns + " dtype="
                    + dtype.id() + " layout=" + layout + " bytes=" + data.byteSize() + " bytes of scales="
                    + scales.byteSize());
        }
    }

    /// A row-major matrix without scales.
    public Matrix(MemorySegment data, DType dtype, int rows, int columns) {
        this(data, dtype, rows, columns, Layout.ROWS, MemorySegment.NULL);
    }

    /// This matrix as weights of the type that its elements are kept in, so that activations are not rounded.
    public Matrix stored() {
        return new Matrix(data, dtype.stored(), rows, columns, layout, scales);
    }

    /// Bytes of all elements, row-major.
    public static long bytes(DType dtype, int rows, int columns) {
        return Layout.ROWS.bytes(dtype, rows, columns);
    }

    /// Checks that kernels compute with weights of a type.
    ///
    /// @throws IllegalArgumentException if it can only be priced
    public static void checkComputed(DType dtype) {
        switch (dtype) {
            case FLOAT32, BFLOAT16, INT8, INT4, W8A8, W4A8 -> {}
            case FP16, FP8, FP4 -> throw notComputed(dtype);
        }
    }

    /// For switches over the types kernels compute with.
    public static IllegalArgumentException notComputed(DType dtype) {
        return new IllegalArgumentException(dtype.id()
                + " weights can be predicted, not run; to run, give float32, bf16, int8, int4, w8a8 or w4a8");
    }

    /// For kernels that read another layout.
    public IllegalArgumentException notRead() {
        return new IllegalArgumentException(
                "these kernels do not multiply with the layout " + layout + ": matrices must have been packed by them");
    }
}
