package org.unmask.engine.spi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntConsumer;
import org.unmask.core.op.AttentionOperator;

/// Pure functions on float32 activations. Every segment is native, row-major, dense and little-endian; shapes stand
/// in brackets. Callers have checked all sizes; output never overlaps input unless said.
///
/// One thread calls; the implementation may use more. Closing ends its threads.
public interface Kernels extends AutoCloseable {
    /// The matrix in the layout that products of these kernels read: the same object if it has that already, else a
    /// copy for which nothing of the original is needed. [#matmul] takes matrices packed by the same kernels,
    /// [#embed] also others.
    ///
    /// @param plain  row-major
    /// @param arena  owns the copy; accessible to every thread
    Matrix pack(Matrix plain, Arena arena);

    /// `y[tokens x columns]`: row `token` of `table[vocabulary x columns]` for each token.
    void embed(Matrix table, int[] tokens, MemorySegment y);

    /// `y[rows x width] = x / sqrt(mean(x²) + epsilon) · weight`; `weight` is `[width]`.
    void norm(MemorySegment x, int rows, int width, MemorySegment weight, double epsilon, MemorySegment y);

    /// `residual[rows x width] += delta; y = norm(residual)`.
    void addNorm(
            MemorySegment residual,
            MemorySegment delta,
            int rows,
            int width,
            MemorySegment weight,
            double epsilon,
            MemorySegment y);

    /// `y[rows x n] = x[rows x k] · wᵀ`, `w` being `[n x k]` and packed.
    default void matmul(MemorySegment x, int rows, Matrix w, MemorySegment y) {
        matmul(x, rows, List.of(w), List.of(y));
    }

    /// Several products of the same `x`, which is prepared once for all.
    void matmul(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y);

    /// `y[rows x width] += bias`; `bias` is `[width]`.
    void addBias(MemorySegment y, int rows, int width, MemorySegment bias);

    /// Norms each head of `x[tokens x heads·headDim]` in place; `weight` is `[headDim]`.
    void headNorm(MemorySegment x, int tokens, int heads, int headDim, MemorySegment weight, double epsilon);

    /// Rotates the first `table.rotated()` elements of each head of `x[tokens x heads·headDim]` in place; token `t` stands at `positions[t]`.
    void rope(MemorySegment x, int[] positions, int heads, RopeTable table);

    /// `y[batch·queries x heads·headDim]`: softmax of `query · keysᵀ / sqrt(headDim)` over the keys the mask lets a
    /// query see, but none before [KeyValue#first], times the values; zeros if that leaves none. Query head `h`
    /// reads key head `h / (heads / keyValueHeads)`.
    ///
    /// @param query  `[batch·queries x heads·headDim]`
    /// @param cached  one per sequence; the keys of the pass itself are already stored; `context + queries` rows
    ///     are read
    default void attention(
            AttentionOperator.Attention shape, MemorySegment query, List<KeyValue> cached, MemorySegment y) {
        attention(List.of(shape), query, cached, y);
    }

    /// Attention of several groups of sequences at once. Rows of `query` and `y`, and what is cached, stand group by
    /// group; what a group gets is, bit for bit, what it gets alone.
    ///
    /// @param groups  of the same heads, as those of an [AttentionOperator.MixedAttention] are
    void attention(
            List<AttentionOperator.Attention> groups, MemorySegment query, List<KeyValue> cached, MemorySegment y);

    /// `y[rows x width] = silu(gate) · up`, `silu(z) = z / (1 + exp(-z))`.
    void swiglu(MemorySegment gate, MemorySegment up, int rows, int width, MemorySegment y);

    /// `x[count] += delta`.
    void add(MemorySegment x, MemorySegment delta, long count);

    /// `y[targets[i]] += factors[i] · x[i]` for each of the rows of `x[targets.length x width]`; targets are distinct.
    void scatterAdd(MemorySegment x, int[] targets, float[] factors, int width, MemorySegment y);

    /// The cosine of the angle between rows `i` of `x` and `y`, both `[rows x width]`, in float64; 0 if one of them is
    /// zero.
    void similarity(MemorySegment x, MemorySegment y, int rows, int width, double[] cosines);

    /// For each row of `logits[rows x vocabulary]`: the token with the greatest logit, the smaller index if several
    /// are equal, its softmax probability over the whole row, the probability of the next, and the row's entropy. A
    /// row with a logit that is not finite gets a probability or an entropy that is not a number.
    ///
    /// @param suppressed  a token that is never chosen, neither first nor second (its probability still counts in
    ///     the softmax and the entropy), or -1
    /// @param chosen  receives the results, with room for `rows`
    void select(MemorySegment logits, int rows, int vocabulary, int suppressed, Choices chosen);

    /// Runs a task for every row `[0, rows)`, in any order, several at a time if there are threads.
    void eachRow(int rows, IntConsumer task);

    /// Reads memory as fast as the backend can, whatever lies there. For measuring bandwidth.
    ///
    /// @param memory  in pieces
    /// @return the sum modulo 2³² of the little-endian 32-bit words of each piece, without the bytes behind its last whole one
    int read(List<MemorySegment> memory);

    /// Runs float32 multiply-adds on registers on every thread, without touching memory, and returns how many FLOPs
    /// that was. For measuring peak arithmetic.
    long multiplyAdds(long rounds);

    @Override
    void close();
}
