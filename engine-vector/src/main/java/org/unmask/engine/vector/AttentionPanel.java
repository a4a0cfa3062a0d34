package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// As many rows of attention as a register tile has lanes, and what their softmax knows so far.
final class AttentionPanel {
    private static final int L = Lanes.COUNT;

    int rows;
    /// Lanes in use, with and without a row.
    int width;
    /// `[headDim x width]`.
    float[] query = {};
    /// `[headDim x width]`, not yet divided by the sums.
    float[] result = {};
    /// Keys each lane sees.
    final float[] limits = new float[Tiles.WIDE];

    final float[] sums = new float[Tiles.WIDE];

    private final float[] maxima = new float[Tiles.WIDE];
    /// `[KEYS x width]`; powers take the place of scores.
    private final float[] scores = new float[Attention.KEYS * Tiles.WIDE];

    private int headDim;

    void begin(int rows, int headDim) {
        this.rows = rows;
        this.headDim = headDim;
        width = rows <= Tiles.NARROW ? Tiles.NARROW : Tiles.WIDE;
        int padded = (headDim + Tiles.HEIGHT - 1) / Tiles.HEIGHT * Tiles.HEIGHT;
        query = Matmul.atLeast(query, padded * Tiles.WIDE);
        result = Matmul.atLeast(result, padded * Tiles.WIDE);
        Arrays.fill(result, 0, padded * width, 0);
        Arrays.fill(maxima, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0);
    }

    void clearScores() {
        Arrays.fill(scores, 0, Attention.KEYS * width, 0);
    }

    /// Adds the products of elements `[part, part + steps)` of queries and keys.
    void score(float[] keyParts, int keys, int part, int steps) {
        for (int key = 0; key < keys; key += Tiles.HEIGHT) {
            Tiles.alongRows(keyParts, key * Tiles.ROW, query, part * width, width, steps, scores, key * width);
        }
    }

    /// Turns scores, which are logarithms to the base 2, into powers relative to the greatest so far, and earlier results to the
    /// same measure.
    void exponentiate(int firstKey, int keys) {
        for (int column = 0; column < width; column += L) {
            hide(firstKey, keys, column);
            FloatVector before = FloatVector.fromArray(FLOATS, maxima, column);
            FloatVector greatest = Lanes.greater(before, greatest(keys, column));
            FloatVector shrink = Lanes.exp2(before.sub(greatest));
            FloatVector sum = FloatVector.fromArray(FLOATS, sums, column).mul(shrink);
            sum.add(powers(keys, column, greatest)).intoArray(sums, column);
            greatest.intoArray(maxima, column);
            if (!shrink.compare(VectorOperators.EQ, 1f).allTrue()) {
                shrinkResult(column, shrink);
            }
        }
    }

    private void hide(int firstKey, int keys, int column) {
        FloatVector limits = FloatVector.fromArray(FLOATS, this.limits, column);
        if (limits.compare(VectorOperators.GE, firstKey + keys).allTrue()) {
            return;
        }
        for (int key = 0; key < keys; key++) {
            int at = key * width + column;
            FloatVector.fromArray(FLOATS, scores, at)
                    .blend(Float.NEGATIVE_INFINITY, limits.compare(VectorOperators.LE, firstKey + key))
                    .intoArray(scores, at);
        }
    }

    private FloatVector greatest(int keys, int column) {
        FloatVector a = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int key = 0;
        // Four at a time: each of them waits for the one before.
        for (; key <= keys - 4; key += 4) {
            int at = key * width + column;
            a = Lanes.greater(a, FloatVector.fromArray(FLOATS, scores, at));
            b = Lanes.greater(b, FloatVector.fromArray(FLOATS, scores, at + width));
            c = Lanes.greater(c, FloatVector.fromArray(FLOATS, scores, at + 2 * width));
            d = Lanes.greater(d, FloatVector.fromArray(FLOATS, scores, at + 3 * width));
        }
        for (; key < keys; key++) {
            a = Lanes.greater(a, FloatVector.fromArray(FLOATS, scores, key * width + column));
        }
        return Lanes.greater(Lanes.greater(a, b), Lanes.greater(c, d));
    }

    private FloatVector powers(int keys, int column, FloatVector greatest) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = even;
        int key = 0;
        for (; key <= keys - 2; key += 2) {
            int at = key * width + column;
            FloatVector p = Lanes.exp2(FloatVector.fromArray(FLOATS, scores, at).sub(greatest));
            FloatVector q =
                    Lanes.exp2(FloatVector.fromArray(FLOATS, scores, at + width).sub(greatest));
            p.intoArray(scores, at);
            q.intoArray(scores, at + width);
            even = even.add(p);
            odd = odd.add(q);
        }
        if (key < keys) {
            int at = key * width + column;
            FloatVector p = Lanes.exp2(FloatVector.fromArray(FLOATS, scores, at).sub(greatest));
            p.intoArray(scores, at);
            even = even.add(p);
        }
        return even.add(odd);
    }

    private void shrinkResult(int column, FloatVector shrink) {
        for (int i = 0; i < headDim; i++) {
            int at = i * width + column;
            FloatVector.fromArray(FLOATS, result, at).mul(shrink).intoArray(result, at);
        }
    }

    /// Divides the results by the sums.
    void divide() {
        for (int column = 0; column < width; column += L) {
            FloatVector inverse = FloatVector.broadcast(FLOATS, 1f).div(FloatVector.fromArray(FLOATS, sums, column));
            shrinkResult(column, inverse);
        }
    }

    /// `result[i][lane] += Σ values[key][i] · e[key][lane]`.
    void addValues(float[] values, int keys) {
        for (int i = 0; i < headDim; i += Tiles.HEIGHT) {
            int elements = Math.min(Tiles.HEIGHT, headDim - i);
            Tiles.alongColumns(elements, values, i * Attention.VALUE_ROWS, scores, 0, width, keys, result, i * width);
        }
    }
}
