package org.unmask.engine.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntConsumer;
import org.unmask.core.op.DType;
import org.unmask.core.op.AttentionOperator;
import org.unmask.engine.spi.Choices;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.spi.RopeTable;
import org.unmask.engine.vector.VectorKernels;

/// Products by the library, everything else by the vector kernels, which read the same packed weights: also products of one
/// row, which are bound by reading. Both round what they multiply to the type of the weights.
///
/// Products of floats run on the threads of the vector kernels; products of int8 have threads of the library, which end when
/// the thread that closes the kernels is the one that called them, or when that one ends.
record OnednnKernels(VectorKernels others, Matmul matmul, Activations activations) implements Kernels {
    private static final long ALIGNMENT = 64;

    /// Up to here, reading panels bounds a product, and the library reads them slower: 1.4 ms against 0.8 for one
    /// row of bf16 of 2048 x 5632, 1.8 against 1.0 for two (processor time on one core of an AMD EPYC with AVX-512,
    /// November 2026). Its int8 products are the faster ones for any number of rows.
    private static final int FEW_ROWS = 2;

    OnednnKernels(VectorKernels others, Matmul matmul) {
        this(others, matmul, new Activations(others));
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
        if (rows <= FEW_ROWS && type != DType.INT8) {
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
    public void embed(Matrix table, int[] tokens, MemorySegment y) {
        others.embed(table, tokens, y);
    }

    @Override
    public void norm(MemorySegment x, int rows, int width, MemorySegment weight, double epsilon, MemorySegment y) {
        others.norm(x, rows, width, weight, epsilon, y);
    }

    @Override
    public void addNorm(
            MemorySegment residual,
            MemorySegment delta,
            int rows,
            int width,
            MemorySegment weight,
            double epsilon,
            MemorySegment y) {
        others.addNorm(residual, delta, rows, width, weight, epsilon, y);
    }

    @Override
    public void addBias(MemorySegment y, int rows, int width, MemorySegment bias) {
        others.addBias(y, rows, width, bias);
    }

    @Override
    public void headNorm(MemorySegment x, int tokens, int heads, int headDim, MemorySegment weight, double epsilon) {
        others.headNorm(x, tokens, heads, headDim, weight, epsilon);
    }

    @Override
    public void rope(MemorySegment x, int[] positions, int heads, RopeTable table) {
        others.rope(x, positions, heads, table);
    }

    @Override
    public void attention(
            List<AttentionOperator.Attention> groups, MemorySegment query, List<KeyValue> cached, MemorySegment y) {
        others.attention(groups, query, cached, y);
    }

    @Override
    public void swiglu(MemorySegment gate, MemorySegment up, int rows, int width, MemorySegment y) {
        others.swiglu(gate, up, rows, width, y);
    }

    @Override
    public void add(MemorySegment x, MemorySegment delta, long count) {
        others.add(x, delta, count);
    }

    @Override
    public void scatterAdd(MemorySegment x, int[] targets, float[] factors, int width, MemorySegment y) {
        others.scatterAdd(x, targets, factors, width, y);
    }

    @Override
    public void similarity(MemorySegment x, MemorySegment y, int rows, int width, double[] cosines) {
        others.similarity(x, y, rows, width, cosines);
    }

    @Override
    public void select(MemorySegment logits, int rows, int vocabulary, int suppressed, Choices chosen) {
        others.select(logits, rows, vocabulary, suppressed, chosen);
    }

    @Override
    public void eachRow(int rows, IntConsumer task) {
        others.eachRow(rows, task);
    }

    @Override
    public double sum(MemorySegment x, long count) {
        return others.sum(x, count);
    }

    @Override
    public long multiplyAdds(long rounds) {
        return others.multiplyAdds(rounds);
    }

    @Override
    public void close() {
        others.close();
        matmul.close();
        activations.close();
    }
}
