package org.unmask.engine.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.unmask.core.op.AttentionOperator;
import org.unmask.engine.spi.Choices;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.spi.RopeTable;

/// All kernels on one team of threads, whose members share the segments: memory must come from shared, automatic or
/// global arenas. Results do not depend on the number of threads.
public final class VectorKernels implements Kernels {
    private final Team team;
    private final RowWise rowWise;
    private final Matmul matmul;
    private final GroupMatmul groupMatmul;
    private final WholeRows wholeRows;
    private final Attention attention;
    private final Cosines cosines;
    private final Roof roof;
    private final Narrowing narrowing;

    VectorKernels(int threads) {
        this(threads, Optional.empty());
    }

    VectorKernels(int threads, Optional<PanelProducts> compiled) {
        team = new Team(threads);
        rowWise = new RowWise(team);
        matmul = new Matmul(team, compiled);
        groupMatmul = new GroupMatmul(team);
        attention = new Attention(team);
        cosines = new Cosines(team);
        roof = new Roof(team);
        narrowing = new Narrowing(team);
        wholeRows = new WholeRows(matmul, narrowing);
    }

    @Override
    public Matrix pack(Matrix plain, Arena arena) {
        return packed(plain, arena);
    }

    /// [#pack], with memory from anywhere.
    public Matrix packed(Matrix plain, SegmentAllocator memory) {
        return new Panels(team).pack(plain, memory);
    }

    /// Rounds `x[rows x width]` to bf16, ties to even.
    public void halves(MemorySegment x, int rows, int width, MemorySegment y) {
        narrowing.halves(x, rows, width, y);
    }

    /// Rounds each row of `x[rows x width]` to int8 quanta of a scale of its own, the greatest magnitude by 127.
    public void quantised(MemorySegment x, int rows, int width, MemorySegment y, MemorySegment scales) {
        narrowing.quantised(x, rows, width, y, scales);
    }

    /// `y[rows x width] *= scales[rows]`.
    public void scaleRows(MemorySegment y, int rows, int width, MemorySegment scales) {
        narrowing.scaleRows(y, rows, width, scales);
    }

    @Override
    public void embed(Matrix table, int[] tokens, MemorySegment y) {
        rowWise.embed(table, tokens, y);
    }

    @Override
    public void norm(MemorySegment x, int rows, int width, MemorySegment weight, double epsilon, MemorySegment y) {
        rowWise.norm(x, rows, width, weight, epsilon, y);
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
        rowWise.addNorm(residual, delta, rows, width, weight, epsilon, y);
    }

    @Override
    public void matmul(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y) {
        switch (w.getFirst().dtype()) {
            case W4A8 -> groupMatmul.multiply(x, rows, w, y);
            case W8A8 -> wholeRows.multiply(x, rows, w, y);
            case FLOAT32, BFLOAT16, INT8, INT4 -> matmul.multiply(x, rows, w, y);
            case FP16, FP8, FP4 -> throw Matrix.notComputed(w.getFirst().dtype());
        }
    }

    @Override
    public void addBias(MemorySegment y, int rows, int width, MemorySegment bias) {
        rowWise.addBias(y, rows, width, bias);
    }

    @Override
    public void headNorm(MemorySegment x, int tokens, int heads, int headDim, MemorySegment weight, double epsilon) {
        rowWise.norm(x, Math.multiplyExact(tokens, heads), headDim, weight, epsilon, x);
    }

    @Override
    public void rope(MemorySegment x, int[] positions, int heads, RopeTable table) {
        rowWise.rope(x, positions, heads, table);
    }

    @Override
    public void attention(
            List<AttentionOperator.Attention> groups, MemorySegment query, List<KeyValue> cached, MemorySegment y) {
        attention.run(groups, query, cached, y);
    }

    @Override
    public void swiglu(MemorySegment gate, MemorySegment up, int rows, int width, MemorySegment y) {
        rowWise.swiglu(gate, up, (long) rows * width, y);
    }

    @Override
    public void add(MemorySegment x, MemorySegment delta, long count) {
        rowWise.add(x, delta, count);
    }

    @Override
    public void scatterAdd(MemorySegment x, int[] targets, float[] factors, int width, MemorySegment y) {
        rowWise.scatterAdd(x, targets, factors, width, y);
    }

    @Override
    public void similarity(MemorySegment x, MemorySegment y, int rows, int width, double[] similarities) {
        cosines.run(x, y, rows, width, similarities);
    }

    @Override
    public void select(MemorySegment logits, int rows, int vocabulary, int suppressed, Choices chosen) {
        new Selection(team, logits, rows, vocabulary, suppressed).run(chosen);
    }

    @Override
    public void eachRow(int rows, IntConsumer task) {
        team.split(rows, 1, (from, to, _) -> {
            for (int row = (int) from; row < to; row++) {
                task.accept(row);
            }
        });
    }

    @Override
    public int read(List<MemorySegment> memory) {
        return roof.read(memory);
    }

    @Override
    public long multiplyAdds(long rounds) {
        return roof.multiplyAdds(rounds);
    }

    @Override
    public void close() {
        team.close();
        attention.close();
        wholeRows.close();
    }
}
