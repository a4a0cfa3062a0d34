package org.unmask.engine;

import java.lang.foreign.MemorySegment;
import org.unmask.core.op.Operator;
import org.unmask.engine.spi.Choices;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.Matrix;

/// The LM head and the selection of a pass. They take turns over tiles of rows, so that only the logits of one tile are
/// in memory at the same time.
final class Head {
    private final Weights weights;
    private final Kernels kernels;
    private final Buffers buffers;

    Head(Weights weights, Kernels kernels, Buffers buffers) {
        this.weights = weights;
        this.kernels = kernels;
        this.buffers = buffers;
    }

    /// Rows of a tile for which `bytes` of float32 logits are enough; at least 1.
    static int tileRows(long bytes, int vocabulary) {
        return Math.clamp(bytes / Float.BYTES / vocabulary, 1, Integer.MAX_VALUE);
    }

    /// Runs both operators and tells the probe of every part of them.
    ///
    /// @param tileRows  rows with logits at the same time; with guidance one row and its unguided copy count as
    ///     two, and are never apart
    /// @param predicted  receives the results of all rows
    void run(
            Operator.Linear head,
            Operator.Select select,
            PassRows input,
            int tileRows,
            Predicted predicted,
            Probe probe) {
        int copies = input.copies();
        int rows = Math.toIntExact(select.rows()) / copies;
        int tiles = Math.ceilDiv(rows, Math.max(1, tileRows / copies));
        for (int tile = 0; tile < tiles; tile++) {
            int from = (int) ((long) rows * tile / tiles);
            int to = (int) ((long) rows * (tile + 1) / tiles);
            boolean isLast = tile == tiles - 1;
            multiply(head, from, to, rows, copies);
            finished(probe, head, isLast);
            choose(select, from, to, rows, input, predicted);
            finished(probe, select, isLast);
        }
    }

    private static void finished(Probe probe, Operator operator, boolean isLast) {
        if (isLast) {
            probe.operatorFinished(operator);
        } else {
            probe.partFinished(operator);
        }
    }

    /// Logits of rows `[from, to)`, after them those of the same rows of the unguided half.
    private void multiply(Operator.Linear head, int from, int to, int rows, int copies) {
        Matrix matrix = weights.matrix(head.weight(), 0);
        if (to - from == rows) {
            kernels.matmul(buffers.normed, rows * copies, matrix, buffers.logits);
            return;
        }
        for (int copy = 0; copy < copies; copy++) {
            kernels.matmul(
                    row(buffers.normed, (long) copy * rows + from, head.inputs()),
                    to - from,
                    matrix,
                    row(buffers.logits, (long) copy * (to - from), head.outputs()));
        }
    }

    private void choose(Operator.Select select, int from, int to, int rows, PassRows input, Predicted predicted) {
        int count = to - from;
        int copies = input.copies();
        if (input.guidance() > 0) {
            Guidance.combine(buffers.logits, (long) count * select.vocabulary(), input.guidance());
        }
        Choices tile = new Choices(count * copies);
        kernels.select(buffers.logits, count * copies, select.vocabulary(), input.suppressed(), tile);
        for (int copy = 0; copy < copies; copy++) {
            predicted.take(tile, copy * count, copy * rows + from, count);
        }
        int first = 0;
        for (PassInput group : input.groups) {
            int start = first;
            group.draws.ifPresent(
                    draws -> draw(draws, start, select.vocabulary(), from, count, input.suppressed(), predicted));
            first += group.rows.length;
        }
    }

    /// @param start  row of logits of the pass with which the rows of the group begin
    private void draw(
            Draws draws, int start, int vocabulary, int from, int count, int suppressed, Predicted predicted) {
        Sampler sampler = new Sampler(draws.sampling(), buffers.logits, vocabulary, suppressed);
        kernels.eachRow(count, row -> draws.draw(from + row - start, sampler, row, predicted, from + row));
    }

    private static MemorySegment row(MemorySegment x, long row, int width) {
        return x.asSlice(row * width * Float.BYTES);
    }
}
