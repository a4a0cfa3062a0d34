package org.unmask.engine;

import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.unmask.core.decode.Reuse;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Weight;
import org.unmask.engine.FeatureStore.Part;
import org.unmask.engine.spi.Kernels;

/// The operators of a pass whose layers take over features of earlier passes, where they differ from those of other
/// passes: they read and write some rows of the residual stream and of the caches.
///
/// Of each sequence a layer computes `whole` rows from a fixed position on, and `selected` of the last `values` rows.
/// Buffers hold the rows of a sequence in this order, one sequence after the other.
final class ReusingLayers {
    private final Architecture model;
    private final Weights weights;
    private final Kernels kernels;
    private final Buffers buffers;
    private final PassInput input;
    private final FeatureStore features;

    private final Output queryOutput;
    private final Output keyOutput;
    private final Output valueOutput;

    private final int sequences;
    private final int stream;
    private final int values;
    private final int selected;
    private final int whole;
    /// The first position whose values are computed; all after it are.
    private final int first;
    /// Positions that the current layer computes, sequence by sequence.
    private final int[] positions;

    private Part next = Part.ATTENTION;

    ReusingLayers(Architecture model, Weights weights, Kernels kernels, Buffers buffers, PassInput input) {
        this.model = model;
        this.weights = weights;
        this.kernels = kernels;
        this.buffers = buffers;
        this.input = input;
        this.features = input.features.orElseThrow();
        this.queryOutput = new Output(Weight.QUERY, Weight.QUERY_BIAS, buffers.query);
        this.keyOutput = new Output(Weight.KEY, Weight.KEY_BIAS, buffers.key);
        this.valueOutput = new Output(Weight.VALUE, Weight.VALUE_BIAS, buffers.value);
        Reuse reuse = input.group.reuse();
        this.sequences = input.sequences.length;
        this.stream = reuse.rows();
        this.values = reuse.values();
        this.selected = reuse.selected();
        this.whole = input.group.queries() - selected;
        this.first = whole > 0 ? input.group.task().from() : stream - values;
        this.positions = new int[sequences * input.group.queries()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = first + i % Math.max(1, input.group.queries());
        }
    }

    /// Whether a layer computes fewer rows than there are.
    boolean applies(int layer) {
        return layer > 0 && input.group.queries() < stream;
    }

    /// Positions of the rows of queries and keys.
    int[] positions() {
        return positions;
    }

    /// Keeps what a layer that computes all rows is about to add to the residual stream.
    void keep(int layer) {
        if (layer > 0) {
            features.store(layer, next, input.sequences, input.positions, buffers.delta);
            next = next == Part.ATTENTION ? Part.MLP : Part.ATTENTION;
        }
    }

    /// The norm before attention takes all rows whose values are computed, that before the MLP those with queries.
    private void norm(Operator.Norm o, int layer) {
        MemorySegment weight = weights.matrix(o.weight(), layer).data();
        if (o.weight() == Weight.ATTENTION_NORM) {
            int rows = whole + values;
            for (int i = 0; i < sequences; i++) {
                MemorySegment from = rows(buffers.residual, (long) i * stream + first, o.width());
                MemorySegment to = rows(buffers.normed, (long) i * rows, o.width());
                kernels.norm(from, rows, o.width(), weight, model.normEpsilon(), to);
            }
            return;
        }
        int queries = input.group.queries();
        gather(buffers.residual, o.width(), i -> (long) i / queries * stream + positions[i], positions.length);
        kernels.norm(buffers.delta, positions.length, o.width(), weight, model.normEpsilon(), buffers.normed);
    }

    private void projectAll(AttentionOperator.QkvProjection o, int layer) {
        int fresh = whole + values;
        int queries = input.group.queries();
        perSequence(values == 0, whole, (sequence, count) -> {
            MemorySegment from = rows(buffers.normed, (long) sequence * fresh, o.hidden());
            project(from, count, queryOutput, layer, o.bias(), sequence * queries);
            project(from, count, keyOutput, layer, o.bias(), sequence * queries);
            project(from, count, valueOutput, layer, o.bias(), sequence * fresh);
        });
    }

    private void projectValues(AttentionOperator.ValueProjection o, int layer) {
        int fresh = whole + values;
        perSequence(whole == 0, values, (sequence, count) -> {
            int row = sequence * fresh + whole;
            project(rows(buffers.normed, row, o.hidden()), count, valueOutput, layer, o.bias(), row);
        });
    }

    /// Finds the rows whose values changed most, those of the least similarity; the smaller position if equal.
    private void select(AttentionOperator.Similarity o, int layer) {
        int queries = input.group.queries();
        double[] cosines = new double[values];
        for (int i = 0; i < sequences; i++) {
            kernels.similarity(
                    rows(buffers.value, (long) i * (whole + values) + whole, o.width()),
                    input.cache.values(layer, input.sequences[i], stream - values, values),
                    values,
                    o.width(),
                    cosines);
            int[] changed = IntStream.range(0, values)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> cosines[row]))
                    .limit(selected)
                    .mapToInt(row -> stream - values + row)
                    .sorted()
                    .toArray();
            System.arraycopy(changed, 0, positions, i * queries + whole, selected);
        }
    }

    private void projectSelected(AttentionOperator.QueryKeyProjection o, int layer) {
        int queries = input.group.queries();
        int fresh = whole + values;
        gather(
                buffers.normed,
                o.hidden(),
                i -> (long) i / selected * fresh + positions[i / selected * queries + whole + i % selected] - first,
                sequences * selected);
        perSequence(whole == 0, selected, (sequence, count) -> {
            MemorySegment from = rows(buffers.delta, (long) sequence * selected, o.hidden());
            project(from, count, queryOutput, layer, o.bias(), sequence * queries + whole);
            project(from, count, keyOutput, layer, o.bias(), sequence * queries + whole);
        });
    }

    private void attend(AttentionOperator.Attention o, int layer) {
        Executor.checkWindow(o);
        int fresh = whole + values;
        int[] stored = IntStream.range(0, sequences * fresh)
                .map(i -> first + i % fresh)
                .toArray();
        input.cache.storeKeys(layer, input.sequences, positions, buffers.key);
        input.cache.storeValues(layer, input.sequences, stored, buffers.value);
        kernels.attention(o, buffers.query, input.cache.of(layer, input.sequences), buffers.attended);
    }

    /// Adds the features of all rows, those of computed rows being new.
    private void addFeatures(Operator.Residual o, int layer) {
        features.store(layer, next, input.sequences, positions, buffers.delta);
        for (int i = 0; i < sequences; i++) {
            kernels.add(
                    rows(buffers.residual, (long) i * stream, o.width()),
                    features.of(layer, next, input.sequences[i]),
                    (long) stream * o.width());
        }
        next = next == Part.ATTENTION ? Part.MLP : Part.ATTENTION;
    }

    /// Runs an operator, if it is one of those that differ here.
    boolean run(Operator operator, int layer) {
        switch (operator) {
            case Operator.Norm o -> norm(o, layer);
            case AttentionOperator.QkvProjection o -> projectAll(o, layer);
            case AttentionOperator.ValueProjection o -> projectValues(o, layer);
            case AttentionOperator.Similarity o -> select(o, layer);
            case AttentionOperator.QueryKeyProjection o -> projectSelected(o, layer);
            case AttentionOperator.Attention o -> attend(o, layer);
            case Operator.Residual o -> addFeatures(o, layer);
            case Operator.Embed _,
                    AttentionOperator.HeadNorm _,
                    Operator.Counted _,
                    AttentionOperator.Rope _,
                    AttentionOperator.MixedAttention _,
                    Operator.Linear _,
                    Operator.GateUpProjection _,
                    Operator.SwiGlu _,
                    MixtureOperator.Router _,
                    MixtureOperator.Experts _,
                    MixtureOperator.SharedExpert _,
                    Operator.ResidualNorm _,
                    Operator.Select _ -> {
                return false;
            }
        }
        return true;
    }

    private interface RowOf {
        long row(int index);
    }

    /// Copies rows one after the other into the buffer that is free between two blocks.
    private void gather(MemorySegment from, int width, RowOf source, int count) {
        long rowBytes = (long) width * Float.BYTES;
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(from, source.row(i) * rowBytes, buffers.delta, i * rowBytes, rowBytes);
        }
    }

    private interface PerSequence {
        void run(int sequence, int rows);
    }

    /// All sequences at once if their rows follow each other, otherwise one after the other.
    private void perSequence(boolean together, int rows, PerSequence action) {
        if (together) {
            action.run(0, sequences * rows);
            return;
        }
        for (int i = 0; i < sequences; i++) {
            action.run(i, rows);
        }
    }

    /// Where a projection goes.
    private record Output(Weight weight, Weight bias, MemorySegment rows) {}

    private void project(MemorySegment from, int count, Output output, int layer, boolean biased, int toRow) {
        int width = model.rows(output.weight());
        MemorySegment to = rows(output.rows(), toRow, width);
        kernels.matmul(from, count, weights.matrix(output.weight(), layer), to);
        if (biased) {
            kernels.addBias(
                    to, count, width, weights.matrix(output.bias(), layer).data());
        }
    }

    private static MemorySegment rows(MemorySegment x, long first, int width) {
        return x.asSlice(first * width * Float.BYTES);
    }
}
