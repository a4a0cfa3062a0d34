package org.unmask.cost.timing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Work;

/// Times of attention of one shape over sequences, queries and keys.
///
/// Attention that sees all keys takes a time that is linear in each of the three where the others stay, so it is
/// interpolated so. Under a mask a query sees a mean number of keys; what a mask costs beyond that, since kernels compute
/// tiles, was timed without a context, and is added.
final class AttentionTimes {
    private final OperatorShape shape;
    /// By queries and then sequences, over keys.
    private final TreeMap<Integer, TreeMap<Integer, Curve>> full = new TreeMap<>();
    /// By queries.
    private final TreeMap<Integer, Double> maskSeconds = new TreeMap<>();

    /// @param timings  of one shape; at least one of them sees all keys
    AttentionTimes(OperatorShape shape, List<Timing> timings) {
        this.shape = shape;
        Map<Integer, Map<Integer, SortedMap<Integer, Double>>> points = new TreeMap<>();
        List<Timing> masked = new ArrayList<>();
        for (Timing timing : timings) {
            if (timing.at() instanceof Timing.Attended at) {
                if (at.causal()) {
                    masked.add(timing);
                } else {
                    points.computeIfAbsent(at.queries(), _ -> new TreeMap<>())
                            .computeIfAbsent(at.batch(), _ -> new TreeMap<>())
                            .put(at.keys(), timing.expected());
                }
            }
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException(
                    "bad timings of attention: none of them sees all keys; time it without a mask");
        }
        points.forEach((queries, batches) -> batches.forEach((batch, keys) ->
                full.computeIfAbsent(queries, _ -> new TreeMap<>()).put(batch, Curve.of(keys))));
        for (Timing timing : masked) {
            if (timing.at() instanceof Timing.Attended at && at.keys() == at.queries()) {
                double seen = full(at.batch(), at.queries()).at(seen(Mask.CAUSAL, at.queries(), 0));
                maskSeconds.put(at.queries(), (timing.expected() - seen) / at.batch());
            }
        }
    }

    Timed at(AttentionOperator.Attention operator) {
        Curve curve = full(operator.batch(), operator.queries());
        double keys = (double) operator.pairs() / operator.queries();
        boolean masks = !operator.mask().equals(Mask.FULL) && operator.queries() > 1;
        return new Timed(
                masks ? curve.plus(operator.batch() * excess(operator.queries())) : curve,
                keys,
                basis(operator, curve, keys, masks));
    }

    private Basis basis(AttentionOperator.Attention operator, Curve curve, double keys, boolean masks) {
        TreeMap<Integer, Curve> batches = full.get(operator.queries());
        if (operator.queries() > full.lastKey()
                || operator.batch()
                        > full.floorEntry(operator.queries()).getValue().lastKey()) {
            return Basis.EXTRAPOLATED;
        }
        boolean known = batches != null && batches.containsKey(operator.batch()) && !masks;
        return known ? curve.basis(keys) : Basis.INTERPOLATED.and(curve.basis(keys));
    }

    Like like(AttentionOperator.Attention operator, DTypes types) {
        AttentionOperator.Attention other = new AttentionOperator.Attention(
                operator.batch(),
                operator.queries(),
                operator.context(),
                shape.first(),
                shape.second(),
                shape.third(),
                operator.mask(),
                operator.window());
        Work work = Work.of(other, types);
        return new Like(work.flops(), work.bytes(), at(other).seconds());
    }

    private static double seen(Mask mask, int queries, int context) {
        return (double) mask.pairs(queries, context) / queries;
    }

    /// What a mask costs beyond the keys it lets a query see, one sequence.
    private double excess(int queries) {
        if (maskSeconds.isEmpty()) {
            return 0;
        }
        return Curve.of(maskSeconds).at(queries);
    }

    /// Seconds over keys.
    private Curve full(int batch, int queries) {
        Map.Entry<Integer, TreeMap<Integer, Curve>> below = full.floorEntry(queries);
        Map.Entry<Integer, TreeMap<Integer, Curve>> above = full.ceilingEntry(queries);
        if (below == null) {
            return at(above.getValue(), batch);
        }
        if (above == null) {
            return at(below.getValue(), batch).times((double) queries / below.getKey());
        }
        Curve low = at(below.getValue(), batch);
        if (below.getKey().equals(above.getKey())) {
            return low;
        }
        double share = (double) (queries - below.getKey()) / (above.getKey() - below.getKey());
        return Curve.sum(1 - share, low, share, at(above.getValue(), batch));
    }

    private static Curve at(NavigableMap<Integer, Curve> batches, int batch) {
        Map.Entry<Integer, Curve> below = batches.floorEntry(batch);
        Map.Entry<Integer, Curve> above = batches.ceilingEntry(batch);
        if (below == null) {
            return above.getValue();
        }
        if (above == null) {
            return below.getValue().times((double) batch / below.getKey());
        }
        if (below.getKey().equals(above.getKey())) {
            return below.getValue();
        }
        double share = (double) (batch - below.getKey()) / (above.getKey() - below.getKey());
        return Curve.sum(1 - share, below.getValue(), share, above.getValue());
    }

    /// Elements of all heads: tells shapes apart.
    double size() {
        return (double) shape.first() * shape.third();
    }
}
