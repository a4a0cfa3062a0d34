package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;
import static org.unmask.engine.vector.Lanes.SHORTS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.KeyValue;

/// Softmax attention in one pass over the keys (online softmax: Milakov and Gimelshein, arXiv 1805.02867, algorithm
/// 3); at no time are more scores stored than one tile of keys has.
///
/// A row is one query in one head. The rows that share a key head are taken together, `query · group + head in
/// group`, so that keys and values are read once for all of them.
/*
 * Many rows: lanes are rows, as in Matmul. Scores, maxima, sums and results of a row stay in one lane; nothing is summed across
 * lanes, and both products are register tiles. Few rows (decoding one token): lanes are elements of a key, as in Dots.
 */
final class Attention implements AutoCloseable {
    private static final int L = Lanes.COUNT;

    /// Up to here, one dot product per row and key needs less time than lanes without a row would waste.
    static final int FEW_ROWS = Math.max(1, L / 4);

    /// Keys per tile: a multiple of the tile height whose scores fit the first-level cache.
    static final int KEYS = 8 * Tiles.HEIGHT;

    /// Values are stored as whole vectors, so that of the last key reaches beyond its place.
    static final int VALUE_ROWS = KEYS + (L + Tiles.HEIGHT - 1) / Tiles.HEIGHT;

    /// Panels of rows that share a packed tile of keys and values.
    private static final int PANELS = 4;

    static final int TILE_ROWS = PANELS * Tiles.WIDE;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Team team;
    private final Arena arena = Arena.ofShared();
    private final Scratch[] scratch;

    Attention(Team team) {
        this.team = team;
        this.scratch = new Scratch[team.threads()];
        Arrays.setAll(scratch, _ -> new Scratch(arena.allocate(4L * KEYS, 64)));
    }

    @Override
    public void close() {
        arena.close();
    }

    private static final class Scratch {
        final AttentionPanel[] panels = new AttentionPanel[PANELS];
        /// `[ROW per key]`: a part of each key.
        final float[] keys = new float[KEYS * Tiles.ROW];
        /// `[tile of HEIGHT elements][VALUE_ROWS x HEIGHT]`.
        float[] values = {};
        /// Exponentials and result of a single row.
        final float[] weights = new float[KEYS];

        float[] result = {};

        @SuppressWarnings("UnusedVariable") // written so that the reads that warm the cache are not removed
        int touched;

        /// Scores of a single row; native, for `Dots` writes there.
        final MemorySegment scores;

        Scratch(MemorySegment scores) {
            this.scores = scores;
            Arrays.setAll(panels, _ -> new AttentionPanel());
        }

        void reserve(int headDim) {
            int padded = (headDim + Tiles.HEIGHT - 1) / Tiles.HEIGHT * Tiles.HEIGHT;
            result = Matmul.atLeast(result, padded);
            values = Matmul.atLeast(values, padded * VALUE_ROWS);
        }
    }

    /// All groups in one split, so that threads meet once; they share the arithmetic, not the number of tasks.
    void run(List<AttentionOperator.Attention> groups, MemorySegment query, List<KeyValue> cached, MemorySegment y) {
        List<AttentionGroup> parts = AttentionGroup.all(groups);
        long tasks = parts.stream().mapToLong(AttentionGroup::tasks).sum();
        long cost = parts.getLast().end();
        team.split(cost, cost / tasks, (from, to, member) -> {
            for (AttentionGroup part : parts) {
                long end = part.firstTask(to);
                for (long task = part.firstTask(from); task < end; task++) {
                    KeyValue own = cached.get(part.sequence(task));
                    long row = part.row(task);
                    run(part, task, new Head(part.shape(), query, own, y, row, part.head(task), scratch[member]));
                }
            }
        });
    }

    private static void run(AttentionGroup part, long task, Head at) {
        int first = part.firstRow(task);
        if (part.isFew()) {
            at.fewRows(part.rows());
        } else {
            at.manyRows(first, Math.min(TILE_ROWS, part.rows() - first));
        }
    }

    private static int group(AttentionOperator.Attention shape) {
        return shape.heads() / shape.keyValueHeads();
    }

    /// How many of the first keys a query sees.
    private static int visible(AttentionOperator.Attention shape, int query) {
        return shape.mask().keysSeen(query, shape.queries(), shape.context());
    }

    /// One key head of one sequence.
    ///
    /// @param firstToken  row of `query` and `y` where the sequence begins
    private record Head(
            AttentionOperator.Attention shape,
            MemorySegment query,
            KeyValue cached,
            MemorySegment y,
            long firstToken,
            int head,
            Scratch scratch) {

        private int headDim() {
            return shape.headDim();
        }

        /// Byte offset of a row in `query` and `y`.
        private long rowOffset(int row) {
            int group = group(shape);
            long token = firstToken + row / group;
            return 4 * (token * shape.heads() + (long) head * group + row % group) * headDim();
        }

        private boolean isHalf() {
            return cached.type() == DType.BFLOAT16;
        }

        private int elementBytes() {
            return isHalf() ? Short.BYTES : Float.BYTES;
        }

        /// Bytes from one key or value to the next.
        private long keyStride() {
            return (long) elementBytes() * shape.keyValueHeads() * headDim();
        }

        /// Byte offset of this head's part of a key or value.
        private long keyOffset(int key) {
            return key * keyStride() + (long) elementBytes() * head * headDim();
        }

        private float scale() {
            return (float) (1 / Math.sqrt(headDim()));
        }

        private int visibleTo(int row) {
            return visible(shape, row / group(shape));
        }

        // Many rows

        void manyRows(int first, int rows) {
            scratch.reserve(headDim());
            int panels = (rows + Tiles.WIDE - 1) / Tiles.WIDE;
            for (int p = 0; p < panels; p++) {
                begin(scratch.panels[p], first + p * Tiles.WIDE, Math.min(Tiles.WIDE, rows - p * Tiles.WIDE));
            }
            int seen = visibleTo(first + rows - 1);
            for (int key = cached.first(); key < seen; key += KEYS) {
                attend(panels, key, Math.min(KEYS, seen - key));
            }
            for (int p = 0; p < panels; p++) {
                finish(scratch.panels[p], first + p * Tiles.WIDE);
            }
        }

        private void begin(AttentionPanel panel, int first, int rows) {
            panel.begin(rows, headDim());
            for (int lane = 0; lane < panel.width; lane++) {
                int row = first + Math.min(lane, rows - 1);
                // Who sees padding alone sees one key more, so that its sums are numbers; its result is not used.
                panel.limits[lane] = Math.max(visibleTo(row), cached.first() + 1);
                scatter(rowOffset(row), panel.query, lane, panel.width);
            }
        }

        /// Copies a query into every `stride`-th place, scaled so that its products with keys are logarithms to the base 2.
        private void scatter(long from, float[] to, int at, int stride) {
            int d = headDim();
            float[] row = scratch.result;
            float factor = scale() * Lanes.LOG2_E;
            MemorySegment.copy(query, FLOAT, from, row, 0, d);
            for (int i = 0; i < d; i++) {
                to[at + i * stride] = factor * row[i];
            }
        }

        /// Keys of one head lie far apart; read ahead of the arithmetic, many of them are in flight at once.
        private void touch(int firstKey, int keys) {
            long stride = keyStride();
            scratch.touched += Lanes.touch(cached.keys(), keyOffset(firstKey), stride, keys, elementBytes() * headDim())
                    + Lanes.touch(cached.values(), keyOffset(firstKey), stride, keys, elementBytes() * headDim());
        }

        private void attend(int panels, int firstKey, int keys) {
            touch(firstKey, keys);
            for (int p = 0; p < panels; p++) {
                scratch.panels[p].clearScores();
            }
            for (int part = 0; part < headDim(); part += Tiles.STEPS) {
                int steps = Math.min(Tiles.STEPS, headDim() - part);
                for (int i = 0; i < steps; i += L) {
                    pack(cached.keys(), firstKey, keys, part + i, scratch.keys, i, Tiles.ROW);
                }
                for (int p = 0; p < panels; p++) {
                    scratch.panels[p].score(scratch.keys, keys, part, steps);
                }
            }
            packValues(firstKey, keys);
            for (int p = 0; p < panels; p++) {
                scratch.panels[p].exponentiate(firstKey, keys);
                scratch.panels[p].addValues(scratch.values, keys);
            }
        }

        /// Parts of a tile are packed from the last to the first: a vector that reaches beyond the tile is then
        /// overwritten.
        private void packValues(int firstKey, int keys) {
            for (int i = 0; i < headDim(); i += Tiles.HEIGHT) {
                int last = (Math.min(Tiles.HEIGHT, headDim() - i) - 1) / L * L;
                for (int part = last; part >= 0; part -= L) {
                    pack(
                            cached.values(),
                            firstKey,
                            keys,
                            i + part,
                            scratch.values,
                            i * VALUE_ROWS + part,
                            Tiles.HEIGHT);
                }
            }
        }

        /// Copies one vector of elements, from `first` on, of each key. A loop as light as this keeps many loads in
        /// flight.
        private void pack(MemorySegment x, int firstKey, int keys, int first, float[] y, int at, int yStride) {
            long stride = keyStride();
            long from = keyOffset(firstKey) + (long) elementBytes() * first;
            if (isHalf()) {
                packHalves(x, from, stride, keys, first, y, at, yStride);
            } else if (first + L <= headDim()) {
                for (int key = 0; key < keys; key++) {
                    Lanes.load(x, from + key * stride).intoArray(y, at + key * yStride);
                }
            } else {
                VectorMask<Float> rest = FLOATS.indexInRange(first, headDim());
                for (int key = 0; key < keys; key++) {
                    Lanes.loadRest(x, from + key * stride, rest).intoArray(y, at + key * yStride);
                }
            }
        }

        private void packHalves(
                MemorySegment x, long from, long stride, int keys, int first, float[] y, int at, int yStride) {
            if (first + L <= headDim()) {
                for (int key = 0; key < keys; key++) {
                    Lanes.loadHalf(x, from + key * stride).intoArray(y, at + key * yStride);
                }
            } else {
                VectorMask<Short> rest = SHORTS.indexInRange(first, headDim());
                for (int key = 0; key < keys; key++) {
                    Lanes.loadHalfRest(x, from + key * stride, rest).intoArray(y, at + key * yStride);
                }
            }
        }

        private void finish(AttentionPanel panel, int first) {
            panel.divide();
            int d = headDim();
            float[] row = scratch.result;
            for (int lane = 0; lane < panel.rows; lane++) {
                if (visibleTo(first + lane) > cached.first()) {
                    for (int i = 0; i < d; i++) {
                        row[i] = panel.result[i * panel.width + lane];
                    }
                } else {
                    Arrays.fill(row, 0, d, 0);
                }
                MemorySegment.copy(row, 0, y, FLOAT, rowOffset(first + lane), d);
            }
        }

        // Few rows

        void fewRows(int rows) {
            scratch.reserve(headDim());
            for (int row = 0; row < rows; row++) {
                oneRow(row);
            }
        }

        private void oneRow(int row) {
            int d = headDim();
            long stride = keyStride();
            Dots dots = new Dots(query, cached.keys(), stride, isHalf(), d, scratch.scores);
            Arrays.fill(scratch.result, 0, d, 0);
            float greatest = Float.NEGATIVE_INFINITY;
            double sum = 0;
            int visible = visibleTo(row);
            for (int key = cached.first(); key < visible; key += KEYS) {
                int keys = Math.min(KEYS, visible - key);
                if (row == 0) {
                    touch(key, keys);
                }
                dots.multiply(rowOffset(row), keyOffset(key), keys);
                float before = greatest;
                greatest = Math.max(before, scale() * max(keys));
                float shrink = (float) Math.exp(before - greatest);
                sum = sum * shrink + exponentials(keys, greatest);
                for (int i = 0; i < d; i += 4 * L) {
                    addValues(key, keys, stride, i, Math.min(4 * L, d - i), shrink);
                }
            }
            for (int i = 0; i < d; i++) {
                y.set(FLOAT, rowOffset(row) + 4L * i, sum == 0 ? 0 : (float) (scratch.result[i] / sum));
            }
        }

        private float max(int keys) {
            FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int key = 0; key < keys; key += L) {
                VectorMask<Float> rest = FLOATS.indexInRange(key, keys);
                most = most.lanewise(VectorOperators.MAX, Lanes.loadRest(scratch.scores, 4L * key, rest), rest);
            }
            return most.reduceLanes(VectorOperators.MAX);
        }

        private float exponentials(int keys, float greatest) {
            float scale = scale();
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int key = 0; key < keys; key += L) {
                VectorMask<Float> rest = FLOATS.indexInRange(key, keys);
                FloatVector score = Lanes.loadRest(scratch.scores, 4L * key, rest);
                FloatVector e = Lanes.exp(score.mul(scale).sub(greatest));
                e.intoArray(scratch.weights, key, rest);
                sum = sum.add(e, rest);
            }
            return Lanes.sum(sum);
        }

        /// `result[i] = shrink · result[i] + Σ e[key] · values[key][i]` for up to four vectors of elements.
        private void addValues(int firstKey, int keys, long stride, int first, int count, float shrink) {
            MemorySegment values = cached.values();
            long from = keyOffset(firstKey) + (long) elementBytes() * first;
            float[] e = scratch.weights;
            float[] result = scratch.result;
            if (count < 4 * L || isHalf()) {
                for (int i = 0; i < count; i += L) {
                    addVector(
                            from + (long) elementBytes() * i,
                            stride,
                            keys,
                            first + i,
                            FLOATS.indexInRange(i, count),
                            shrink);
                }
                return;
            }
            FloatVector a = FloatVector.fromArray(FLOATS, result, first).mul(shrink);
            FloatVector b = FloatVector.fromArray(FLOATS, result, first + L).mul(shrink);
            FloatVector c = FloatVector.fromArray(FLOATS, result, first + 2 * L).mul(shrink);
            FloatVector d = FloatVector.fromArray(FLOATS, result, first + 3 * L).mul(shrink);
            for (int key = 0; key < keys; key++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, e[key]);
                long at = from + key * stride;
                a = weight.fma(Lanes.load(values, at), a);
                b = weight.fma(Lanes.load(values, at + Lanes.BYTES), b);
                c = weight.fma(Lanes.load(values, at + 2 * Lanes.BYTES), c);
                d = weight.fma(Lanes.load(values, at + 3 * Lanes.BYTES), d);
            }
            a.intoArray(result, first);
            b.intoArray(result, first + L);
            c.intoArray(result, first + 2 * L);
            d.intoArray(result, first + 3 * L);
        }

        private void addVector(long from, long stride, int keys, int first, VectorMask<Float> rest, float shrink) {
            FloatVector sum =
                    FloatVector.fromArray(FLOATS, scratch.result, first, rest).mul(shrink);
            if (isHalf()) {
                VectorMask<Short> halves = rest.cast(SHORTS);
                for (int key = 0; key < keys; key++) {
                    FloatVector values = Lanes.loadHalfRest(cached.values(), from + key * stride, halves);
                    sum = FloatVector.broadcast(FLOATS, scratch.weights[key]).fma(values, sum);
                }
            } else {
                for (int key = 0; key < keys; key++) {
                    FloatVector values = Lanes.loadRest(cached.values(), from + key * stride, rest);
                    sum = FloatVector.broadcast(FLOATS, scratch.weights[key]).fma(values, sum);
                }
            }
            sum.intoArray(scratch.result, first, rest);
        }
    }
}
