package org.unmask.cost.timing;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;

/// What decides the time of an operator beside its rows: its name and the sizes of its matrices, heads or vectors.
///
/// @param operator  the name shown in reports
/// @param first  size; what the sizes mean is said at [#of]
/// @param second  size, or 0
/// @param third  size, or 0
/// @param fourth  size, or 0
public record OperatorShape(Kind kind, String operator, int first, int second, int third, int fourth) {
    /// Operators of one kind are alike enough to stand for each other.
    public enum Kind {
        /// Products with weight matrices that all rows share.
        MATRIX,
        /// Products with the matrices of the experts that rows choose.
        EXPERTS,
        /// Queries with cached keys and values.
        ATTENTION,
        /// Element by element, or row by row.
        ROWS,
        /// A scan of logits.
        SELECT;

        /// The name used in files.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A shape of given sizes.
    ///
    /// @param sizes  at most four
    /// @throws IllegalArgumentException if there are more
    public static OperatorShape of(Kind kind, String operator, List<Integer> sizes) {
        if (sizes.size() > 4) {
            throw new IllegalArgumentException("bad shape of " + operator + ": sizes=" + sizes + "; at most four");
        }
        int[] all = new int[4];
        for (int i = 0; i < sizes.size(); i++) {
            all[i] = sizes.get(i);
        }
        return new OperatorShape(kind, operator, all[0], all[1], all[2], all[3]);
    }

    /// The sizes without the zeros at the end.
    public List<Integer> sizes() {
        int[] all = {first, second, third, fourth};
        int count = 4;
        while (count > 0 && all[count - 1] == 0) {
            count--;
        }
        return IntStream.of(all).limit(count).boxed().toList();
    }

    /// The shape of an operator. Sizes are inputs before outputs; for `qkv_proj` hidden, query width, key width and 1 for a
    /// bias; for `attention` heads, key-value heads and elements of a head; for `experts` hidden, intermediate, experts
    /// and those per token.
    ///
    /// @throws IllegalArgumentException for attention of several groups, which has no single shape
    public static OperatorShape of(Operator operator) {
        String name = operator.name();
        return switch (operator) {
            case Operator.Embed o -> rows(name, o.hidden(), 0, 0);
            case Operator.Norm o -> rows(name, o.width(), 0, 0);
            case AttentionOperator.QkvProjection o ->
                matrix(name, o.hidden(), o.queryWidth(), o.keyWidth(), o.bias() ? 1 : 0);
            case AttentionOperator.QueryKeyProjection o ->
                matrix(name, o.hidden(), o.queryWidth(), o.keyWidth(), o.bias() ? 1 : 0);
            case AttentionOperator.ValueProjection o -> matrix(name, o.hidden(), o.keyWidth(), o.bias() ? 1 : 0, 0);
            case AttentionOperator.Similarity o -> rows(name, o.width(), 0, 0);
            case AttentionOperator.HeadNorm o -> rows(name, o.queryWidth(), o.keyWidth(), o.headDim());
            case AttentionOperator.Rope o -> rows(name, o.queryWidth(), o.keyWidth(), 0);
            case AttentionOperator.Attention o ->
                new OperatorShape(Kind.ATTENTION, name, o.heads(), o.keyValueHeads(), o.headDim(), 0);
            case AttentionOperator.MixedAttention _ ->
                throw new IllegalArgumentException("attention of several groups has no single shape");
            case Operator.Counted o ->
                throw new IllegalArgumentException(o.name() + " is an operator that is priced and not run");
            case Operator.Linear o -> matrix(name, o.inputs(), o.outputs(), 0, 0);
            case Operator.GateUpProjection o -> matrix(name, o.hidden(), o.intermediate(), 0, 0);
            case Operator.SwiGlu o -> rows(name, o.intermediate(), 0, 0);
            case MixtureOperator.Router o -> matrix(name, o.hidden(), o.experts(), o.perToken(), o.bias() ? 1 : 0);
            case MixtureOperator.Experts o ->
                new OperatorShape(Kind.EXPERTS, name, o.hidden(), o.intermediate(), o.experts(), o.perToken());
            case MixtureOperator.SharedExpert o -> matrix(name, o.hidden(), o.intermediate(), 0, 0);
            case Operator.Residual o -> rows(name, o.width(), 0, 0);
            case Operator.ResidualNorm o -> rows(name, o.width(), 0, 0);
            case Operator.Select o -> new OperatorShape(Kind.SELECT, name, o.vocabulary(), 0, 0, 0);
        };
    }

    /// Rows an operator computes; those of attention are its queries of all sequences.
    public static long rowsOf(Operator operator) {
        return switch (operator) {
            case Operator.Embed o -> o.tokens();
            case Operator.Norm o -> o.rows();
            case AttentionOperator.QkvProjection o -> o.tokens();
            case AttentionOperator.QueryKeyProjection o -> o.tokens();
            case AttentionOperator.ValueProjection o -> o.tokens();
            case AttentionOperator.Similarity o -> o.rows();
            case AttentionOperator.HeadNorm o -> o.tokens();
            case AttentionOperator.Rope o -> o.tokens();
            case AttentionOperator.Attention o -> (long) o.batch() * o.queries();
            case AttentionOperator.MixedAttention o ->
                o.groups().stream().mapToLong(OperatorShape::rowsOf).sum();
            case Operator.Counted _ -> 0;
            case Operator.Linear o -> o.rows();
            case Operator.GateUpProjection o -> o.tokens();
            case Operator.SwiGlu o -> o.tokens();
            case MixtureOperator.Router o -> o.tokens();
            case MixtureOperator.Experts o -> o.tokens();
            case MixtureOperator.SharedExpert o -> o.tokens();
            case Operator.Residual o -> o.tokens();
            case Operator.ResidualNorm o -> o.tokens();
            case Operator.Select o -> o.rows();
        };
    }

    private static OperatorShape matrix(String name, int first, int second, int third, int fourth) {
        return new OperatorShape(Kind.MATRIX, name, first, second, third, fourth);
    }

    private static OperatorShape rows(String name, int first, int second, int third) {
        return new OperatorShape(Kind.ROWS, name, first, second, third, 0);
    }
}
