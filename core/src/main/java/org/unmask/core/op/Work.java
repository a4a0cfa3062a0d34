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
public record Work(
        long matmulFlops, long otherFlops, long bytesRead, long bytesWritten, long weightBytes, long keyValueBytes) {
    public static final Work NONE = new Work(0, 0, 0, 0, 0, 0);

    public long flops() {
        return addExact(matmulFlops, otherFlops);
    }

    public long bytes() {
        return addExact(bytesRead, bytesWritten);
    }

    /// Matrix FLOPs per byte moved; 0 where nothing moves.
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
                addExact(keyValueBytes, other.keyValueBytes));
    }

    public Work times(long count) {
        return new Work(
                multiplyExact(matmulFlops, count),
                multiplyExact(otherFlops, count),
                multiplyExact(bytesRead, count),
                multiplyExact(bytesWritten, count),
                multiplyExact(weightBytes, count),
                multiplyExact(keyValueBytes, count));
    }

    /// The counting rules (`docs/method.md`, section "Counting"). Products are exact: a size that overflows 63 bits
    /// is an [ArithmeticException], never a wrong number.
    public static Work of(Operator operator, DTypes types) {
        long a = types.activation().bytes();
        long w = types.weight().bytes();
        long s = types.keyValue().bytes();
        return switch (operator) {
            case Operator.Embed o -> {
                long table = product(o.tokens(), o.hidden(), w);
                yield new Work(0, 0, table, product(o.tokens(), o.hidden(), a), table, 0);
            }
            case Operator.Norm o -> {
                long x = product(o.rows(), o.width());
                long weight = o.width() * w;
                yield new Work(0, product(4, x), addExact(product(x, a), weight), product(x, a), weight, 0);
            }
            case Operator.QkvProjection o -> {
                long outputs = o.queryWidth() + 2L * o.keyWidth();
                long weight = product(o.hidden() + (o.bias() ? 1L : 0L), outputs, w);
                yield new Work(
                        product(2, o.tokens(), o.hidden(), outputs),
                        o.bias() ? product(o.tokens(), outputs) : 0,
                        addExact(product(o.tokens(), o.hidden(), a), weight),
                        product(o.tokens(), o.queryWidth() * a + 2L * o.keyWidth() * s),
                        weight,
                        0);
            }
            case Operator.HeadNorm o -> {
                long heads = product(o.tokens(), o.queryWidth() * a + o.keyWidth() * s);
                long weight = 2L * o.headDim() * w;
                long flops = product(4, o.tokens(), (long) o.queryWidth() + o.keyWidth());
                yield new Work(0, flops, addExact(heads, weight), heads, weight, 0);
            }
            case Operator.Rope o -> {
                long heads = product(o.tokens(), o.queryWidth() * a + o.keyWidth() * s);
                yield new Work(0, product(3, o.tokens(), (long) o.queryWidth() + o.keyWidth()), heads, heads, 0, 0);
            }
            case Operator.Attention o -> {
                long queryWidth = (long) o.heads() * o.headDim();
                long keyWidth = (long) o.keyValueHeads() * o.headDim();
                long pairs = product(o.batch(), o.mask().pairs(o.queries(), o.context()));
                long query = product(o.batch(), o.queries(), queryWidth, a);
                long keyValue = product(o.batch(), (long) o.context() + o.queries(), 2 * keyWidth, s);
                yield new Work(
                        product(4, queryWidth, pairs),
                        product(5, o.heads(), pairs),
                        addExact(query, keyValue),
                        query,
                        0,
                        keyValue);
            }
            case Operator.Linear o -> {
                long weight = product(o.inputs(), o.outputs(), w);
                yield new Work(
                        product(2, o.rows(), o.inputs(), o.outputs()),
                        0,
                        addExact(product(o.rows(), o.inputs(), a), weight),
                        product(o.rows(), o.outputs(), a),
                        weight,
                        0);
            }
            case Operator.GateUpProjection o -> {
                long weight = product(2, o.hidden(), o.intermediate(), w);
                yield new Work(
                        product(4, o.tokens(), o.hidden(), o.intermediate()),
                        0,
                        addExact(product(o.tokens(), o.hidden(), a), weight),
                        product(2, o.tokens(), o.intermediate(), a),
                        weight,
                        0);
            }
            case Operator.SwiGlu o -> {
                long x = product(o.tokens(), o.intermediate());
                yield new Work(0, product(5, x), product(2, x, a), product(x, a), 0, 0);
            }
            case Operator.Residual o -> {
                long x = product(o.tokens(), o.width());
                yield new Work(0, x, product(2, x, a), product(x, a), 0, 0);
            }
            case Operator.ResidualNorm o -> {
                long x = product(o.tokens(), o.width());
                long weight = o.width() * w;
                yield new Work(0, product(5, x), addExact(product(2, x, a), weight), product(2, x, a), weight, 0);
            }
            case Operator.Select o -> {
                long x = product(o.rows(), o.vocabulary());
                yield new Work(0, product(4, x), product(x, a), product(8, o.rows()), 0, 0);
            }
        };
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
