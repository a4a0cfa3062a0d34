package org.unmask.engine.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.unmask.engine.spi.Matrix;

/// Products with weights of `w8a8`: whole rows of activations are rounded, each with a scale of its own, their quanta multiplied
/// as float32 with those of the weights, and the products scaled.
final class WholeRows implements AutoCloseable {
    private static final int ALIGNMENT = 64;

    private final Matmul matmul;
    private final Narrowing narrowing;
    private Arena arena = Arena.ofShared();
    private MemorySegment quanta = MemorySegment.NULL;
    private MemorySegment scales = MemorySegment.NULL;

    WholeRows(Matmul matmul, Narrowing narrowing) {
        this.matmul = matmul;
        this.narrowing = narrowing;
    }

    void multiply(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y) {
        int columns = w.getFirst().columns();
        reserve(rows, columns);
        narrowing.wideQuanta(x, rows, columns, quanta, scales);
        matmul.multiply(quanta, rows, w.stream().map(Matrix::stored).toList(), y);
        for (int i = 0; i < w.size(); i++) {
            narrowing.scaleRows(y.get(i), rows, w.get(i).rows(), scales);
        }
    }

    private void reserve(int rows, int columns) {
        long bytes = (long) Float.BYTES * rows;
        if (scales.byteSize() >= bytes && quanta.byteSize() >= bytes * columns) {
            return;
        }
        Arena larger = Arena.ofShared();
        quanta = larger.allocate(Math.max(bytes * columns, quanta.byteSize()), ALIGNMENT);
        scales = larger.allocate(Math.max(bytes, scales.byteSize()), ALIGNMENT);
        arena.close();
        arena = larger;
    }

    @Override
    public void close() {
        arena.close();
    }
}
