package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.unmask.engine.spi.Choices;

/// The two greatest logits of each row, their softmax probabilities, and the entropy of the row.
///
/// Rows are cut into pieces that fit the first-level cache, so that one reading from memory serves maxima and sums,
/// and so that one long row keeps all threads busy. Where the cuts are does not depend on the threads. Each lane adds
/// up to [#CHUNK] / lanes terms in float32; everything above that is float64. The greatest logit, whose term is one, is only
/// counted: beside it in float32 the others would vanish where the model is sure, and the most confident positions would
/// have equal confidences.
final class Selection {
    private static final int PIECE = 8192;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final int L = Lanes.COUNT;
    private static final int CHUNK = 64 * L;

    private final Team team;
    private final MemorySegment logits;
    private final int vocabulary;
    private final int suppressed;
    private final int pieces;
    /// Per piece: the two greatest logits that may be chosen, and the greatest of all.
    private final float[] first;

    private final float[] second;
    private final float[] greatest;
    /// Per piece, `d` being a logit minus the greatest of all: `Σ exp(d)` and `Σ d·exp(d)`.
    private final double[] sums;

    private final double[] moments;

    Selection(Team team, MemorySegment logits, int rows, int vocabulary, int suppressed) {
        this.team = team;
        this.logits = logits;
        this.vocabulary = vocabulary;
        this.suppressed = suppressed;
        this.pieces = (vocabulary + PIECE - 1) / PIECE;
        int all = Math.multiplyExact(rows, pieces);
        this.first = new float[all];
        this.second = new float[all];
        this.greatest = new float[all];
        this.sums = new double[all];
        this.moments = new double[all];
    }

    void run(Choices chosen) {
        long grain = Math.max(1, 4096 / Math.min(PIECE, vocabulary));
        team.split(sums.length, grain, (from, to, _) -> {
            for (int i = (int) from; i < to; i++) {
                scan(i);
            }
        });
        for (int row = 0; row < sums.length / pieces; row++) {
            choose(row, chosen);
        }
    }

    private void scan(int index) {
        long row = 4L * (index / pieces) * vocabulary;
        int from = index % pieces * PIECE;
        int to = Math.min(vocabulary, from + PIECE);
        first[index] = Float.NEGATIVE_INFINITY;
        second[index] = Float.NEGATIVE_INFINITY;
        if (from <= suppressed && suppressed < to) {
            twoGreatest(index, row, from, suppressed);
            twoGreatest(index, row, suppressed + 1, to);
            greatest[index] = Math.max(first[index], logits.get(FLOAT, row + 4L * suppressed));
        } else {
            twoGreatest(index, row, from, to);
            greatest[index] = first[index];
        }
        for (int start = from; start < to; start += CHUNK) {
            addExponentials(index, row, start, Math.min(to, start + CHUNK));
        }
    }

    /// Takes logits `[from, to)` into account in the two greatest of a piece.
    private void twoGreatest(int index, long row, int from, int to) {
        FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector next = most;
        FloatVector otherMost = most;
        FloatVector otherNext = most;
        int i = from;
        for (; i <= to - 2 * L; i += 2 * L) {
            FloatVector x = Lanes.load(logits, row + 4L * i);
            VectorMask<Float> greater = x.compare(VectorOperators.GT, most);
            next = Lanes.greater(next, x.blend(most, greater));
            most = most.blend(x, greater);
            FloatVector y = Lanes.load(logits, row + 4L * i + Lanes.BYTES);
            VectorMask<Float> otherGreater = y.compare(VectorOperators.GT, otherMost);
            otherNext = Lanes.greater(otherNext, y.blend(otherMost, otherGreater));
            otherMost = otherMost.blend(y, otherGreater);
        }
        float[] lanes = new float[L];
        for (FloatVector vector : new FloatVector[] {most, next, otherMost, otherNext}) {
            vector.intoArray(lanes, 0);
            for (float x : lanes) {
                take(index, x);
            }
        }
        for (; i < to; i++) {
            take(index, logits.get(FLOAT, row + 4L * i));
        }
    }

    private void take(int index, float x) {
        if (x > first[index]) {
            second[index] = first[index];
            first[index] = x;
        } else if (x > second[index]) {
            second[index] = x;
        }
    }

    private void addExponentials(int index, long row, int from, int to) {
        float max = greatest[index];
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector even = zero;
        FloatVector odd = zero;
        FloatVector evenMoment = zero;
        FloatVector oddMoment = zero;
        FloatVector ones = zero;
        int i = from;
        for (; i <= to - 2 * L; i += 2 * L) {
            FloatVector d = Lanes.load(logits, row + 4L * i).sub(max);
            VectorMask<Float> top = d.compare(VectorOperators.EQ, zero);
            FloatVector e = Lanes.exp(d).blend(zero, top);
            ones = ones.add(1, top);
            even = even.add(e);
            evenMoment = d.fma(e, evenMoment);
            FloatVector d2 = Lanes.load(logits, row + 4L * i + Lanes.BYTES).sub(max);
            VectorMask<Float> top2 = d2.compare(VectorOperators.EQ, zero);
            FloatVector e2 = Lanes.exp(d2).blend(zero, top2);
            ones = ones.add(1, top2);
            odd = odd.add(e2);
            oddMoment = d2.fma(e2, oddMoment);
        }
        for (; i < to; i += L) {
            VectorMask<Float> rest = FLOATS.indexInRange(i, to);
            FloatVector d = Lanes.loadRest(logits, row + 4L * i, rest).sub(max);
            VectorMask<Float> top = d.compare(VectorOperators.EQ, zero).and(rest);
            FloatVector e = Lanes.exp(d).blend(zero, top);
            ones = ones.add(1, top);
            even = even.add(e, rest);
            evenMoment = evenMoment.add(d.mul(e), rest);
        }
        sums[index] += Lanes.sum(ones);
        sums[index] += Lanes.sum(even.add(odd));
        moments[index] += Lanes.sum(evenMoment.add(oddMoment));
    }

    private void choose(int row, Choices chosen) {
        int start = row * pieces;
        int end = start + pieces;
        int best = start;
        float most = greatest[start];
        for (int i = start; i < end; i++) {
            best = first[i] > first[best] ? i : best;
            most = Math.max(most, greatest[i]);
        }
        float next = second[best];
        double sum = 0;
        double moment = 0;
        for (int i = start; i < end; i++) {
            next = i == best ? next : Math.max(next, first[i]);
            double below = (double) greatest[i] - most;
            double scale = Math.exp(below);
            sum += sums[i] * scale;
            moment += (moments[i] + below * sums[i]) * scale;
        }
        chosen.tokens[row] = find(4L * row * vocabulary, (best - start) * PIECE, first[best]);
        chosen.probabilities[row] = Math.exp((double) first[best] - most) / sum;
        chosen.seconds[row] = Math.exp((double) next - most) / sum;
        // p = exp(d) / sum, so that -Σ p ln p = ln sum - Σ d·exp(d) / sum
        chosen.entropies[row] = Math.log(sum) - moment / sum;
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
