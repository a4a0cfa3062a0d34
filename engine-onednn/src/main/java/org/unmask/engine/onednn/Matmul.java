package org.unmask.engine.onednn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.unmask.core.op.DType;
import org.unmask.engine.foreign.Native;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// `y[rows x n] = x[rows x k] · wᵀ` with `w[n x k]` in panels and `x` of the same type as `w`. Sums are float32, those of
/// int8 exact integers.
final class Matmul implements AutoCloseable {
    /// Prompts come in many lengths; generated code takes some kilobytes each.
    private static final int MOST_PRIMITIVES = 1024;

    /// The layout of int8 weights that the library chooses is that of a product of so many rows.
    private static final int ROWS = 128;

    private final Dnnl dnnl;
    private final int threads;
    private final Members members;
    /// One for each thread.
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<Size, Handle> quantised = new HashMap<>();

    /// Threads that work at the same time.
    @FunctionalInterface
    interface Members {
        /// Runs a task for each number `[0, count)`, each on any of the threads.
        void each(int count, IntConsumer task);
    }

    /// @param threads  of each product
    /// @param members  the threads for products of floats: those of the other kernels, so that no thread has to be woken
    ///     between two operators, and none waits on a processor that another one needs; products of int8 take the
    ///     library's own, since what it keeps behind their panels is of the whole matrix
    Matmul(Dnnl dnnl, int threads, Members members) {
        if (threads < 1) {
            throw new IllegalArgumentException("bad kernels: threads=" + threads);
        }
        this.dnnl = dnnl;
        this.threads = threads;
        this.members = members;
        for (int i = 0; i < threads; i++) {
            lanes.add(new Lane(dnnl.stream(), new Primitives<>(MOST_PRIMITIVES)));
        }
    }

    /// What one thread at a time runs products with.
    private record Lane(Handle stream, Primitives<Shape> products) {}

    /// @param stride  elements from one row of the product to the next
    private record Shape(int rows, int inputs, int outputs, int stride, DType type) {}

    private record Size(int inputs, int outputs) {}

    void multiply(MemorySegment x, int rows, Matrix w, MemorySegment y) {
        if (w.layout() != Layout.PANELS) {
            throw w.notRead();
        }
        if (w.dtype().stored() == DType.INT8) {
            dnnl.useThreads(threads);
            Shape shape = new Shape(rows, w.columns(), w.rows(), w.rows(), DType.INT8);
            Lane lane = lanes.getFirst();
            lane.products().of(shape, () -> product(shape)).run(lane.stream(), x, w.data(), y, w.scales());
            return;
        }
        int across = Math.min(threads, Layout.panels(w.rows()));
        int down = Math.min(threads / across, rows);
        members.each(across * down, share -> multiplyShare(share, across, down, x, rows, w, y));
    }

    /// One of `across` stripes of panels times one of `down` stripes of rows.
    private void multiplyShare(int share, int across, int down, MemorySegment x, int rows, Matrix w, MemorySegment y) {
        int stripe = share / across;
        int firstRow = (int) ((long) rows * stripe / down);
        int endRow = (int) ((long) rows * (stripe + 1) / down);
        int panels = Layout.panels(w.rows());
        int firstPanel = panels * (share % across) / across;
        int endPanel = panels * (share % across + 1) / across;
        int firstOutput = firstPanel * Layout.PANEL_ROWS;
        int outputs = Math.min(w.rows(), endPanel * Layout.PANEL_ROWS) - firstOutput;
        Shape shape = new Shape(endRow - firstRow, w.columns(), outputs, w.rows(), w.dtype());
        Lane lane = lanes.get(share);
        dnnl.useThreads(1);
        lane.products()
                .of(shape, () -> product(shape))
                .run(
                        lane.stream(),
                        x.asSlice(w.dtype().bytes((long) firstRow * w.columns())),
                        w.data().asSlice(firstPanel * Layout.panelBytes(w.dtype(), w.columns())),
                        y.asSlice(Float.BYTES * ((long) firstRow * w.rows() + firstOutput)));
    }

    private Primitive product(Shape shape) {
        try (Handle x = dnnl.descriptor(shape.rows(), shape.inputs(), shape.type(), Dnnl.ROWS_DENSE);
                Handle y = dnnl.part(shape.rows(), shape.outputs(), shape.stride())) {
            return switch (shape.type()) {
                case FLOAT32 -> product(shape, x, y, Dnnl.PANELS_OF_ONE);
                case BFLOAT16 -> product(shape, x, y, Dnnl.PANELS_OF_TWO);
                case INT8 -> {
                    try (Handle scales = dnnl.vector(shape.outputs())) {
                        Handle w = quantised(new Size(shape.inputs(), shape.outputs()));
                        yield Primitive.scaledProduct(dnnl, x, w, y, scales);
                    }
                }
                case FP16, FP8, FP4, INT4, W8A8, W4A8 -> throw Matrix.notComputed(shape.type());
            };
        }
    }

    private Primitive product(Shape shape, Handle x, Handle y, int layout) {
        try (Handle w = dnnl.descriptor(shape.inputs(), shape.outputs(), shape.type(), layout)) {
            return Primitive.product(dnnl, x, w, y);
        }
    }

    /// Panels of int8, and behind them on many processors what the library adds for each output: where instructions
    /// multiply int8 only with numbers that have no sign, this corrects for the difference.
    Matrix packQuantised(Matrix plain, MemorySegment scales, Arena arena) {
        dnnl.useThreads(threads);
        int inputs = plain.columns();
        int outputs = plain.rows();
        Handle layout = quantised(new Size(inputs, outputs));
        MemorySegment packed = Native.allocate(dnnl.bytes(layout), arena);
        try (Handle from = dnnl.descriptor(inputs, outputs, DType.INT8, Dnnl.COLUMNS_DENSE);
                Primitive packing = Primitive.copy(dnnl, from, layout)) {
            packing.run(lanes.getFirst().stream(), plain.data(), packed);
        }
        checkPanels(plain, packed);
        long bytes = Layout.PANELS.bytes(DType.INT8, outputs, inputs);
        return new Matrix(packed.asSlice(0, bytes), plain.dtype(), outputs, inputs, Layout.PANELS, scales);
    }

    private Handle quantised(Size size) {
        return quantised.computeIfAbsent(size, this::chosenLayout);
    }

    private Handle chosenLayout(Size size) {
        try (Handle x = dnnl.descriptor(ROWS, size.inputs(), DType.INT8, Dnnl.ROWS_DENSE);
                Handle w = dnnl.descriptor(size.inputs(), size.outputs(), DType.INT8, Dnnl.LIBRARY_CHOOSES);
                Handle y = dnnl.descriptor(ROWS, size.outputs(), DType.FLOAT32, Dnnl.ROWS_DENSE);
                Handle plan = dnnl.planProduct(x, w, y, true)) {
            Handle layout = dnnl.weights(plan);
            long corrections = (long) Layout.panels(size.outputs()) * Layout.PANEL_ROWS * Integer.BYTES;
            long panels = Layout.PANELS.bytes(DType.INT8, size.outputs(), size.inputs());
            if (dnnl.bytes(layout) != panels && dnnl.bytes(layout) != panels + corrections) {
                layout.close();
                throw otherLayout();
            }
            return layout;
        }
    }

    /// The library chooses the layout, and others read it, too: looks at one element of each output.
    private void checkPanels(Matrix plain, MemorySegment packed) {
        long panelBytes = Layout.panelBytes(DType.INT8, plain.columns());
        int perWord = Layout.elementsPerWord(DType.INT8);
        for (int output = 0; output < plain.rows(); output++) {
            int input = (int) (31L * output % plain.columns());
            long word = (long) input / perWord * Layout.PANEL_ROWS + output % Layout.PANEL_ROWS;
            long at = output / Layout.PANEL_ROWS * panelBytes + word * perWord + input % perWord;
            byte expected = plain.data().get(JAVA_BYTE, (long) output * plain.columns() + input);
            if (packed.get(JAVA_BYTE, at) != expected) {
                throw otherLayout();
            }
        }
    }

    private IllegalStateException otherLayout() {
        return new IllegalStateException("oneDNN " + dnnl.version() + " lays int8 weights out in another way on this"
                + " processor; give --backend vector, or another --dtype");
    }

    @Override
    public void close() {
        for (Lane lane : lanes) {
            lane.products().close();
            lane.stream().close();
        }
        quantised.values().forEach(Handle::close);
        quantised.clear();
        dnnl.endThreads();
    }
}
