package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The greatest logit of each row and its softmax probability.
///
/// Rows are cut into pieces that fit the first-level cache, so that one reading from memory serves maximum and sum,
/// and so that one long row keeps all threads busy. Where the cuts are does not depend on the threads.
final class Selection {
    private static final int PIECE = 8192;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final int L = Lanes.COUNT;

    private final Team team;
    private final MemorySegment logits;
    private final int vocabulary;
    private final int suppressed;
    private final int pieces;
    /// Per piece: the greatest logit that may be chosen, the greatest of all, and `Σ exp(logit - greatest of all)`.
    private final float[] choosable;

    private final float[] greatest;
    private final double[] sums;

    Selection(Team team, MemorySegment logits, int rows, int vocabulary, int suppressed) {
        this.team = team;
        this.logits = logits;
        this.vocabulary = vocabulary;
        this.suppressed = suppressed;
        this.pieces = (vocabulary + PIECE - 1) / PIECE;
        this.choosable = new float[Math.multiplyExact(rows, pieces)];
        this.greatest = new float[rows * pieces];
        this.sums = new double[rows * pieces];
    }

    void run(int[] tokens, double[] probabilities) {
        long grain = Math.max(1, 4096 / Math.min(PIECE, vocabulary));
        team.split(sums.length, grain, (from, to, _) -> {
            for (int i = (int) from; i < to; i++) {
                scan(i);
            }
        });
        for (int row = 0; row < sums.length / pieces; row++) {
            choose(row, tokens, probabilities);
        }
    }

    private void scan(int index) {
        long row = 4L * (index / pieces) * vocabulary;
        int from = index % pieces * PIECE;
        int to = Math.min(vocabulary, from + PIECE);
        if (from <= suppressed && suppressed < to) {
            choosable[index] = Math.max(max(row, from, suppressed), max(row, suppressed + 1, to));
            greatest[index] = Math.max(choosable[index], logits.get(FLOAT, row + 4L * suppressed));
        } else {
            choosable[index] = max(row, from, to);
            greatest[index] = choosable[index];
        }
        sums[index] = sumOfExp(row, from, to, greatest[index]);
    }

    /// Negative infinity if there is nothing between.
    private float max(long row, int from, int to) {
        FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector other = most;
        int i = from;
        for (; i <= to - 2 * L; i += 2 * L) {
            most = Lanes.greater(most, Lanes.load(logits, row + 4L * i));
            other = Lanes.greater(other, Lanes.load(logits, row + 4L * i + Lanes.BYTES));
        }
        for (; i <= to - L; i += L) {
            most = Lanes.greater(most, Lanes.load(logits, row + 4L * i));
        }
        float max = Lanes.greater(most, other).reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) {
            max = Math.max(max, logits.get(FLOAT, row + 4L * i));
        }
        return max;
    }

    private double sumOfExp(long row, int from, int to, float max) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = FloatVector.zero(FLOATS);
        int i = from;
        for (; i <= to - 2 * L; i += 2 * L) {
            even = even.add(Lanes.exp(Lanes.load(logits, row + 4L * i).sub(max)));
            odd = odd.add(
                    Lanes.exp(Lanes.load(logits, row + 4L * i + Lanes.BYTES).sub(max)));
        }
        for (; i < to; i += L) {
            VectorMask<Float> rest = FLOATS.indexInRange(i, to);
            FloatVector e = Lanes.exp(Lanes.loadRest(logits, row + 4L * i, rest).sub(max));
            even = even.add(e, rest);
        }
        return Lanes.sum(even.add(odd));
    }

    private void choose(int row, int[] tokens, double[] probabilities) {
        int first = row * pieces;
        int best = first;
        float most = greatest[first];
        for (int i = first; i < first + pieces; i++) {
            best = choosable[i] > choosable[best] ? i : best;
            most = Math.max(most, greatest[i]);
        }
        double sum = 0;
        for (int i = first; i < first + pieces; i++) {
            sum += sums[i] * Math.exp((double) greatest[i] - most);
        }
        tokens[row] = find(4L * row * vocabulary, (best - first) * PIECE, choosable[best]);
        probabilities[row] = Math.exp((double) choosable[best] - most) / sum;
    }

    /// The first token from `from` on with this logit; the last one if there is none, as in a row that is not numbers.
    private int find(long row, int from, float value) {
        int i = from;
        while (i < vocabulary - 1 && (i == suppressed || logits.get(FLOAT, row + 4L * i) != value)) {
            i++;
        }
        return i;
    }
}
