package org.unmask.engine.c;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntConsumer;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.ForwardingKernels;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.vector.VectorKernels;

/// Products of integers by the compiled functions, on the threads of the vector kernels; everything else by those.
final class NativeKernels extends ForwardingKernels {
    private static final long ALIGNMENT = 64;

    /// Multiply-adds that are worth another thread.
    private static final long GRAIN = 1 << 16;

    /// Parts of a product for each thread, so that one that was interrupted leaves less to wait for.
    private static final int PARTS = 4;

    private final VectorKernels others;
    private final Products products;
    private final int threads;
    private Arena arena = Arena.ofShared();
    private MemorySegment workspace = MemorySegment.NULL;

    NativeKernels(VectorKernels others, Products products, int threads) {
        super(others);
        this.others = others;
        this.products = products;
        this.threads = threads;
    }

    @Override
    public Matrix pack(Matrix plain, Arena memory) {
        if (!Stripes.hold(plain.dtype())) {
            return others.pack(plain, memory);
        }
        if (Stripes.areOf(plain)) {
            return plain;
        }
        Matrix packed = Stripes.allocate(plain, memory);
        others.eachRow(Stripes.count(plain.rows()), stripe -> Stripes.fill(plain, stripe, packed));
        return packed;
    }

    @Override
    public void embed(Matrix table, int[] tokens, MemorySegment y) {
        if (!Stripes.areOf(table)) {
            others.embed(table, tokens, y);
            return;
        }
        long bytes = (long) Float.BYTES * table.columns();
        others.eachRow(tokens.length, i -> Stripes.row(table, tokens[i], y, i * bytes));
    }

    @Override
    public void matmul(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y) {
        Matrix first = w.getFirst();
        DType type = first.dtype();
        if (!Stripes.hold(type)) {
            others.matmul(x, rows, w, y);
            return;
        }
        MemorySegment rounded = workspace(products.workspace(type, rows, first.columns()));
        inParts(rows, first.columns(), (from, to) -> products.round(type, x, rows, first.columns(), from, to, rounded));
        for (int i = 0; i < w.size(); i++) {
            multiply(rounded, rows, w.get(i), y.get(i));
        }
    }

    private void multiply(MemorySegment rounded, int rows, Matrix w, MemorySegment y) {
        if (!Stripes.areOf(w)) {
            throw w.notRead();
        }
        int stripes = Stripes.count(w.rows());
        long work = (long) rows * w.columns() * w.rows() / stripes;
        inParts(stripes, work, (from, to) -> products.multiply(rounded, rows, w, from, to, y));
    }

    @FunctionalInterface
    private interface Part {
        void run(long from, long to);
    }

    /// Divides `[0, count)` among the threads, unless it is too little.
    ///
    /// @param work  of each of them, in multiply-adds
    private void inParts(int count, long work, Part part) {
        long most = Math.min((long) threads * PARTS, Math.max(1, count * work / GRAIN));
        int parts = threads == 1 ? 1 : (int) Math.min(count, most);
        if (parts == 1) {
            part.run(0, count);
            return;
        }
        IntConsumer task = i -> part.run((long) count * i / parts, (long) count * (i + 1) / parts);
        others.eachRow(parts, task);
    }

    private MemorySegment workspace(long bytes) {
        if (workspace.byteSize() < bytes) {
            Arena larger = Arena.ofShared();
            workspace = larger.allocate(bytes, ALIGNMENT);
            arena.close();
            arena = larger;
        }
        return workspace;
    }

    @Override
    public void close() {
        super.close();
        arena.close();
    }
}
