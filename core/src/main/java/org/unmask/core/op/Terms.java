package org.unmask.core.op;

import static java.lang.Math.multiplyExact;
import static org.unmask.core.op.Sizes.heads;
import static org.unmask.core.op.Sizes.hidden;
import static org.unmask.core.op.Sizes.inputs;
import static org.unmask.core.op.Sizes.keyWidth;
import static org.unmask.core.op.Sizes.number;
import static org.unmask.core.op.Sizes.outputs;
import static org.unmask.core.op.Sizes.perToken;
import static org.unmask.core.op.Sizes.queryWidth;
import static org.unmask.core.op.Sizes.rows;
import static org.unmask.core.op.Sizes.size;
import static org.unmask.core.op.Sizes.tokens;
import static org.unmask.core.op.Sizes.withBias;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// The work of one operator term by term, as the tables of `docs/method.md` write it.
///
/// [Work] stays what is priced: terms that do not add up to it are refused, so no formula is shown whose numbers
/// differ from those of a prediction.
public final class Terms {
    private final Operator operator;
    private final DTypes types;
    private final WeightTraffic stored;
    private final List<Term> terms = new ArrayList<>();

    private Terms(Operator operator, DTypes types, int layer) {
        this.operator = operator;
        this.types = types;
        this.stored = new WeightTraffic(operator, types, layer);
    }

    /// The terms of one run: arithmetic, then what is read, then what is written.
    ///
    /// @param layer  whose weights are read; ignored by operators outside the layers
    /// @throws IllegalStateException if the terms do not add up to the work that is priced
    public static List<Term> of(Operator operator, DTypes types, int layer) {
        Terms counted = new Terms(operator, types, layer);
        counted.count();
        List<Term> terms =
                counted.terms.stream().filter(term -> term.amount() != 0).toList();
        Work sum = terms.stream().map(Term::work).reduce(Work.NONE, Work::plus);
        Work priced = Work.of(operator, types, layer);
        if (!sum.equals(priced)) {
            throw new IllegalStateException(
                    "the terms of " + operator.name() + " add up to " + sum + ", but its price is that of " + priced);
        }
        return terms;
    }

    private void count() {
        switch (operator) {
            case Operator.Embed o -> {
                weights("one row of the table a token", tokens(o.tokens()), hidden(o.hidden()));
                written("rows", tokens(o.tokens()), hidden(o.hidden()));
            }
            case Operator.Norm o -> {
                Symbol rows = rows(o.rows(), o.weight());
                Symbol width = inputs(o.width(), o.weight());
                other("squares, their mean, scaling", number(4), rows, width);
                weights("weights", width);
                read("rows", rows, width);
                written("rows", rows, width);
            }
            case AttentionOperator.QkvProjection o -> {
                projection(
                        tokens(o.tokens()),
                        hidden(o.hidden()),
                        new Symbol(
                                "(Hq + 2 Hk)",
                                "width of queries, keys and values",
                                o.queryWidth() + 2.0 * o.keyWidth()),
                        o.bias());
                written("queries", tokens(o.tokens()), queryWidth(o.queryWidth()));
                keyValuesWritten("keys and values", number(2), tokens(o.tokens()), keyWidth(o.keyWidth()));
            }
            case AttentionOperator.QueryKeyProjection o -> {
                projection(
                        tokens(o.tokens()),
                        hidden(o.hidden()),
                        new Symbol("(Hq + Hk)", "width of queries and keys", (double) o.queryWidth() + o.keyWidth()),
                        o.bias());
                written("queries", tokens(o.tokens()), queryWidth(o.queryWidth()));
                keyValuesWritten("keys", tokens(o.tokens()), keyWidth(o.keyWidth()));
            }
            case AttentionOperator.ValueProjection o -> {
                projection(tokens(o.tokens()), hidden(o.hidden()), keyWidth(o.keyWidth()), o.bias());
                keyValuesWritten("values", tokens(o.tokens()), keyWidth(o.keyWidth()));
            }
            case AttentionOperator.Similarity o -> {
                Symbol rows = tokens(o.rows());
                other("three sums of products", number(6), rows, keyWidth(o.width()));
                readAsKeys("new and cached values", number(2), rows, keyWidth(o.width()));
                bytesWritten("cosines", number(8), rows);
            }
            case AttentionOperator.HeadNorm o -> {
                other("norm of each head", number(4), tokens(o.tokens()), heads(o.queryWidth(), o.keyWidth()));
                weights("weights of queries and keys", number(2), size("d", "elements of a head", o.headDim()));
                turned(o.tokens(), o.queryWidth(), o.keyWidth());
            }
            case AttentionOperator.Rope o -> {
                other("rotation", number(3), tokens(o.tokens()), heads(o.queryWidth(), o.keyWidth()));
                turned(o.tokens(), o.queryWidth(), o.keyWidth());
            }
            case AttentionOperator.Attention o ->
                attention(
                        o,
                        List.of(size("B", "sequences", o.batch()), size("q", "queries of a sequence", o.queries())),
                        List.of(size("B", "sequences", o.batch()), size("L", "keys of a sequence", o.keys())),
                        List.of(size("B", "sequences", o.batch()), size("pairs", pairs(o), o.pairs())));
            case AttentionOperator.MixedAttention o ->
                attention(
                        o.groups().getFirst(),
                        List.of(sum("Σ B·q", "queries of all groups", o, each -> each.queries())),
                        List.of(sum("Σ B·L", "keys of all groups", o, AttentionOperator.Attention::keys)),
                        List.of(sum("Σ B·pairs", "query-key pairs of a head, all groups", o, each -> each.pairs())));
            case Operator.Linear o -> {
                Symbol rows = rows(o.rows(), o.weight());
                Symbol outputs = outputs(o.outputs(), o.weight());
                projection(rows, inputs(o.inputs(), o.weight()), outputs, false);
                written("results", rows, outputs);
            }
            case Operator.GateUpProjection o -> {
                Symbol width = size("f", "width of the MLP", o.intermediate());
                matmul("gate and up", number(4), tokens(o.tokens()), hidden(o.hidden()), width);
                weights("both matrices", number(2), hidden(o.hidden()), width);
                read("rows", tokens(o.tokens()), hidden(o.hidden()));
                written("both results", number(2), tokens(o.tokens()), width);
            }
            case Operator.SwiGlu o -> {
                Symbol width = size("f", "width of the MLP", o.intermediate());
                other("silu and product", number(5), tokens(o.tokens()), width);
                read("gate and up", number(2), tokens(o.tokens()), width);
                written("products", tokens(o.tokens()), width);
            }
            case MixtureOperator.Router o -> {
                Symbol experts = size("E", "experts of a layer", o.experts());
                matmul("scores", number(2), tokens(o.tokens()), hidden(o.hidden()), experts);
                other("softmax and choice", number(5), tokens(o.tokens()), experts);
                weights("matrix", o.bias() ? withBias(hidden(o.hidden())) : hidden(o.hidden()), experts);
                read("rows", tokens(o.tokens()), hidden(o.hidden()));
                bytesWritten("choices and their weights", number(8), tokens(o.tokens()), perToken(o.perToken()));
            }
            case MixtureOperator.Experts o -> experts(o);
            case MixtureOperator.SharedExpert o -> {
                Symbol width = size("fs", "width of the shared expert", o.intermediate());
                mlp(List.of(tokens(o.tokens())), hidden(o.hidden()), width, o.matrices());
                other("sum with the experts", tokens(o.tokens()), hidden(o.hidden()));
                weights(
                        o.matrices() == Matrices.GATED ? "three matrices" : "both matrices",
                        number(o.matrices()),
                        hidden(o.hidden()),
                        width);
                read("rows and the sum so far", number(2), tokens(o.tokens()), hidden(o.hidden()));
                written("sums", tokens(o.tokens()), hidden(o.hidden()));
            }
            case Operator.Residual o -> {
                other("sum", tokens(o.tokens()), hidden(o.width()));
                read("both summands", number(2), tokens(o.tokens()), hidden(o.width()));
                written("sums", tokens(o.tokens()), hidden(o.width()));
            }
            case Operator.ResidualNorm o -> {
                other("sum and norm", number(5), tokens(o.tokens()), hidden(o.width()));
                weights("weights of the norm", hidden(o.width()));
                read("both summands", number(2), tokens(o.tokens()), hidden(o.width()));
                written("sums and their norms", number(2), tokens(o.tokens()), hidden(o.width()));
            }
            case Operator.Counted o -> counted(o);
            case Operator.Select o -> {
                Symbol rows = rows(o.rows(), Weight.LM_HEAD);
                Symbol vocabulary = outputs(o.vocabulary(), Weight.LM_HEAD);
                other("softmax and maximum", number(4), rows, vocabulary);
                read("logits", rows, vocabulary);
                bytesWritten("tokens and probabilities", number(8), rows);
            }
        }
    }

    private void projection(Symbol rows, Symbol inputs, Symbol outputs, boolean bias) {
        matmul("product", number(2), rows, inputs, outputs);
        if (bias) {
            other("bias", rows, outputs);
        }
        weights(bias ? "matrix and bias" : "matrix", bias ? withBias(inputs) : inputs, outputs);
        read("rows", rows, inputs);
    }

    private void attention(AttentionOperator.Attention o, List<Symbol> queries, List<Symbol> keys, List<Symbol> pairs) {
        Symbol queryWidth = queryWidth(o.heads() * o.headDim());
        matmul("scores and weighted values", with(pairs, number(4), queryWidth));
        other("softmax", with(pairs, number(5), size("heads", "query heads", o.heads())));
        keyValuesRead("keys and values", with(keys, number(2), keyWidth(o.keyValueHeads() * o.headDim())));
        read("queries", with(queries, queryWidth));
        written("attended values", with(queries, queryWidth));
    }

    private static String pairs(AttentionOperator.Attention o) {
        String seen = switch (o.mask()) {
            case Mask.Full _ -> "every query sees every key: q·L";
            case Mask.TwoSided _ -> "every query sees every key, in layers with windows as far after it as before: q·L";
            case Mask.Causal _ -> "a query sees keys up to its own: q·c + q·(q+1)/2";
            case Mask.BlockCausal mask -> "a query sees keys up to the end of its block of " + mask.block();
            case Mask.PromptBlockCausal mask ->
                "a query sees keys up to the end of its block, of " + mask.first() + " or " + mask.block();
        };
        return "query-key pairs of a sequence and head; " + seen
                + (o.window() == 0 ? "" : ", within a window of " + o.window());
    }

    private static Symbol sum(
            String name,
            String meaning,
            AttentionOperator.MixedAttention o,
            ToLongFunction<AttentionOperator.Attention> each) {
        long sum = o.groups().stream()
                .mapToLong(group -> multiplyExact(group.batch(), each.applyAsLong(group)))
                .sum();
        return size(name, meaning, sum);
    }

    private void experts(MixtureOperator.Experts o) {
        Symbol width = size("fe", "width of an expert", o.intermediate());
        List<Symbol> routed = List.of(tokens(o.tokens()), perToken(o.perToken()));
        mlp(routed, hidden(o.hidden()), width, o.matrices());
        other("weighted sum", with(routed, number(2), hidden(o.hidden())));
        add(
                Term.Kind.WEIGHTS_READ,
                "experts that some token chooses",
                Work.expertBytes(o, stored),
                size(
                        "distinct",
                        o.chosen().isPresent()
                                ? "experts chosen by some token, as a run counted, a skew says or the busiest rank has, of E = "
                                        + o.experts()
                                : "experts chosen by some token, E·(1 − (1 − k/E)^T) of E = " + o.experts()
                                        + " if all are chosen alike",
                        o.distinct()),
                number(o.matrices()),
                hidden(o.hidden()),
                width,
                weightSize(multiplyExact(
                        multiplyExact((long) o.matrices(), o.experts()),
                        multiplyExact((long) o.hidden(), o.intermediate()))));
        read("rows", tokens(o.tokens()), hidden(o.hidden()));
        bytesRead("choices and their weights", with(routed, number(8)));
        written("sums", tokens(o.tokens()), hidden(o.hidden()));
    }

    /// Gate, if there is one, up and down projections of some rows, and what lies between.
    private void mlp(List<Symbol> rows, Symbol hidden, Symbol width, int matrices) {
        boolean gated = matrices == Matrices.GATED;
        String between = gated ? "gate, up and product" : "up and its function";
        matmul(gated ? "gate, up and down" : "up and down", with(rows, number(2L * matrices), hidden, width));
        other(gated ? "silu and product" : "function", with(rows, number(5), width));
        read(between, with(rows, number(matrices), width));
        written(between, with(rows, number(matrices), width));
    }

    private void counted(Operator.Counted o) {
        long elements =
                o.parts().stream().mapToLong(Operator.Counted.Part::elements).sum();
        matmul("products", size("P", "operations in products", o.matmulFlops()));
        other("other arithmetic", size("O", "other operations", o.otherFlops()));
        if (elements > 0) {
            weights("weights", size("W", "weights", elements));
        }
        keyValuesRead("cache", size("C", "elements of the cache", o.keyValues()));
        read("operands", size("X", "elements read", o.read()));
        bytesRead("state", size("S", "bytes of the state", o.stateRead()));
        written("results", size("Y", "elements written", o.written()));
        bytesWritten("state", size("S", "bytes of the state", o.stateWritten()));
    }

    /// Queries and keys, read and written.
    private void turned(long tokens, int queryWidth, int keyWidth) {
        read("queries", tokens(tokens), queryWidth(queryWidth));
        readAsKeys("keys", tokens(tokens), keyWidth(keyWidth));
        written("queries", tokens(tokens), queryWidth(queryWidth));
        keyValuesWritten("keys", tokens(tokens), keyWidth(keyWidth));
    }

    private void matmul(String what, Symbol... factors) {
        add(Term.Kind.MATMUL_FLOPS, what, product(factors), factors);
    }

    private void other(String what, Symbol... factors) {
        add(Term.Kind.OTHER_FLOPS, what, product(factors), factors);
    }

    private void weights(String what, Symbol... factors) {
        long elements = product(factors);
        add(Term.Kind.WEIGHTS_READ, what, stored.bytes(elements), with(List.of(factors), weightSize(elements)));
    }

    private void read(String what, Symbol... factors) {
        elements(Term.Kind.ACTIVATIONS_READ, what, activationSize(), types.activation(), factors);
    }

    /// Keys or values that this pass computed or compares, stored as the cache has them.
    private void readAsKeys(String what, Symbol... factors) {
        elements(Term.Kind.ACTIVATIONS_READ, what, keyValueSize(), types.keyValue(), factors);
    }

    private void keyValuesRead(String what, Symbol... factors) {
        elements(Term.Kind.KEY_VALUES_READ, what, keyValueSize(), types.keyValue(), factors);
    }

    private void written(String what, Symbol... factors) {
        elements(Term.Kind.ACTIVATIONS_WRITTEN, what, activationSize(), types.activation(), factors);
    }

    private void keyValuesWritten(String what, Symbol... factors) {
        elements(Term.Kind.KEY_VALUES_WRITTEN, what, keyValueSize(), types.keyValue(), factors);
    }

    private void bytesRead(String what, Symbol... factors) {
        add(Term.Kind.ACTIVATIONS_READ, what, product(factors), factors);
    }

    private void bytesWritten(String what, Symbol... factors) {
        add(Term.Kind.ACTIVATIONS_WRITTEN, what, product(factors), factors);
    }

    private void elements(Term.Kind kind, String what, Symbol size, DType type, Symbol... factors) {
        add(kind, what, type.bytes(product(factors)), with(List.of(factors), size));
    }

    private void add(Term.Kind kind, String what, long amount, Symbol... factors) {
        terms.add(new Term(kind, what, List.of(factors), amount));
    }

    /// Factors in the order in which formulas have them: plain numbers first.
    private static Symbol[] with(List<Symbol> factors, Symbol... more) {
        List<Symbol> all = new ArrayList<>();
        for (Symbol symbol : more) {
            if (!symbol.isNamed()) {
                all.add(symbol);
            }
        }
        all.addAll(factors);
        for (Symbol symbol : more) {
            if (symbol.isNamed()) {
                all.add(symbol);
            }
        }
        return all.toArray(Symbol[]::new);
    }

    private static long product(Symbol... factors) {
        long product = 1;
        for (Symbol factor : factors) {
            product = multiplyExact(product, (long) factor.value());
        }
        return product;
    }

    private Symbol activationSize() {
        return size("a", "bytes of an activation, " + types.activation().id(), bytes(types.activation()));
    }

    private Symbol keyValueSize() {
        return size("s", "bytes of a cached key or value, " + types.keyValue().id(), bytes(types.keyValue()));
    }

    private Symbol weightSize(long elements) {
        return types.storage().isEmpty()
                ? size("w", "bytes of a weight, " + types.weight().id(), weightSize())
                : size(
                        "w",
                        "bytes of a weight as the file stores it, on average",
                        (double) stored.bytes(elements) / elements);
    }

    /// Bytes of one weight, its share of a scale included; they are counted over so many weights that no group is begun in vain.
    private double weightSize() {
        int many = 1 << 20;
        return (double) types.weightBytes(many) / many;
    }

    private static double bytes(DType type) {
        return (double) type.bits() / Byte.SIZE;
    }
}
