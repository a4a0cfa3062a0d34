package org.unmask.engine.cases;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unmask.core.model.RopePairing;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.engine.spi.Choices;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.spi.RopeTable;

/// A case with its data in memory. Kernels that work in place change it: compare results of a first run only.
public final class KernelTrial {
    private static final double EPSILON = 1e-6;
    private static final double THETA = 10_000;
    private static final int VOCABULARY = 97;

    private final Consumer<Kernels> run;
    private final Supplier<double[]> results;

    private KernelTrial(Consumer<Kernels> run, Supplier<double[]> results) {
        this.run = run;
        this.results = results;
    }

    static KernelTrial of(KernelCase kernelCase, Arena arena) {
        return new Data(kernelCase, arena).trial();
    }

    public void run(Kernels kernels) {
        run.accept(kernels);
    }

    /// All results of the last run, one after the other.
    public double[] results() {
        return results.get();
    }

    /// Makes operands: weights and activations are uniform in [-1, 1), deliberately not aligned to vectors.
    private static final class Data {
        private final KernelCase kernelCase;
        private final Arena arena;
        private final SplittableRandom random = new SplittableRandom(42);
        private final IdentityHashMap<Kernels, IdentityHashMap<Matrix, List<Matrix>>> packed = new IdentityHashMap<>();

        Data(KernelCase kernelCase, Arena arena) {
            this.kernelCase = kernelCase;
            this.arena = arena;
        }

        KernelTrial trial() {
            return switch (kernelCase.operator()) {
                case Operator.Embed o -> embed(size(o.tokens()), o.hidden());
                case Operator.Norm o -> norm(size(o.rows()), o.width());
                case AttentionOperator.QkvProjection o ->
                    project(o.tokens(), o.hidden(), o.bias(), List.of(o.queryWidth(), o.keyWidth(), o.keyWidth()));
                case AttentionOperator.QueryKeyProjection o ->
                    project(o.tokens(), o.hidden(), o.bias(), List.of(o.queryWidth(), o.keyWidth()));
                case AttentionOperator.ValueProjection o ->
                    project(o.tokens(), o.hidden(), o.bias(), List.of(o.keyWidth()));
                case AttentionOperator.Similarity o -> similarity(size(o.rows()), o.width());
                case AttentionOperator.HeadNorm o -> headNorm(o);
                case AttentionOperator.Rope o -> rope(o);
                case AttentionOperator.Attention o -> attention(List.of(o));
                case AttentionOperator.MixedAttention o -> attention(o.groups());
                case Operator.Linear o -> linear(size(o.rows()), o.inputs(), List.of(o.outputs()));
                case Operator.GateUpProjection o ->
                    linear(size(o.tokens()), o.hidden(), List.of(o.intermediate(), o.intermediate()));
                case Operator.SwiGlu o -> swiglu(size(o.tokens()), o.intermediate());
                case MixtureOperator.Router o -> linear(size(o.tokens()), o.hidden(), List.of(o.experts()));
                case MixtureOperator.Experts o -> expert(size(o.tokens()), o.hidden(), o.intermediate());
                case MixtureOperator.SharedExpert o -> expert(size(o.tokens()), o.hidden(), o.intermediate());
                case Operator.Residual o -> residual(o.tokens() * o.width());
                case Operator.ResidualNorm o -> residualNorm(size(o.tokens()), o.width());
                case Operator.Counted o -> throw new IllegalArgumentException(o.name() + " has no kernel");
                case Operator.Select o -> select(size(o.rows()), o.vocabulary());
            };
        }

        private KernelTrial embed(int tokens, int hidden) {
            Matrix table = matrix(VOCABULARY, hidden);
            MemorySegment y = floats((long) tokens * hidden);
            MemorySegment tied = floats((long) tokens * hidden);
            int[] ids = IntStream.generate(() -> random.nextInt(VOCABULARY))
                    .limit(tokens)
                    .toArray();
            Consumer<Kernels> run = kernels -> {
                kernels.embed(table, ids, y);
                kernels.embed(packed(kernels, table), ids, tied);
            };
            return new KernelTrial(run, () -> values(List.of(y, tied)));
        }

        private KernelTrial norm(int rows, int width) {
            MemorySegment x = floats((long) rows * width);
            MemorySegment weight = floats(width);
            MemorySegment y = floats((long) rows * width);
            return new KernelTrial(kernels -> kernels.norm(x, rows, width, weight, EPSILON, y), () -> values(y));
        }

        private KernelTrial project(long rows, int hidden, boolean bias, List<Integer> widths) {
            int tokens = size(rows);
            MemorySegment x = floats((long) tokens * hidden);
            List<Matrix> weights =
                    widths.stream().map(width -> matrix(width, hidden)).toList();
            List<MemorySegment> biases =
                    weights.stream().map(w -> floats(w.rows())).toList();
            List<MemorySegment> outputs = outputs(tokens, weights);
            Consumer<Kernels> run = kernels -> {
                kernels.matmul(x, tokens, packed(kernels, weights), outputs);
                if (bias) {
                    for (int i = 0; i < weights.size(); i++) {
                        kernels.addBias(outputs.get(i), tokens, weights.get(i).rows(), biases.get(i));
                    }
                }
            };
            return new KernelTrial(run, () -> values(outputs));
        }

        private KernelTrial similarity(int rows, int width) {
            MemorySegment x = floats((long) rows * width);
            MemorySegment y = floats((long) rows * width);
            double[] cosines = new double[rows];
            return new KernelTrial(kernels -> kernels.similarity(x, y, rows, width, cosines), cosines::clone);
        }

        /// One expert, whose tokens are every third of all, from the last to the first.
        private KernelTrial expert(int tokens, int hidden, int intermediate) {
            MemorySegment x = floats((long) tokens * hidden);
            Matrix gate = matrix(intermediate, hidden);
            Matrix up = matrix(intermediate, hidden);
            Matrix down = matrix(hidden, intermediate);
            List<MemorySegment> between = outputs(tokens, List.of(gate, up, gate, down));
            MemorySegment y = floats(3L * tokens * hidden);
            int[] targets =
                    IntStream.range(0, tokens).map(i -> 3 * (tokens - 1 - i)).toArray();
            float[] factors = new float[tokens];
            for (int i = 0; i < tokens; i++) {
                factors[i] = next(1);
            }
            Consumer<Kernels> run = kernels -> {
                kernels.matmul(x, tokens, packed(kernels, List.of(gate, up)), between.subList(0, 2));
                kernels.swiglu(between.get(0), between.get(1), tokens, intermediate, between.get(2));
                kernels.matmul(between.get(2), tokens, packed(kernels, down), between.get(3));
                kernels.scatterAdd(between.get(3), targets, factors, hidden, y);
            };
            return new KernelTrial(run, () -> values(y));
        }

        private KernelTrial headNorm(AttentionOperator.HeadNorm o) {
            int tokens = size(o.tokens());
            MemorySegment query = floats((long) tokens * o.queryWidth());
            MemorySegment key = floats((long) tokens * o.keyWidth());
            MemorySegment weight = floats(o.headDim());
            Consumer<Kernels> run = kernels -> {
                kernels.headNorm(query, tokens, o.queryWidth() / o.headDim(), o.headDim(), weight, EPSILON);
                kernels.headNorm(key, tokens, o.keyWidth() / o.headDim(), o.headDim(), weight, EPSILON);
            };
            return new KernelTrial(run, () -> values(List.of(query, key)));
        }

        /// The operator does not tell its head size; the narrower of both widths serves, so that the query has heads.
        private KernelTrial rope(AttentionOperator.Rope o) {
            int tokens = size(o.tokens());
            int headDim = o.keyWidth();
            MemorySegment query = floats((long) tokens * o.queryWidth());
            MemorySegment key = floats((long) tokens * o.keyWidth());
            int[] positions = IntStream.range(0, tokens).map(i -> i + i / 3 * 2).toArray();
            boolean interleaved = kernelCase.pairing() == RopePairing.INTERLEAVED;
            double[] frequencies = IntStream.range(0, headDim / 2)
                    .mapToDouble(i -> Math.pow(THETA, -2.0 * i / headDim))
                    .toArray();
            RopeTable table = RopeTable.of(arena, 2 * tokens + 1, headDim, frequencies, interleaved);
            Consumer<Kernels> run = kernels -> {
                kernels.rope(query, positions, o.queryWidth() / headDim, table);
                kernels.rope(key, positions, 1, table);
            };
            return new KernelTrial(run, () -> values(List.of(query, key)));
        }

        private KernelTrial attention(List<AttentionOperator.Attention> groups) {
            long rows = groups.stream()
                    .mapToLong(group -> (long) group.batch() * group.queries())
                    .sum();
            long width = (long) groups.getFirst().heads() * groups.getFirst().headDim();
            MemorySegment query = floats(rows * width);
            MemorySegment y = floats(rows * width);
            List<KeyValue> cached =
                    groups.stream().flatMap(group -> cached(group).stream()).toList();
            return new KernelTrial(kernels -> kernels.attention(groups, query, cached, y), () -> values(y));
        }

        /// From no padding at all to nothing but padding.
        private List<KeyValue> cached(AttentionOperator.Attention o) {
            long keyWidth = (long) o.keyValueHeads() * o.headDim();
            long keys = (long) o.context() + o.queries();
            return IntStream.range(0, o.batch())
                    .mapToObj(sequence -> new KeyValue(
                            matrix(size(keys), size(keyWidth)).data(),
                            matrix(size(keys), size(keyWidth)).data(),
                            kernelCase.weights(),
                            kernelCase.padded() ? size(keys * sequence / (o.batch() - 1)) : 0))
                    .toList();
        }

        private KernelTrial linear(int rows, int inputs, List<Integer> widths) {
            MemorySegment x = floats((long) rows * inputs);
            List<Matrix> weights =
                    widths.stream().map(width -> matrix(width, inputs)).toList();
            List<MemorySegment> outputs = outputs(rows, weights);
            Consumer<Kernels> run = kernels -> kernels.matmul(x, rows, packed(kernels, weights), outputs);
            return new KernelTrial(run, () -> values(outputs));
        }

        private KernelTrial swiglu(int rows, int width) {
            MemorySegment gate = floats((long) rows * width, 20);
            MemorySegment up = floats((long) rows * width);
            MemorySegment y = floats((long) rows * width);
            return new KernelTrial(kernels -> kernels.swiglu(gate, up, rows, width, y), () -> values(y));
        }

        private KernelTrial residual(long count) {
            MemorySegment x = floats(count);
            MemorySegment delta = floats(count);
            return new KernelTrial(kernels -> kernels.add(x, delta, count), () -> values(x));
        }

        private KernelTrial residualNorm(int rows, int width) {
            MemorySegment residual = floats((long) rows * width);
            MemorySegment delta = floats((long) rows * width);
            MemorySegment weight = floats(width);
            MemorySegment y = floats((long) rows * width);
            Consumer<Kernels> run = kernels -> kernels.addNorm(residual, delta, rows, width, weight, EPSILON, y);
            return new KernelTrial(run, () -> values(List.of(residual, y)));
        }

        /// Logits are multiples of 1/4, so that the greatest is often there twice.
        private KernelTrial select(int rows, int vocabulary) {
            MemorySegment logits = floats((long) rows * vocabulary, 10);
            for (long i = 0; i < (long) rows * vocabulary; i++) {
                float logit = Math.round(4 * logits.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i)) / 4f;
                logits.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, logit);
            }
            Choices chosen = new Choices(rows);
            Consumer<Kernels> run =
                    kernels -> kernels.select(logits, rows, vocabulary, kernelCase.suppressed(), chosen);
            Supplier<double[]> results = () -> Stream.of(
                            Arrays.stream(chosen.tokens).asDoubleStream(),
                            Arrays.stream(chosen.probabilities),
                            Arrays.stream(chosen.seconds),
                            Arrays.stream(chosen.entropies))
                    .flatMapToDouble(values -> values)
                    .toArray();
            return new KernelTrial(run, results);
        }

        private List<MemorySegment> outputs(int rows, List<Matrix> weights) {
            return weights.stream().map(w -> floats((long) rows * w.rows())).toList();
        }

        private Matrix matrix(int rows, int columns) {
            long count = (long) rows * columns;
            return switch (kernelCase.weights()) {
                case FLOAT32 -> new Matrix(floats(count), DType.FLOAT32, rows, columns);
                case BFLOAT16 -> new Matrix(halves(count), DType.BFLOAT16, rows, columns);
                case INT8, W8A8 -> {
                    MemorySegment scales = floats(rows);
                    for (int row = 0; row < rows; row++) {
                        // Elements then have the order of 1, as those of the other types.
                        scales.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, row, (1 + next(0.5f)) / Byte.MAX_VALUE);
                    }
                    yield new Matrix(bytes(count), kernelCase.weights(), rows, columns, Layout.ROWS, scales);
                }
                case INT4, W4A8 -> groups(rows, columns);
                case FP16, FP8, FP4 -> throw Matrix.notComputed(kernelCase.weights());
            };
        }

        /// Any bits, with scales of both signs for which elements have the order of 1.
        private Matrix groups(int rows, int columns) {
            MemorySegment data = bytes(Matrix.bytes(DType.INT4, rows, columns));
            for (long group = 0; group < data.byteSize(); group += Int4.GROUP_BYTES) {
                float scale = (1 + next(0.5f)) / Int4.LEAST * (random.nextBoolean() ? 1 : -1);
                data.set(ValueLayout.JAVA_SHORT_UNALIGNED, group, Float.floatToFloat16(scale));
            }
            return new Matrix(data, kernelCase.weights(), rows, columns);
        }

        private Matrix packed(Kernels kernels, Matrix matrix) {
            return packed(kernels, List.of(matrix)).getFirst();
        }

        /// What these kernels have made of the matrices, once.
        private List<Matrix> packed(Kernels kernels, List<Matrix> matrices) {
            return packed.computeIfAbsent(kernels, _ -> new IdentityHashMap<>())
                    .computeIfAbsent(
                            matrices.getFirst(),
                            _ -> matrices.stream()
                                    .map(matrix -> kernels.pack(matrix, arena))
                                    .toList());
        }

        private MemorySegment bytes(long count) {
            MemorySegment x = arena.allocate(count + 1, 64).asSlice(1);
            for (long i = 0; i < count; i++) {
                x.set(ValueLayout.JAVA_BYTE, i, (byte) (random.nextInt(255) - 127));
            }
            return x;
        }

        private MemorySegment halves(long count) {
            MemorySegment x = arena.allocate(2 * count + 2, 64).asSlice(2);
            for (long i = 0; i < count; i++) {
                int bits = Float.floatToRawIntBits(next(1));
                x.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i, (short) (bits >>> 16));
            }
            return x;
        }

        private MemorySegment floats(long count) {
            return floats(count, 1);
        }

        private MemorySegment floats(long count, float bound) {
            MemorySegment x = arena.allocate(4 * count + 4, 64).asSlice(4);
            for (long i = 0; i < count; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, next(bound));
            }
            return x;
        }

        private float next(float bound) {
            return bound * (2 * (random.nextInt() >>> 8) / (float) (1 << 24) - 1);
        }
    }

    private static int size(long size) {
        return Math.toIntExact(size);
    }

    private static double[] values(MemorySegment x) {
        return values(List.of(x));
    }

    private static double[] values(List<MemorySegment> all) {
        double[] values =
                new double[size(all.stream().mapToLong(MemorySegment::byteSize).sum() / Float.BYTES)];
        int at = 0;
        for (MemorySegment x : all) {
            for (long i = 0; i < x.byteSize() / Float.BYTES; i++) {
                values[at++] = x.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
            }
        }
        return values;
    }
}
