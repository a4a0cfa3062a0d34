package org.unmask.engine.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.vector.VectorKernels;

/// The rows that are multiplied with weights, rounded to their type: bf16 to the nearest, ties to even; int8 to quanta of a
/// scale for each row.
final class Activations implements AutoCloseable {
    private static final int ALIGNMENT = 64;

    private final VectorKernels kernels;
    private Arena arena = Arena.ofShared();
    private MemorySegment narrow = MemorySegment.NULL;
    private MemorySegment scales = MemorySegment.NULL;
    private MemorySegment wide = MemorySegment.NULL;

    Activations(VectorKernels kernels) {
        this.kernels = kernels;
    }

    /// Rows of the given type; for int8, [#scales] are theirs.
    MemorySegment rounded(MemorySegment x, int rows, int columns, DType type) {
        if (type == DType.FLOAT32) {
            return x;
        }
        reserve(rows, columns);
        if (type.stored() == DType.INT8) {
            kernels.quantised(x, rows, columns, narrow, scales);
        } else {
            kernels.halves(x, rows, columns, narrow);
        }
        return narrow;
    }

    /// One scale for each row rounded last.
    MemorySegment scales() {
        return scales;
    }

    /// float32 rows of the values that they would be rounded to.
    ///
    /// @param type  float32 or bf16
    MemorySegment widened(MemorySegment x, int rows, int columns, DType type) {
        if (type == DType.FLOAT32) {
            return x;
        }
        MemorySegment rounded = rounded(x, rows, columns, type);
        for (long i = 0; i < (long) rows * columns; i++) {
            int bits = rounded.getAtIndex(ValueLayout.JAVA_SHORT, i) << 16;
            wide.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.intBitsToFloat(bits));
        }
        return wide;
    }

    private void reserve(int rows, int columns) {
        long bytes = Matrix.bytes(DType.BFLOAT16, rows, columns);
        if (narrow.byteSize() >= bytes
                && scales.byteSize() >= (long) Float.BYTES * rows
                && wide.byteSize() >= 2 * bytes) {
            return;
        }
        Arena larger = Arena.ofShared();
        narrow = larger.allocate(Math.max(bytes, narrow.byteSize()), ALIGNMENT);
        scales = larger.allocate(Math.max((long) Float.BYTES * rows, scales.byteSize()), ALIGNMENT);
        wide = larger.allocate(Math.max(2 * bytes, wide.byteSize()), ALIGNMENT);
        arena.close();
        arena = larger;
    }

    @Override
    public void close() {
        arena.close();
    }
}
