package org.unmask.core.op;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

import java.util.List;

/// Bytes of the weights that an operator reads in a layer.
record WeightTraffic(Operator operator, DTypes types, int layer) {
    /// Bytes of all weights of the operator, each tensor as it is stored.
    ///
    /// @param elements  of all of them; what counts if all are of one type
    long bytes(long elements) {
        return types.storage().isEmpty()
                ? types.weightBytes(elements)
                : tensors(types.storage().get());
    }

    private long tensors(Storage storage) {
        return switch (operator) {
            case Operator.Embed o -> bytes(storage, Weight.EMBEDDING, o.tokens(), o.hidden());
            case Operator.Norm o -> bytes(storage, o.weight(), 1, o.width());
            case Operator.ResidualNorm o -> bytes(storage, o.weight(), 1, o.width());
            case AttentionOperator.QkvProjection o ->
                addExact(
                        queriesAndKeys(storage, o.hidden(), o.queryWidth(), o.keyWidth(), o.bias()),
                        values(storage, o.hidden(), o.keyWidth(), o.bias()));
            case AttentionOperator.QueryKeyProjection o ->
                queriesAndKeys(storage, o.hidden(), o.queryWidth(), o.keyWidth(), o.bias());
            case AttentionOperator.ValueProjection o -> values(storage, o.hidden(), o.keyWidth(), o.bias());
            case AttentionOperator.HeadNorm o ->
                addExact(
                        bytes(storage, Weight.QUERY_NORM, 1, o.headDim()),
                        bytes(storage, Weight.KEY_NORM, 1, o.headDim()));
            case Operator.Linear o -> bytes(storage, o.weight(), o.outputs(), o.inputs());
            case Operator.GateUpProjection o ->
                addExact(
                        bytes(storage, Weight.GATE, o.intermediate(), o.hidden()),
                        bytes(storage, Weight.UP, o.intermediate(), o.hidden()));
            case MixtureOperator.Router o ->
                addExact(
                        bytes(storage, Weight.ROUTER, o.experts(), o.hidden()),
                        o.bias() ? bytes(storage, Weight.EXPERT_BIAS, 1, o.experts()) : 0);
            case MixtureOperator.Experts o ->
                all(storage, o.weights(), multiplyExact((long) o.experts(), o.intermediate()), o.hidden());
            case MixtureOperator.SharedExpert o -> all(storage, o.weights(), o.intermediate(), o.hidden());
            case Operator.Counted o ->
                o.parts().stream()
                        .mapToLong(part -> bytes(storage, part.like(), 1, part.elements()))
                        .sum();
            case AttentionOperator.Similarity _,
                    AttentionOperator.Rope _,
                    AttentionOperator.Attention _,
                    AttentionOperator.MixedAttention _,
                    Operator.SwiGlu _,
                    Operator.Residual _,
                    Operator.Select _ -> 0;
        };
    }

    private long queriesAndKeys(Storage storage, int hidden, int queryWidth, int keyWidth, boolean bias) {
        long matrices = addExact(
                bytes(storage, Weight.QUERY, queryWidth, hidden), bytes(storage, Weight.KEY, keyWidth, hidden));
        return bias
                ? addExact(
                        matrices,
                        addExact(
                                bytes(storage, Weight.QUERY_BIAS, 1, queryWidth),
                                bytes(storage, Weight.KEY_BIAS, 1, keyWidth)))
                : matrices;
    }

    private long values(Storage storage, int hidden, int keyWidth, boolean bias) {
        long matrix = bytes(storage, Weight.VALUE, keyWidth, hidden);
        return bias ? addExact(matrix, bytes(storage, Weight.VALUE_BIAS, 1, keyWidth)) : matrix;
    }

    /// Of some matrices of the same size.
    private long all(Storage storage, List<Weight> weights, long rows, long columns) {
        return weights.stream()
                .mapToLong(weight -> bytes(storage, weight, rows, columns))
                .reduce(0, Math::addExact);
    }

    private long bytes(Storage storage, Weight weight, long rows, long columns) {
        return storage.of(weight, layer).bytes(multiplyExact(rows, columns));
    }
}
