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
    /// `[KEYS x width]`; exponentials take the place of scores.
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

    /// Turns scores into exponentials relative to the greatest so far, and earlier results to the same measure.
    void exponentiate(int firstKey, int keys, float scale) {
        for (int column = 0; column < width; column += L) {
            hide(firstKey, keys, column);
            FloatVector before = FloatVector.fromArray(FLOATS, maxima, column);
            FloatVector greatest = Lanes.greater(before, greatest(keys, column).mul(scale));
            FloatVector shrink = Lanes.exp(before.sub(greatest));
            FloatVector sum = FloatVector.fromArray(FLOATS, sums, column).mul(shrink);
            sum.add(exponentials(keys, column, scale, greatest)).intoArray(sums, column);
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
        FloatVector greatest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int key = 0; key < keys; key++) {
            greatest = Lanes.greater(greatest, FloatVector.fromArray(FLOATS, scores, key * width + column));
        }
        return greatest;
    }

    private FloatVector exponentials(int keys, int column, float scale, FloatVector greatest) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int key = 0; key < keys; key++) {
            int at = key * width + column;
            FloatVector e = Lanes.exp(
                    FloatVector.fromArray(FLOATS, scores, at).mul(scale).sub(greatest));
            e.intoArray(scores, at);
            sum = sum.add(e);
        }
        return sum;
    }

    private void shrinkResult(int column, FloatVector shrink) {
        for (int i = 0; i < headDim; i++) {
            int at = i * width + column;
            FloatVector.fromArray(FLOATS, result, at).mul(shrink).intoArray(result, at);
        }
    }

    /// `result[i][lane] += Σ values[key][i] · e[key][lane]`.
    void addValues(float[] values, int keys) {
        for (int i = 0; i < headDim; i += Tiles.HEIGHT) {
            Tiles.alongColumns(values, i * Attention.VALUE_ROWS, scores, 0, width, keys, result, i * width);
        }
    }
}
