package org.unmask.engine.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntConsumer;
import org.unmask.core.op.AttentionOperator;

/// Kernels that are those of another backend, but for what a subclass does itself. Closing closes the others.
public abstract class ForwardingKernels implements Kernels {
    private final Kernels others;

    /// @param others  what is not overridden
    protected ForwardingKernels(Kernels others) {
        this.others = others;
    }

    @Override
    public Matrix pack(Matrix plain, Arena arena) {
        return others.pack(plain, arena);
    }

    @Override
    public void matmul(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y) {
        others.matmul(x, rows, w, y);
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
    public int read(List<MemorySegment> memory) {
        return others.read(memory);
    }

    @Override
    public long multiplyAdds(long rounds) {
        return others.multiplyAdds(rounds);
    }

    @Override
    public void close() {
        others.close();
    }
}
