package org.unmask.core.op;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

/// Arithmetic and compulsory memory traffic of one operator, every operand touched exactly once.
///
/// @param matmulFlops  matrix arithmetic; one multiply-add counts as two
/// @param otherFlops  element-wise arithmetic
/// @param bytesRead  all operands, weights and cached keys and values included
/// @param weightBytes  the part of `bytesRead` that is weights
/// @param keyValueBytes  the part of `bytesRead` that is keys and values read by attention
/// @param linkBytes  sent from device to device; no part of the memory traffic
public record Work(
        long matmulFlops,
        long otherFlops,
        long bytesRead,
        long bytesWritten,
        long weightBytes,
        long keyValueBytes,
        long linkBytes) {
    public static final Work NONE = new Work(0, 0, 0, 0, 0, 0);

    /// Work of one device alone.
    public Work(
            long matmulFlops,
            long otherFlops,
            long bytesRead,
            long bytesWritten,
            long weightBytes,
            long keyValueBytes) {
        this(matmulFlops, otherFlops, bytesRead, bytesWritten, weightBytes, keyValueBytes, 0);
    }

    /// Sending alone.
    public static Work sent(long bytes) {
        return new Work(0, 0, 0, 0, 0, 0, bytes);
    }

    public long flops() {
        return addExact(matmulFlops, otherFlops);
    }

    /// Memory traffic.
    public long bytes() {
        return addExact(bytesRead, bytesWritten);
    }

    /// Matrix FLOPs per byte of memory traffic; 0 where nothing moves.
    public double arithmeticIntensity() {
        return bytes() == 0 ? 0 : (double) matmulFlops / bytes();
    }

    public Work plus(Work other) {
        return new Work(
                addExact(matmulFlops, other.matmulFlops),
                addExact(otherFlops, other.otherFlops),
                addExact(bytesRead, other.bytesRead),
                addExact(bytesWritten, other.bytesWritten),
                addExact(weightBytes, other.weightBytes),
                addExact(keyValueBytes, other.keyValueBytes),
                addExact(linkBytes, other.linkBytes));
    }

    public Work times(long count) {
        if (count == 1) {
            return this;
        }
        return new Work(
                multiplyExact(matmulFlops, count),
                multiplyExact(otherFlops, count),
                multiplyExact(bytesRead, count),
                multiplyExact(bytesWritten, count),
                multiplyExact(weightBytes, count),
                multiplyExact(keyValueBytes, count),
                multiplyExact(linkBytes, count));
    }

    /// The counting rules for an operator of the first layer, or of a model whose layers are stored alike.
    public static Work of(Operator operator, DTypes types) {
        return of(operator, types, 0);
    }

    /// The counting rules (`docs/method.md`, section "Counting"). Products are exact: a size that overflows 63 bits
    /// is an [ArithmeticException], never a wrong number.
    ///
    /// @param layer  whose weights are read; ignored by operators outside the layers
    public static Work of(Operator operator, DTypes types, int layer) {
        DType a = types.activation();
        WeightTraffic w = new WeightTraffic(operator, types, layer);
        DType s = types.keyValue();
        return switch (operator) {
            case Operator.Embed o -> {
                long x = product(o.tokens(), o.hidden());
                yield new Work(0, 0, w.bytes(x), a.bytes(x), w.bytes(x), 0);
            }
            case Operator.Norm o -> {
                long x = product(o.rows(), o.width());
                long weight = w.bytes(o.width());
                yield new Work(0, product(4, x), addExact(a.bytes(x), weight), a.bytes(x), weight, 0);
            }
            case AttentionOperator.QkvProjection o -> {
                long outputs = o.queryWidth() + 2L * o.keyWidth();
                long written = addExact(
                        a.bytes(product(o.tokens(), o.queryWidth())), s.bytes(product(2, o.tokens(), o.keyWidth())));
                yield projection(o.tokens(), o.hidden(), outputs, o.bias(), written, types, w);
            }
            case AttentionOperator.QueryKeyProjection o -> {
                long outputs = (long) o.queryWidth() + o.keyWidth();
                long written = heads(o.tokens(), o.queryWidth(), o.keyWidth(), types);
                yield projection(o.tokens(), o.hidden(), outputs, o.bias(), written, types, w);
            }
            case AttentionOperator.ValueProjection o -> {
                long written = s.bytes(product(o.tokens(), o.keyWidth()));
                yield projection(o.tokens(), o.hidden(), o.keyWidth(), o.bias(), written, types, w);
            }
            case AttentionOperator.Similarity o -> {
                long x = product(o.rows(), o.width());
                yield new Work(0, product(6, x), product(2, s.bytes(x)), product(8, o.rows()), 0, 0);
            }
            case AttentionOperator.HeadNorm o -> {
                long heads = heads(o.tokens(), o.queryWidth(), o.keyWidth(), types);
                long weight = w.bytes(2L * o.headDim());
                long flops = product(4, o.tokens(), (long) o.queryWidth() + o.keyWidth());
                yield new Work(0, flops, addExact(heads, weight), heads, weight, 0);
            }
            case AttentionOperator.Rope o -> {
                long heads = heads(o.tokens(), o.queryWidth(), o.keyWidth(), types);
                yield new Work(0, product(3, o.tokens(), (long) o.queryWidth() + o.keyWidth()), heads, heads, 0, 0);
            }
            case AttentionOperator.Attention o ->
                attention(
                        o,
                        product(o.batch(), o.queries()),
                        product(o.batch(), o.keys()),
                        product(o.batch(), o.pairs()),
                        types);
            case AttentionOperator.MixedAttention o -> {
                long queries = 0;
                long keys = 0;
                long pairs = 0;
                for (AttentionOperator.Attention group : o.groups()) {
                    queries = addExact(queries, product(group.batch(), group.queries()));
                    keys = addExact(keys, product(group.batch(), group.keys()));
                    pairs = addExact(pairs, product(group.batch(), group.pairs()));
                }
                yield attention(o.groups().getFirst(), queries, keys, pairs, types);
            }
            case Operator.Linear o -> {
                long written = a.bytes(product(o.rows(), o.outputs()));
                yield projection(o.rows(), o.inputs(), o.outputs(), false, written, types, w);
            }
            case Operator.GateUpProjection o -> {
                long written = a.bytes(product(2, o.tokens(), o.intermediate()));
                yield projection(o.tokens(), o.hidden(), 2L * o.intermediate(), false, written, types, w);
            }
            case Operator.SwiGlu o -> {
                long x = product(o.tokens(), o.intermediate());
                yield new Work(0, product(5, x), a.bytes(product(2, x)), a.bytes(x), 0, 0);
            }
            case MixtureOperator.Router o -> {
                long scores = product(o.tokens(), o.experts());
                long weight = w.bytes(product(o.hidden() + (o.bias() ? 1L : 0L), o.experts()));
                yield new Work(
                        product(2, scores, o.hidden()),
                        product(5, scores),
                        addExact(a.bytes(product(o.tokens(), o.hidden())), weight),
                        routing(o.tokens(), o.perToken()),
                        weight,
                        0);
            }
            case MixtureOperator.Experts o -> {
                long routed = product(o.tokens(), o.perToken());
                Work sum = mlp(routed, o.hidden(), o.intermediate(), o.matrices(), expertBytes(o, w), types);
                long x = a.bytes(product(o.tokens(), o.hidden()));
                long combined = product(2, routed, o.hidden());
                yield sum.plus(new Work(0, combined, addExact(x, routing(o.tokens(), o.perToken())), x, 0, 0));
            }
            case MixtureOperator.SharedExpert o -> {
                long weight = w.bytes(product(o.matrices(), o.hidden(), o.intermediate()));
                long x = product(o.tokens(), o.hidden());
                yield mlp(o.tokens(), o.hidden(), o.intermediate(), o.matrices(), weight, types)
                        .plus(new Work(0, x, product(2, a.bytes(x)), a.bytes(x), 0, 0));
            }
            case Operator.Residual o -> {
                long x = product(o.tokens(), o.width());
                yield new Work(0, x, a.bytes(product(2, x)), a.bytes(x), 0, 0);
            }
            case Operator.ResidualNorm o -> {
                long x = product(o.tokens(), o.width());
                long weight = w.bytes(o.width());
                long both = a.bytes(product(2, x));
                yield new Work(0, product(5, x), addExact(both, weight), both, weight, 0);
            }
            case Operator.Counted o -> {
                long weight = w.bytes(o.parts().stream()
                        .mapToLong(Operator.Counted.Part::elements)
                        .sum());
                long keyValue = s.bytes(o.keyValues());
                yield new Work(
                        o.matmulFlops(),
                        o.otherFlops(),
                        addExact(addExact(a.bytes(o.read()), o.stateRead()), addExact(weight, keyValue)),
                        addExact(a.bytes(o.written()), o.stateWritten()),
                        weight,
                        keyValue);
            }
            case Operator.Select o -> {
                long x = product(o.rows(), o.vocabulary());
                yield new Work(0, product(4, x), a.bytes(x), product(8, o.rows()), 0, 0);
            }
        };
    }

    /// `rows x inputs` times a matrix, with a bias or without.
    private static Work projection(
            long rows, int inputs, long outputs, boolean bias, long written, DTypes types, WeightTraffic weights) {
        long weight = weights.bytes(product(inputs + (bias ? 1L : 0L), outputs));
        return new Work(
                product(2, rows, inputs, outputs),
                bias ? product(rows, outputs) : 0,
                addExact(types.activation().bytes(product(rows, inputs)), weight),
                written,
                weight,
                0);
    }

    /// Queries and results, keys and values, and pairs of all sequences together.
    private static Work attention(AttentionOperator.Attention o, long queries, long keys, long pairs, DTypes types) {
        long queryWidth = (long) o.heads() * o.headDim();
        long keyWidth = (long) o.keyValueHeads() * o.headDim();
        long query = types.activation().bytes(product(queries, queryWidth));
        long keyValue = types.keyValue().bytes(product(keys, 2 * keyWidth));
        return new Work(
                product(4, queryWidth, pairs),
                product(5, o.heads(), pairs),
                addExact(query, keyValue),
                query,
                0,
                keyValue);
    }

    /// Gate, if there is one, up and down projections and what lies between, without input and output.
    private static Work mlp(long rows, int hidden, int intermediate, int matrices, long weight, DTypes types) {
        long x = product(rows, intermediate);
        long between = types.activation().bytes(product(matrices, x));
        return new Work(
                product(2L * matrices, x, hidden), product(5, x), addExact(between, weight), between, weight, 0);
    }

    /// Bytes of queries and keys of some tokens.
    private static long heads(long tokens, int queryWidth, int keyWidth, DTypes types) {
        return addExact(
                types.activation().bytes(product(tokens, queryWidth)),
                types.keyValue().bytes(product(tokens, keyWidth)));
    }

    /// Bytes of the chosen experts and their weights.
    private static long routing(long tokens, int perToken) {
        return product(8, tokens, perToken);
    }

    /// Bytes of the distinct experts that some token chooses: as many as were counted, or else as are expected if every
    /// expert is as likely as any other, `E·(1 - (1 - k/E)^T)`, times those of one, in float64, rounded to the nearest
    /// whole byte and at most those of all.
    static long expertBytes(MixtureOperator.Experts o, WeightTraffic weights) {
        long all = weights.bytes(product((long) o.matrices() * o.experts(), o.hidden(), o.intermediate()));
        return Math.min(all, Math.round(all * o.share()));
    }

    private static long product(long a, long b) {
        return multiplyExact(a, b);
    }

    private static long product(long a, long b, long c) {
        return multiplyExact(multiplyExact(a, b), c);
    }

    private static long product(long a, long b, long c, long d) {
        return multiplyExact(multiplyExact(multiplyExact(a, b), c), d);
    }
}
