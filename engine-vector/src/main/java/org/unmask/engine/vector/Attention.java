package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.engine.spi.KeyValue;

/// Softmax attention in one pass over the keys (online softmax: Milakov and Gimelshein, arXiv 1805.02867, algorithm
/// 3); at no time
/// are more scores stored than one tile of keys has.
///
/// A row is one query in one head. The rows that share a key head are taken together, `query · group + head in
/// group`, so that
/// keys and values are read once for all of them.
/*
 * Many rows: lanes are rows, as in Matmul. Scores, maxima, sums and results of a row stay in one lane; nothing is summed across
 * lanes, and both products are register tiles. Few rows (decoding one token): lanes are elements of a key, as in Dots.
 */
final class Attention implements AutoCloseable {
    private static final int L = Lanes.COUNT;

    /// Up to here, one dot product per row and key needs less time than lanes without a row would waste.
    private static final int FEW_ROWS = Math.max(1, L / 4);

    /// Keys per tile: a multiple of the tile height whose scores fit the first-level cache.
    private static final int KEYS = 8 * Tiles.HEIGHT;

    /// Values are stored as whole vectors, so that of the last key reaches beyond its place.
    private static final int VALUE_ROWS = KEYS + (L + Tiles.HEIGHT - 1) / Tiles.HEIGHT;

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
        /// `[headDim x width]`.
        float[] query = {};
        /// `[ROW per key]`: a part of each key.
        float[] keys = new float[KEYS * Tiles.ROW];
        /// `[tile of HEIGHT elements][VALUE_ROWS x HEIGHT]`.
        float[] values = {};
        /// `[KEYS x width]`, then their exponentials.
        float[] scores = new float[KEYS * Tiles.WIDE];
        /// `[headDim x width]`, not yet divided by the sums.
        float[] result = {};

        final float[] limits = new float[Tiles.WIDE];
        final float[] maxima = new float[Tiles.WIDE];
        final float[] sums = new float[Tiles.WIDE];
        /// Scores of one row; native, for `Dots` writes there.
        final MemorySegment rowScores;

        Scratch(MemorySegment rowScores) {
            this.rowScores = rowScores;
        }

        void reserve(int headDim) {
            int padded = (headDim + Tiles.HEIGHT - 1) / Tiles.HEIGHT * Tiles.HEIGHT;
            query = Matmul.atLeast(query, padded * Tiles.WIDE);
            result = Matmul.atLeast(result, padded * Tiles.WIDE);
            values = Matmul.atLeast(values, padded * VALUE_ROWS);
        }
    }

    void run(Operator.Attention shape, MemorySegment query, List<KeyValue> cached, MemorySegment y) {
        int rows = shape.queries() * group(shape);
        boolean few = rows <= FEW_ROWS;
        int tiles = few ? 1 : (rows + Tiles.WIDE - 1) / Tiles.WIDE;
        long tasks = (long) shape.batch() * shape.keyValueHeads() * tiles;
        team.split(tasks, 1, (from, to, member) -> {
            for (long task = from; task < to; task++) {
                int head = (int) (task / tiles % shape.keyValueHeads());
                int sequence = (int) (task / tiles / shape.keyValueHeads());
                Head at = new Head(shape, query, cached.get(sequence), y, sequence, head, scratch[member]);
                if (few) {
                    at.fewRows(rows);
                } else {
                    int first = (int) (task % tiles) * Tiles.WIDE;
                    at.manyRows(first, Math.min(Tiles.WIDE, rows - first));
                }
            }
        });
    }

    private static int group(Operator.Attention shape) {
        return shape.heads() / shape.keyValueHeads();
    }

    /// How many of the first keys a query sees.
    private static int visible(Operator.Attention shape, int query) {
        return switch (shape.mask()) {
            case Mask.Full _ -> shape.context() + shape.queries();
            case Mask.Causal _ -> shape.context() + query + 1;
            case Mask.BlockCausal(int block) ->
                shape.context() + (int) Math.min(shape.queries(), (query / block + 1L) * block);
        };
    }

    /// One key head of one sequence.
    private record Head(
            Operator.Attention shape,
            MemorySegment query,
            KeyValue cached,
            MemorySegment y,
            int sequence,
            int head,
            Scratch scratch) {

        private int headDim() {
            return shape.headDim();
        }

        /// Byte offset of a row in `query` and `y`.
        private long rowOffset(int row) {
            int group = group(shape);
            long token = (long) sequence * shape.queries() + row / group;
            return 4 * (token * shape.heads() + (long) head * group + row % group) * headDim();
        }

        /// Byte offset of this head's part of a key or value.
        private long keyOffset(int key) {
            return 4 * ((long) key * shape.keyValueHeads() + head) * headDim();
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
            int width = rows <= Tiles.NARROW ? Tiles.NARROW : Tiles.WIDE;
            begin(first, rows, width);
            int seenByAll = visibleTo(first);
            int seenByAny = visibleTo(first + rows - 1);
            for (int key = 0; key < seenByAny; key += KEYS) {
                int keys = Math.min(KEYS, seenByAny - key);
                score(key, keys, width);
                if (key + keys > seenByAll) {
                    hide(key, keys, width);
                }
                for (int column = 0; column < width; column += L) {
                    exponentiate(keys, width, column);
                }
                addValues(key, keys, width);
            }
            finish(first, rows, width);
        }

        private void begin(int first, int rows, int width) {
            Arrays.fill(scratch.query, 0, headDim() * width, 0);
            Arrays.fill(scratch.result, 0);
            Arrays.fill(scratch.maxima, Float.NEGATIVE_INFINITY);
            Arrays.fill(scratch.sums, 0);
            for (int lane = 0; lane < width; lane++) {
                scratch.limits[lane] = visibleTo(first + Math.min(lane, rows - 1));
            }
            for (int lane = 0; lane < rows; lane++) {
                Matmul.column(query, rowOffset(first + lane), scratch.query, lane, width, headDim());
            }
        }

        /// `scores[key][lane]`, not yet scaled.
        private void score(int firstKey, int keys, int width) {
            Arrays.fill(scratch.scores, 0, KEYS * width, 0);
            for (int part = 0; part < headDim(); part += Tiles.STEPS) {
                int steps = Math.min(Tiles.STEPS, headDim() - part);
                for (int key = 0; key < keys; key++) {
                    long from = keyOffset(firstKey + key) + 4L * part;
                    Matmul.copy(cached.keys(), from, scratch.keys, key * Tiles.ROW, steps);
                }
                for (int key = 0; key < keys; key += Tiles.HEIGHT) {
                    Tiles.alongRows(
                            scratch.keys,
                            key * Tiles.ROW,
                            scratch.query,
                            part * width,
                            width,
                            steps,
                            scratch.scores,
                            key * width);
                }
            }
        }

        private void hide(int firstKey, int keys, int width) {
            for (int column = 0; column < width; column += L) {
                FloatVector limits = FloatVector.fromArray(FLOATS, scratch.limits, column);
                for (int key = 0; key < keys; key++) {
                    int at = key * width + column;
                    VectorMask<Float> hidden = limits.compare(VectorOperators.LE, firstKey + key);
                    FloatVector.fromArray(FLOATS, scratch.scores, at)
                            .blend(Float.NEGATIVE_INFINITY, hidden)
                            .intoArray(scratch.scores, at);
                }
            }
        }

        /// Turns scores into exponentials relative to the greatest so far, and earlier results to the same measure.
        private void exponentiate(int keys, int width, int column) {
            float scale = scale();
            float[] scores = scratch.scores;
            FloatVector before = FloatVector.fromArray(FLOATS, scratch.maxima, column);
            FloatVector greatest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int key = 0; key < keys; key++) {
                greatest = Lanes.greater(greatest, FloatVector.fromArray(FLOATS, scores, key * width + column));
            }
            greatest = Lanes.greater(before, greatest.mul(scale));
            FloatVector shrink = Lanes.exp(before.sub(greatest));
            FloatVector sum =
                    FloatVector.fromArray(FLOATS, scratch.sums, column).mul(shrink);
            for (int key = 0; key < keys; key++) {
                int at = key * width + column;
                FloatVector score = FloatVector.fromArray(FLOATS, scores, at);
                FloatVector e = Lanes.exp(score.mul(scale).sub(greatest));
                e.intoArray(scores, at);
                sum = sum.add(e);
            }
            greatest.intoArray(scratch.maxima, column);
            sum.intoArray(scratch.sums, column);
            if (!shrink.compare(VectorOperators.EQ, 1f).allTrue()) {
                for (int i = 0; i < headDim(); i++) {
                    int at = i * width + column;
                    FloatVector.fromArray(FLOATS, scratch.result, at)
                            .mul(shrink)
                            .intoArray(scratch.result, at);
                }
            }
        }

        /// `result[i][lane] += Σ values[key][i] · e[key][lane]`.
        private void addValues(int firstKey, int keys, int width) {
            for (int key = 0; key < keys; key++) {
                packValue(keyOffset(firstKey + key), key);
            }
            for (int i = 0; i < headDim(); i += Tiles.HEIGHT) {
                Tiles.alongColumns(
                        scratch.values, i * VALUE_ROWS, scratch.scores, 0, width, keys, scratch.result, i * width);
            }
        }

        /// Elements beyond a tile or beyond `headDim` are overwritten by the next key or end in unused results.
        private void packValue(long from, int key) {
            for (int i = 0; i < headDim(); i += Tiles.HEIGHT) {
                int at = i * VALUE_ROWS + key * Tiles.HEIGHT;
                for (int part = 0; part < Tiles.HEIGHT && i + part < headDim(); part += L) {
                    int first = i + part;
                    FloatVector values = first + L <= headDim()
                            ? Lanes.load(cached.values(), from + 4L * first)
                            : Lanes.loadRest(cached.values(), from + 4L * first, FLOATS.indexInRange(first, headDim()));
                    values.intoArray(scratch.values, at + part);
                }
            }
        }

        private void finish(int first, int rows, int width) {
            for (int lane = 0; lane < rows; lane++) {
                long at = rowOffset(first + lane);
                float sum = scratch.sums[lane];
                for (int i = 0; i < headDim(); i++) {
                    y.set(FLOAT, at + 4L * i, scratch.result[i * width + lane] / sum);
                }
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
            long stride = 4L * shape.keyValueHeads() * d;
            Dots dots = new Dots(query, cached.keys(), stride, false, d, scratch.rowScores, 0);
            Arrays.fill(scratch.result, 0, d, 0);
            float greatest = Float.NEGATIVE_INFINITY;
            double sum = 0;
            int visible = visibleTo(row);
            for (int key = 0; key < visible; key += KEYS) {
                int keys = Math.min(KEYS, visible - key);
                dots.multiply(rowOffset(row), 1, keyOffset(key), 0, 0, keys);
                float before = greatest;
                greatest = Math.max(before, scale() * max(keys));
                float shrink = (float) Math.exp(before - greatest);
                sum = sum * shrink + exponentials(keys, greatest);
                for (int i = 0; i < d; i += 4 * L) {
                    addValues(key, keys, stride, i, Math.min(4 * L, d - i), shrink);
                }
            }
            for (int i = 0; i < d; i++) {
                y.set(FLOAT, rowOffset(row) + 4L * i, (float) (scratch.result[i] / sum));
            }
        }

        private float max(int keys) {
            FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int key = 0; key < keys; key += L) {
                VectorMask<Float> rest = FLOATS.indexInRange(key, keys);
                most = most.lanewise(VectorOperators.MAX, Lanes.loadRest(scratch.rowScores, 4L * key, rest), rest);
            }
            return most.reduceLanes(VectorOperators.MAX);
        }

        private float exponentials(int keys, float greatest) {
            float scale = scale();
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int key = 0; key < keys; key += L) {
                VectorMask<Float> rest = FLOATS.indexInRange(key, keys);
                FloatVector score = Lanes.loadRest(scratch.rowScores, 4L * key, rest);
                FloatVector e = Lanes.exp(score.mul(scale).sub(greatest));
                e.intoArray(scratch.scores, key, rest);
                sum = sum.add(e, rest);
            }
            return Lanes.sum(sum);
        }

        /// `result[i] = shrink · result[i] + Σ e[key] · values[key][i]` for up to four vectors of elements.
        private void addValues(int firstKey, int keys, long stride, int first, int count, float shrink) {
            MemorySegment values = cached.values();
            long from = keyOffset(firstKey) + 4L * first;
            float[] e = scratch.scores;
            float[] result = scratch.result;
            if (count < 4 * L) {
                for (int i = 0; i < count; i += L) {
                    addVector(from + 4L * i, stride, keys, first + i, FLOATS.indexInRange(i, count), shrink);
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
            for (int key = 0; key < keys; key++) {
                FloatVector values = Lanes.loadRest(cached.values(), from + key * stride, rest);
                sum = FloatVector.broadcast(FLOATS, scratch.scores[key]).fma(values, sum);
            }
            sum.intoArray(scratch.result, first, rest);
        }
    }
}
