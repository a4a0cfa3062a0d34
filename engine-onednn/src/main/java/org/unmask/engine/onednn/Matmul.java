package org.unmask.engine.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Matrix;

/// `y[rows x n] = x[rows x k] · wᵀ` with `w[n x k]`. Sums are float32; for bf16 weights `x` is rounded to bf16.
///
/// A weight matrix is packed when it is first used; the copy is kept as long as the matrix's memory is alive. One row
/// of float32 is multiplied with the matrix as it is: the library's own choice there, and a third faster (measured on
/// an AMD EPYC with AVX-512, November 2026).
final class Matmul implements AutoCloseable {
    /// Prompts come in many lengths; generated code takes some kilobytes each.
    private static final int MOST_PRIMITIVES = 1024;

    private static final int ALIGNMENT = 64;

    private final Dnnl dnnl;
    private final int threads;
    private final Map<Place, Packed> weights = new HashMap<>();
    private final Primitives<Shape> products = new Primitives<>(MOST_PRIMITIVES);
    private final Primitives<Size> roundings = new Primitives<>(MOST_PRIMITIVES);
    private Arena arena = Arena.ofShared();
    private MemorySegment rounded = MemorySegment.NULL;

    Matmul(Dnnl dnnl, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("bad kernels: threads=" + threads);
        }
        this.dnnl = dnnl;
        this.threads = threads;
    }

    /// Where a matrix lies. Addresses are used again when an arena has closed, so the scope belongs to the place.
    private record Place(MemorySegment.Scope scope, long address, DType type, int rows, int columns) {
        static Place of(Matrix w) {
            return new Place(w.data().scope(), w.data().address(), w.dtype(), w.rows(), w.columns());
        }
    }

    private record Shape(int rows, int inputs, int outputs, DType type) {}

    private record Size(int rows, int columns) {}

    void multiply(MemorySegment x, int rows, Matrix w, MemorySegment y) {
        dnnl.useThreads(threads);
        Shape shape = new Shape(rows, w.columns(), w.rows(), w.dtype());
        switch (w.dtype()) {
            case FLOAT32 -> {
                if (rows == 1) {
                    products.of(shape, () -> productInPlace(shape)).run(x, w.data(), y);
                } else {
                    multiplyPacked(x, shape, packed(w), y);
                }
            }
            case BFLOAT16 -> multiplyPacked(rounded(x, rows, w.columns()), shape, packed(w), y);
            case FP16, FP8, FP4, INT8, INT4 ->
                throw new IllegalArgumentException(
                        "oneDNN is not used for " + w.dtype().id() + " here");
        }
    }

    private Primitive productInPlace(Shape shape) {
        try (Handle w = dnnl.descriptor(shape.inputs(), shape.outputs(), shape.type(), Dnnl.COLUMNS_DENSE)) {
            return product(shape, w);
        }
    }

    private void multiplyPacked(MemorySegment x, Shape shape, Packed packed, MemorySegment y) {
        products.of(shape, () -> product(shape, packed.descriptor())).run(x, packed.data(), y);
    }

    private Primitive product(Shape shape, Handle w) {
        try (Handle x = dnnl.descriptor(shape.rows(), shape.inputs(), shape.type(), Dnnl.ROWS_DENSE);
                Handle y = dnnl.descriptor(shape.rows(), shape.outputs(), DType.FLOAT32, Dnnl.ROWS_DENSE)) {
            return Primitive.product(dnnl, x, w, y);
        }
    }

    private MemorySegment rounded(MemorySegment x, int rows, int columns) {
        long bytes = Matrix.bytes(DType.BFLOAT16, rows, columns);
        if (rounded.byteSize() < bytes) {
            Arena larger = Arena.ofShared();
            rounded = larger.allocate(bytes, ALIGNMENT);
            arena.close();
            arena = larger;
        }
        roundings.of(new Size(rows, columns), () -> rounding(rows, columns)).run(x, rounded);
        return rounded;
    }

    private Primitive rounding(int rows, int columns) {
        try (Handle from = dnnl.descriptor(rows, columns, DType.FLOAT32, Dnnl.ROWS_DENSE);
                Handle to = dnnl.descriptor(rows, columns, DType.BFLOAT16, Dnnl.ROWS_DENSE)) {
            return Primitive.copy(dnnl, from, to);
        }
    }

    private Packed packed(Matrix w) {
        Place place = Place.of(w);
        Packed packed = weights.get(place);
        if (packed == null) {
            dropDeadWeights();
            packed = Packed.of(dnnl, w);
            weights.put(place, packed);
        }
        return packed;
    }

    private void dropDeadWeights() {
        weights.entrySet().removeIf(entry -> {
            boolean dead = !entry.getKey().scope().isAlive();
            if (dead) {
                entry.getValue().close();
            }
            return dead;
        });
    }

    @Override
    public void close() {
        products.close();
        roundings.close();
        weights.values().forEach(Packed::close);
        weights.clear();
        arena.close();
        dnnl.endThreads();
    }
}
