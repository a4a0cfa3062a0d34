package org.unmask.engine.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Matrix;

/// A copy of a weight matrix in the layout that the library's products read fastest.
///
/// The layout is the one a product of [#ROWS] rows chooses, and every number of rows uses it: a layout for each
/// would multiply the memory.
///
/// @param descriptor  of the transposed matrix, `[inputs x outputs]`
record Packed(Arena arena, MemorySegment data, Handle descriptor) implements AutoCloseable {
    private static final int ROWS = 128;

    static Packed of(Dnnl dnnl, Matrix w) {
        int inputs = w.columns();
        int outputs = w.rows();
        Handle layout = layout(dnnl, inputs, outputs, w.dtype());
        Arena arena = Arena.ofShared();
        MemorySegment data = Native.allocate(dnnl.bytes(layout), arena);
        try (Handle plain = dnnl.descriptor(inputs, outputs, w.dtype(), Dnnl.COLUMNS_DENSE);
                Primitive packing = Primitive.copy(dnnl, plain, layout)) {
            packing.run(w.data(), data);
        }
        return new Packed(arena, data, layout);
    }

    private static Handle layout(Dnnl dnnl, int inputs, int outputs, DType type) {
        try (Handle x = dnnl.descriptor(ROWS, inputs, type, Dnnl.ROWS_DENSE);
                Handle w = dnnl.descriptor(inputs, outputs, type, Dnnl.LIBRARY_CHOOSES);
                Handle y = dnnl.descriptor(ROWS, outputs, DType.FLOAT32, Dnnl.ROWS_DENSE);
                Handle plan = dnnl.planProduct(x, w, y)) {
            return dnnl.weights(plan);
        }
    }

    @Override
    public void close() {
        descriptor.close();
        arena.close();
    }
}
