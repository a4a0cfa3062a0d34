package org.unmask.core.model;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

/// Latent attention as operators.
final class LatentLowering {
    /// Float32, in which an indexer keeps its scores.
    private static final int SCORE_BYTES = 4;

    private final Architecture model;
    private final Latent latent;
    private final Pass pass;
    private final long tokens;
    private final List<Operator> operators = new ArrayList<>();

    LatentLowering(Architecture model, Latent latent, Pass pass) {
        this.model = model;
        this.latent = latent;
        this.pass = pass;
        this.tokens = pass.streamTokens();
    }

    /// Queries, keys and values through narrower vectors. Attention to the latent vectors themselves takes more arithmetic
    /// per key, attention to keys and values expanded from them more per key that no pass before has seen: few queries
    /// take the first way, as engines do, and queries of which an indexer chooses the keys.
    List<Operator> attention() {
        int heads = model.heads();
        int width = latent.plain() + latent.rotated();
        if (latent.queryRank() > 0) {
            linear("q_a_proj", model.hidden(), latent.queryRank(), Slot.NORMED, Slot.DELTA, Weight.QUERY);
            operators.add(new Operator.Norm("q_norm", tokens, latent.queryRank(), Weight.QUERY_NORM));
            linear("q_b_proj", latent.queryRank(), heads * width, Slot.NORMED, Slot.QUERY, Weight.QUERY);
        } else {
            linear("q_proj", model.hidden(), heads * width, Slot.NORMED, Slot.QUERY, Weight.QUERY);
        }
        linear("kv_a_proj", model.hidden(), latent.latents(), Slot.NORMED, Slot.KEY, Weight.KEY);
        operators.add(new Operator.Norm("kv_norm", tokens, latent.rank(), Weight.KEY_NORM));
        operators.add(new AttentionOperator.Rope(tokens, heads * latent.rotated(), latent.rotated()));
        latent.indexer().ifPresent(this::index);
        operators.add(attend());
        linear("o_proj", heads * latent.values(), model.hidden(), Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT);
        return operators;
    }

    /// Keys of the indexer are computed always, for later queries; its queries and scores where there are more keys than
    /// it chooses.
    private void index(Latent.Indexer indexer) {
        linear("index_k_proj", model.hidden(), indexer.headDim(), Slot.NORMED, Slot.KEY, Weight.KEY);
        operators.add(new Operator.Norm("index_k_norm", tokens, indexer.headDim(), Weight.KEY_NORM));
        long rows = 0;
        long pairs = 0;
        long keys = 0;
        for (Pass.Group group : pass.groups()) {
            if (chooses(group)) {
                rows += group.tokens();
                pairs += group.batch() * group.mask().pairs(group.queries(), group.context());
                keys += (long) group.batch() * group.keys();
            }
        }
        if (rows == 0) {
            return;
        }
        operators.add(new Operator.Linear(
                "index_q_proj", rows, latent.queryRank(), indexer.width(), Slot.NORMED, Slot.DELTA, Weight.QUERY));
        operators.add(new Operator.Linear(
                "index_weights", rows, model.hidden(), indexer.heads(), Slot.NORMED, Slot.DELTA, Weight.QUERY));
        operators.add(new Operator.Counted(
                "index_scores",
                2L * indexer.width() * pairs,
                3L * indexer.heads() * pairs,
                rows * (indexer.width() + indexer.heads()),
                0,
                keys * indexer.headDim(),
                SCORE_BYTES * pairs,
                SCORE_BYTES * pairs,
                List.of(),
                List.of(Slot.DELTA),
                List.of(Slot.DELTA)));
    }

    private boolean chooses(Pass.Group group) {
        return latent.indexer().isPresent()
                && group.keys() > latent.indexer().get().chosen();
    }

    private Operator attend() {
        long heads = model.heads();
        long flops = 0;
        long pairs = 0;
        long keys = 0;
        long expanded = 0;
        for (Pass.Group group : pass.groups()) {
            long batch = group.batch();
            long seen = batch * group.keys();
            long some = batch * group.mask().pairs(group.queries(), group.context());
            long absorbed = 2L * latent.rank() + latent.rotated();
            long plain = (long) latent.plain() + latent.rotated() + latent.values();
            long projection = latent.expansion(model.heads());
            if (chooses(group)) {
                some = batch * chosenPairs(group);
                seen = batch * Math.min(group.keys(), chosenPairs(group));
            }
            if (chooses(group) || group.queries() * heads * (absorbed - plain) <= projection) {
                flops += 2 * heads * absorbed * some + 2 * projection * batch * group.queries();
            } else {
                flops += 2 * heads * plain * some + 2 * projection * seen;
                expanded += seen * heads * plain;
            }
            pairs += some;
            keys += seen;
        }
        long queries = tokens * heads * (latent.plain() + latent.rotated());
        return new Operator.Counted(
                "attention",
                flops,
                5 * heads * pairs,
                queries + expanded,
                tokens * heads * latent.values() + expanded,
                keys * latent.latents(),
                0,
                0,
                List.of(new Operator.Counted.Part(Weight.VALUE, latent.expansion(model.heads()))),
                List.of(Slot.QUERY, Slot.KEY),
                List.of(Slot.ATTENDED));
    }

    /// Pairs of one sequence of the group and one head: a query has as many as a window of as many keys would leave it.
    private long chosenPairs(Pass.Group group) {
        int chosen = latent.indexer().orElseThrow().chosen();
        return new AttentionOperator.Attention(1, group.queries(), group.context(), 1, 1, 2, group.mask(), chosen)
                .pairs();
    }

    private void linear(String name, int inputs, int outputs, Slot from, Slot to, Weight weight) {
        operators.add(new Operator.Linear(name, tokens, inputs, outputs, from, to, weight));
    }
}
