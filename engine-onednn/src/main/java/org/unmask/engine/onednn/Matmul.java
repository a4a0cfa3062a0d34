package org.unmask.engine.onednn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.unmask.core.op.DType;
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
    private final Primitives<Shape> products = new Primitives<>(MOST_PRIMITIVES);
    private final Map<Size, Handle> quantised = new HashMap<>();

    Matmul(Dnnl dnnl, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("bad kernels: threads=" + threads);
        }
        this.dnnl = dnnl;
        this.threads = threads;
    }

    private record Shape(int rows, int inputs, int outputs, DType type) {}

    private record Size(int inputs, int outputs) {}

    void multiply(MemorySegment x, int rows, Matrix w, MemorySegment y) {
        if (w.layout() != Layout.PANELS) {
            throw w.notRead();
        }
        dnnl.useThreads(threads);
        Shape shape = new Shape(rows, w.columns(), w.rows(), w.dtype());
        Primitive product = products.of(shape, () -> product(shape));
        if (w.dtype() == DType.INT8) {
            product.run(x, w.data(), y, w.scales());
        } else {
            product.run(x, w.data(), y);
        }
    }

    private Primitive product(Shape shape) {
        try (Handle x = dnnl.descriptor(shape.rows(), shape.inputs(), shape.type(), Dnnl.ROWS_DENSE);
                Handle y = dnnl.descriptor(shape.rows(), shape.outputs(), DType.FLOAT32, Dnnl.ROWS_DENSE)) {
            return switch (shape.type()) {
                case FLOAT32 -> product(shape, x, y, Dnnl.PANELS_OF_ONE);
                case BFLOAT16 -> product(shape, x, y, Dnnl.PANELS_OF_TWO);
                case INT8 -> {
                    try (Handle scales = dnnl.vector(shape.outputs())) {
                        Handle w = quantised(new Size(shape.inputs(), shape.outputs()));
                        yield Primitive.scaledProduct(dnnl, x, w, y, scales);
                    }
                }
                case FP16, FP8, FP4, INT4 -> throw Matrix.notComputed(shape.type());
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
            packing.run(plain.data(), packed);
        }
        checkPanels(plain, packed);
        long bytes = Layout.PANELS.bytes(DType.INT8, outputs, inputs);
        return new Matrix(packed.asSlice(0, bytes), DType.INT8, outputs, inputs, Layout.PANELS, scales);
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
        products.close();
        quantised.values().forEach(Handle::close);
        quantised.clear();
        dnnl.endThreads();
    }
}
