package org.unmask.engine.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.unmask.core.op.DType;
import org.unmask.engine.foreign.Native;
import org.unmask.engine.spi.ForwardingKernels;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.vector.VectorKernels;

/// Products by the library, everything else by the vector kernels, which read the same packed weights: also products of one
/// row, which are bound by reading. Both round what they multiply to the type of the weights.
///
/// Products of floats run on the threads of the vector kernels; products of int8 have threads of the library, which end when
/// the thread that closes the kernels is the one that called them, or when that one ends.
final class OnednnKernels extends ForwardingKernels {
    private static final long ALIGNMENT = 64;

    /// Up to here, reading panels bounds a product, and the library reads them slower: 1.4 ms against 0.8 for one
    /// row of bf16 of 2048 x 5632, 1.8 against 1.0 for two (processor time on one core of an AMD EPYC with AVX-512,
    /// November 2026). Its int8 products are the faster ones for any number of rows.
    private static final int FEW_ROWS = 2;

    /// Up to here where products of few rows are compiled: bf16 of 2048 x 11264 out of memory at 80, 73 and 76 % of the read
    /// rate for two, three and four rows, those of the library at 71 % and less for two (two threads of an Intel Xeon with
    /// AVX-512, December 2026).
    private static final int FEW_COMPILED_ROWS = 4;

    private final VectorKernels others;
    private final Matmul matmul;
    private final int fewRows;
    private final Activations activations;

    /// @param compiled  whether products of few rows by the vector kernels are
    OnednnKernels(VectorKernels others, Matmul matmul, boolean compiled) {
        super(others);
        this.others = others;
        this.matmul = matmul;
        this.fewRows = compiled ? FEW_COMPILED_ROWS : FEW_ROWS;
        this.activations = new Activations(others);
    }

    @Override
    public Matrix pack(Matrix plain, Arena arena) {
        if (plain.layout() == Layout.PANELS) {
            return plain;
        }
        if (plain.dtype().stored() == DType.INT8) {
            MemorySegment scales = arena.allocate(plain.scales().byteSize(), ALIGNMENT);
            return matmul.packQuantised(plain, scales.copyFrom(plain.scales()), arena);
        }
        return others.packed(plain, (bytes, _) -> Native.allocate(bytes, arena));
    }

    @Override
    public void matmul(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y) {
        int columns = w.getFirst().columns();
        DType type = w.getFirst().dtype().stored();
        if (rows <= fewRows && type != DType.INT8) {
            others.matmul(activations.widened(x, rows, columns, type), rows, w, y);
            return;
        }
        MemorySegment rounded = activations.rounded(x, rows, columns, type);
        for (int i = 0; i < w.size(); i++) {
            matmul.multiply(rounded, rows, w.get(i), y.get(i));
            if (type == DType.INT8) {
                others.scaleRows(y.get(i), rows, w.get(i).rows(), activations.scales());
            }
        }
    }

    @Override
    public void close() {
        super.close();
        matmul.close();
        activations.close();
    }
}
