package org.unmask.engine.scalar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Choices;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.spi.RopeTable;
import org.unmask.engine.spi.Rounding;

/// Every kernel as its definition. Sums are float64, results are rounded once to float32.
final class ScalarKernels implements Kernels {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    /// Row-major is what is read here.
    @Override
    public Matrix pack(Matrix plain, Arena arena) {
        return plain;
    }

    @Override
    public void embed(Matrix table, int[] tokens, MemorySegment y) {
        for (int t = 0; t < tokens.length; t++) {
            for (int j = 0; j < table.columns(); j++) {
                set(y, (long) t * table.columns() + j, weight(table, (long) tokens[t] * table.columns() + j));
            }
        }
    }

    @Override
    public void norm(MemorySegment x, int rows, int width, MemorySegment weight, double epsilon, MemorySegment y) {
        for (int r = 0; r < rows; r++) {
            long row = (long) r * width;
            double squares = 0;
            for (int j = 0; j < width; j++) {
                squares += (double) at(x, row + j) * at(x, row + j);
            }
            double scale = 1 / Math.sqrt(squares / width + epsilon);
            for (int j = 0; j < width; j++) {
                set(y, row + j, at(x, row + j) * scale * at(weight, j));
            }
        }
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
        add(residual, delta, (long) rows * width);
        norm(residual, rows, width, weight, epsilon, y);
    }

    @Override
    public void matmul(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y) {
        for (int i = 0; i < w.size(); i++) {
            product(x, rows, w.get(i), y.get(i));
        }
    }

    /// Activations as weights of a type meet them, in float64, in which a quantum times its scale is exact.
    private static double[] met(MemorySegment x, long row, Matrix w) {
        int k = w.columns();
        double[] met = new double[k];
        Arrays.setAll(met, i -> at(x, row * k + i));
        if (w.dtype().roundsActivations()) {
            int group = Rounding.group(w.dtype(), k);
            for (int first = 0; first < k; first += group) {
                round(met, first, Math.min(k, first + group));
            }
        }
        return met;
    }

    /// Rounds neighbours that share a scale; [Rounding] computes in float32.
    private static void round(double[] row, int from, int end) {
        double greatest = 0;
        for (int i = from; i < end; i++) {
            greatest = Math.max(greatest, Math.abs(row[i]));
        }
        float scale = Rounding.scale((float) greatest);
        float inverse = Rounding.inverse(scale);
        for (int i = from; i < end; i++) {
            row[i] = scale * Math.rint((float) row[i] * inverse);
        }
    }

    private static void product(MemorySegment x, int rows, Matrix w, MemorySegment y) {
        int k = w.columns();
        int n = w.rows();
        for (int r = 0; r < rows; r++) {
            double[] row = met(x, r, w);
            for (int o = 0; o < n; o++) {
                double sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += row[i] * weight(w, (long) o * k + i);
                }
                set(y, (long) r * n + o, sum);
            }
        }
    }

    @Override
    public void addBias(MemorySegment y, int rows, int width, MemorySegment bias) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < width; j++) {
                set(y, (long) r * width + j, (double) at(y, (long) r * width + j) + at(bias, j));
            }
        }
    }

    @Override
    public void headNorm(MemorySegment x, int tokens, int heads, int headDim, MemorySegment weight, double epsilon) {
        norm(x, tokens * heads, headDim, weight, epsilon, x);
    }

    @Override
    public void rope(MemorySegment x, int[] positions, int heads, RopeTable table) {
        int half = table.rotated() / 2;
        for (int t = 0; t < positions.length; t++) {
            for (int h = 0; h < heads; h++) {
                long head = ((long) t * heads + h) * table.headDim();
                for (int i = 0; i < half; i++) {
                    long first = head + (table.interleaved() ? 2L * i : i);
                    long second = table.interleaved() ? first + 1 : first + half;
                    double cos = at(table.cos(), (long) positions[t] * half + i);
                    double sin = at(table.sin(), (long) positions[t] * half + i);
                    double a = at(x, first);
                    double b = at(x, second);
                    set(x, first, a * cos - b * sin);
                    set(x, second, b * cos + a * sin);
                }
            }
        }
    }

    @Override
    public void attention(
            List<AttentionOperator.Attention> groups, MemorySegment query, List<KeyValue> cached, MemorySegment y) {
        long row = 0;
        int sequence = 0;
        for (AttentionOperator.Attention group : groups) {
            double[] weights = new double[group.context() + group.queries()];
            for (int b = 0; b < group.batch(); b++) {
                for (int q = 0; q < group.queries(); q++) {
                    for (int h = 0; h < group.heads(); h++) {
                        attend(group, query, cached.get(sequence), row, h, visible(group, q), weights, y);
                    }
                    row++;
                }
                sequence++;
            }
        }
    }

    /// Keys that query `q` may see; they are the first ones, or those of them that are no padding.
    private static int visible(AttentionOperator.Attention shape, int q) {
        return shape.mask().keysSeen(q, shape.queries(), shape.context());
    }

    private static void attend(
            AttentionOperator.Attention shape,
            MemorySegment query,
            KeyValue cached,
            long row,
            int head,
            int visible,
            double[] weights,
            MemorySegment y) {
        int d = shape.headDim();
        int keyWidth = shape.keyValueHeads() * d;
        int keyHead = head / (shape.heads() / shape.keyValueHeads());
        long at = (row * shape.heads() + head) * d;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = cached.first(); k < visible; k++) {
            double dot = 0;
            for (int i = 0; i < d; i++) {
                dot += (double) at(query, at + i)
                        * element(cached.keys(), cached.type(), (long) k * keyWidth + (long) keyHead * d + i);
            }
            weights[k] = dot / Math.sqrt(d);
            greatest = Math.max(greatest, weights[k]);
        }
        double sum = 0;
        for (int k = cached.first(); k < visible; k++) {
            weights[k] = Math.exp(weights[k] - greatest);
            sum += weights[k];
        }
        for (int i = 0; i < d; i++) {
            double value = 0;
            for (int k = cached.first(); k < visible; k++) {
                value += weights[k]
                        * element(cached.values(), cached.type(), (long) k * keyWidth + (long) keyHead * d + i);
            }
            set(y, at + i, sum == 0 ? 0 : value / sum);
        }
    }

    @Override
    public void swiglu(MemorySegment gate, MemorySegment up, int rows, int width, MemorySegment y) {
        for (long i = 0; i < (long) rows * width; i++) {
            double z = at(gate, i);
            set(y, i, z / (1 + Math.exp(-z)) * at(up, i));
        }
    }

    @Override
    public void add(MemorySegment x, MemorySegment delta, long count) {
        for (long i = 0; i < count; i++) {
            set(x, i, (double) at(x, i) + at(delta, i));
        }
    }

    @Override
    public void scatterAdd(MemorySegment x, int[] targets, float[] factors, int width, MemorySegment y) {
        for (int i = 0; i < targets.length; i++) {
            for (int j = 0; j < width; j++) {
                long at = (long) targets[i] * width + j;
                set(y, at, at(y, at) + (double) factors[i] * at(x, (long) i * width + j));
            }
        }
    }

    @Override
    public void similarity(MemorySegment x, MemorySegment y, int rows, int width, double[] cosines) {
        for (int r = 0; r < rows; r++) {
            double dot = 0;
            double xSquares = 0;
            double ySquares = 0;
            for (long i = (long) r * width; i < (r + 1L) * width; i++) {
                double a = at(x, i);
                double b = at(y, i);
                dot += a * b;
                xSquares += a * a;
                ySquares += b * b;
            }
            cosines[r] = dot == 0 ? 0 : dot / Math.sqrt(xSquares * ySquares);
        }
    }

    @Override
    public void select(MemorySegment logits, int rows, int vocabulary, int suppressed, Choices chosen) {
        for (int r = 0; r < rows; r++) {
            long row = (long) r * vocabulary;
            int best = greatest(logits, row, vocabulary, suppressed, -1);
            int second = greatest(logits, row, vocabulary, suppressed, best);
            double most = at(logits, row + best);
            if (suppressed >= 0) {
                most = Math.max(most, at(logits, row + suppressed));
            }
            // The greatest come last: added to one, all others would lose digits.
            int greatest = 0;
            double sum = 0;
            double moment = 0;
            for (int v = 0; v < vocabulary; v++) {
                double below = at(logits, row + v) - most;
                if (below == 0) {
                    greatest++;
                } else {
                    sum += Math.exp(below);
                    moment += below * Math.exp(below);
                }
            }
            sum += greatest;
            chosen.tokens[r] = best;
            chosen.probabilities[r] = Math.exp(at(logits, row + best) - most) / sum;
            chosen.seconds[r] = second < 0 ? 0 : Math.exp(at(logits, row + second) - most) / sum;
            // p = e^below / sum, so that -Σ p ln p = ln sum - Σ below e^below / sum
            chosen.entropies[r] = Math.log(sum) - moment / sum;
        }
    }

    /// The first token with the greatest logit but for two tokens that are left out, or -1 if none is left.
    private static int greatest(MemorySegment logits, long row, int vocabulary, int leftOut, int alsoLeftOut) {
        int best = -1;
        for (int v = 0; v < vocabulary; v++) {
            boolean isLeftOut = v == leftOut || v == alsoLeftOut;
            if (!isLeftOut && (best < 0 || at(logits, row + v) > at(logits, row + best))) {
                best = v;
            }
        }
        return best;
    }

    @Override
    public void eachRow(int rows, IntConsumer task) {
        for (int row = 0; row < rows; row++) {
            task.accept(row);
        }
    }

    @Override
    public int read(List<MemorySegment> memory) {
        int sum = 0;
        for (MemorySegment piece : memory) {
            for (long i = 0; i < piece.byteSize() / Integer.BYTES; i++) {
                sum += piece.get(INT, Integer.BYTES * i);
            }
        }
        return sum;
    }

    @Override
    public long multiplyAdds(long rounds) {
        float a = 1;
        float b = 1;
        for (long i = 0; i < rounds; i++) {
            a = Math.fma(a, 0.999f, 0.001f);
            b = Math.fma(b, 0.999f, 0.002f);
        }
        // Using the results keeps the loop; they are finite, so the count is always this one.
        return a + b < Float.MAX_VALUE ? 4 * rounds : 0;
    }

    @Override
    public void close() {
        // no threads
    }

    private static float at(MemorySegment x, long index) {
        return x.getAtIndex(FLOAT, index);
    }

    private static void set(MemorySegment x, long index, double value) {
        x.setAtIndex(FLOAT, index, (float) value);
    }

    /// An element of a cache.
    private static double element(MemorySegment x, DType type, long index) {
        return type == DType.FLOAT32 ? at(x, index) : Float.intBitsToFloat(x.getAtIndex(SHORT, index) << 16);
    }

    /// An int8 element times its scale is exact in float64.
    private static double weight(Matrix w, long index) {
        return switch (w.dtype()) {
            case FLOAT32 -> w.data().getAtIndex(FLOAT, index);
            case BFLOAT16 -> Float.intBitsToFloat(w.data().getAtIndex(SHORT, index) << 16);
            case INT8, W8A8 ->
                (double) at(w.scales(), index / w.columns()) * w.data().get(ValueLayout.JAVA_BYTE, index);
            case INT4, W4A8 ->
                Int4.element(w.data(), (int) (index / w.columns()), (int) (index % w.columns()), w.columns());
            case FP16, FP8, FP4 -> throw Matrix.notComputed(w.dtype());
        };
    }
}
